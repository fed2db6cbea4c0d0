"""Consultations for tests: open since last week, and for three weeks to come."""

from datetime import timedelta

import factory
from django.utils import timezone

from partnership_board import actions, models
from partnership_board.consultations.answers import Said
from partnership_board.consultations.states import ConsultationState
from tests.partnership_board.factories import NOW

CLOSES = NOW + timedelta(days=21)
LETTER = (
    "Please keep the bus to Lydd running in the evenings. Without the bus our choir, our youth club and our repair "
    "café lose half of the people who come, and nobody can get home after seven o’clock at night."
)


class ConsultationFactory(factory.django.DjangoModelFactory):
    """A draft with one question of each kind; `published` and `closed` give those."""

    class Meta:
        model = models.Consultation
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"What matters to you, part {n}")
    slug = factory.Sequence(lambda n: f"what-matters-{n}")
    summary = "Tell us what groups need."
    about = "We are writing a new strategy, and read every answer."
    opens_at = NOW - timedelta(days=7)
    closes_at = CLOSES

    @factory.post_generation
    def published(self, create, wanted):
        if create:
            ask(self)
        if create and wanted:
            self.state, self.published_at = ConsultationState.PUBLISHED, self.opens_at - timedelta(days=1)
            self.save()


def ask(consultation):
    """One question of each kind, numbered from 1 in this order: one, several, scale, short, long."""
    kinds = {
        "one": {"text": "Do you agree with the aims?", "options": ["Yes", "Partly", "No"], "required": True},
        "several": {"text": "What helps groups most?", "options": ["Advice", "Money", "Rooms", "Training"]},
        "scale": {"text": "How clear is the draft?", "least": "not at all clear", "most": "very clear"},
        "short": {"text": "Where do you live?"},
        "long": {"text": "What is missing?"},
    }
    for number, (kind, fields) in enumerate(kinds.items(), start=1):
        models.Question.objects.create(consultation=consultation, number=number, kind=kind, **fields)


def questions_of(consultation):
    return {question.kind: question for question in consultation.questions.all()}


def said(consultation, **answers):
    """{Question: Said} by kind: said(it, one=1, several=(1, 3), long="Buses")."""
    asked = questions_of(consultation)
    given = {}
    for kind, answer in answers.items():
        if isinstance(answer, str):
            given[asked[kind]] = Said(text=answer)
        else:
            given[asked[kind]] = Said(choices=answer if isinstance(answer, tuple) else (answer,))
    return given


def begun(consultation, *, by=None, at=None, email="", organisation=None, **answers):
    """An answer that was begun, with what was typed so far."""
    response = actions.begin_response(
        consultation=consultation, arrived_at=at or timezone.now(), by=by, email=email, organisation=organisation
    )
    actions.save_answers(response=response, said=said(consultation, **answers))
    return response


def sent(consultation, *, at=None, in_flood=False, **answers):
    """An answer that was sent."""
    at = at or timezone.now()
    response = begun(consultation, at=min(at, consultation.closes_at - timedelta(hours=1)), **{"one": 1, **answers})
    return actions.submit_response(response=response, arrived_at=at, in_flood=in_flood)


def typed(consultation, **answers):
    """What a browser posts from the page of questions: typed(it, one=1, long="Buses")."""
    return {
        f"question_{question.pk}": list(map(str, one.choices)) if one.choices else one.text
        for question, one in said(consultation, **answers).items()
    }
