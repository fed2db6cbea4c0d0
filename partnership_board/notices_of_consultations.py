"""Who is told of consultations: those who follow one or all of them by topic, and those who answer by name.

That one opens and that it is about to close is told by reminders_of_consultations.py.
An email that holds a private address, or what somebody answered, is kept from officers (`secret`).
"""

from django.utils import timezone

from kentcivil.followers.following import tell
from kentcivil.mail.outbox import enqueue
from partnership_board.consultations.answers import said_in, shown

ONE = "consultation"
ALL = "consultations"
EVERY = "all"
"""The only key of the topic of all consultations."""


def extended(consultation):
    once = f"consultation-{consultation.pk}-extended-{consultation.closes_at:%Y%m%d%H%M}"
    _tell(consultation, "partnership_board/mail/consultation_extended.txt", once)


def cancelled(consultation):
    _tell(
        consultation,
        "partnership_board/mail/consultation_cancelled.txt",
        f"consultation-{consultation.pk}-cancelled",
    )


def findings_published(consultation, moment):
    once = f"consultation-{consultation.pk}-findings-{moment:%Y%m%d%H%M}"
    _tell(consultation, "partnership_board/mail/consultation_findings.txt", once)


def keys_of(number):
    """What finds the emails about one answer in the outbox, as kentcivil.mail.erasure takes it.

    :param number: the Response's pk.
    """
    return {"keys": [f"consultation-copy:{number}"], "beginning": [f"consultation-link:{number}:"]}


def way_back(response):
    """The private address, to whoever gave an email address; at most once an hour."""
    enqueue(
        key=f"consultation-link:{response.pk}:{timezone.now():%Y%m%d%H}",
        to=response.email,
        template="partnership_board/mail/consultation_link.txt",
        context={**_about(response.consultation), "address": response.get_absolute_url()},
        useful_until=response.consultation.closes_at,
        secret=True,
    )


def sent(response):
    """A copy to whoever gave an address, which says whether it counts."""
    if not response.email:
        return
    answers = response.answers.select_related("question")
    enqueue(
        key=f"consultation-copy:{response.pk}",
        to=response.email,
        template="partnership_board/mail/consultation_copy.txt",
        context={
            **_about(response.consultation),
            "reference": response.reference,
            "arrived_at": response.submitted_at,
            "is_late": response.is_late,
            "answers": [(one.question, shown(one.question, said_in(one))) for one in answers],
            "address": response.get_absolute_url(),
        },
        secret=True,
    )


def _tell(consultation, template, once):
    context = {**_about(consultation), "address": consultation.get_absolute_url()}
    for kind, key in ((ONE, consultation.slug), (ALL, EVERY)):
        tell(kind=kind, key=key, template=template, context=context, once=once)


def _about(consultation):
    return {
        "consultation": consultation.title,
        "closes_at": consultation.closes_at,
        "reason": consultation.changed_reason,
    }
