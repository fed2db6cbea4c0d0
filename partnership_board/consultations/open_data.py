"""What consultations offer as open data: how many people chose what, once the findings are public."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kentcivil.opendata.catalogue import Dataset, Download, register
from partnership_board.models import Consultation

TITLES = [
    "consultation",
    "address",
    "question_number",
    "question",
    "choice",
    "answers",
    "answers_without_copies",
    "answered_question",
    "counted_at",
]


def last_reported():
    """When findings were last published, or None."""
    return Consultation.objects.reported().aggregate(last=Max("reported_at"))["last"]


def rows(consultations):
    """One row for each choice of each closed question: every number that the findings pages draw."""
    for consultation in consultations.select_related("count").prefetch_related("questions"):
        count = getattr(consultation, "count", None)
        if count is None:
            continue
        for question in consultation.questions.all():
            found = count.figures["questions"].get(str(question.pk), {"answered": 0, "choices": {}})
            for number, name in question.choices:
                every, alone = found["choices"].get(str(number), [0, 0])
                yield [
                    consultation.title,
                    consultation.get_absolute_url(),
                    question.number,
                    question.text,
                    name,
                    every,
                    alone,
                    found["answered"],
                    count.counted_at.isoformat(),
                ]


register(
    Dataset(
        slug="consultations",
        title=_("Answers to consultations"),
        description=_(
            "How many people chose what in each consultation whose findings are public, with and without answers that "
            "copy another. Nothing that anybody wrote, and nothing about who answered."
        ),
        downloads=(Download(_("Counts as CSV"), "consultations_csv"),),
        generated=last_reported,
    )
)
