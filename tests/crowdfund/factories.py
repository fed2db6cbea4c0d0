"""Rounds and applications for tests: a round is published and open for the test's present unless told otherwise."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from crowdfund import actions, documents
from crowdfund.models import (
    Application,
    Criterion,
    DocumentAsked,
    EligibilityQuestion,
    Fund,
    Objective,
    Question,
    Round,
    RoundFund,
    RoundVersion,
    Section,
)
from crowdfund.states import RoundState
from kentcivil.geography.models import District
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"


class FundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fund

    name = factory.Sequence(lambda n: f"Fund {n}")
    slug = factory.Sequence(lambda n: f"fund-{n}")
    funder = "Kent County Council"
    funder_identifier = "GB-LAE-KEN"


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    name = factory.Sequence(lambda n: f"Objective {n}")
    slug = factory.Sequence(lambda n: f"objective-{n}")


class RoundFactory(factory.django.DjangoModelFactory):
    """A bare round; `full_round` makes one to which somebody can apply."""

    class Meta:
        model = Round

    title = factory.Sequence(lambda n: f"Spring round {n}")
    slug = factory.Sequence(lambda n: f"spring-{n}")
    reference_prefix = factory.Sequence(lambda n: f"CFK-{2000 + n}-S")
    state = RoundState.PUBLISHED
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    summary = "Money for projects that people in Kent want."
    who_can_apply = "Groups that work in Kent.\n\n- charities\n- clubs"
    what_we_fund = "Projects with a lasting legacy."
    rules = "A project is funded once only."
    guidance = "Have your accounts ready."
    declaration = "What we have written is true."
    combined_cap_percent = 65


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    round = factory.SubFactory(RoundFactory, state=RoundState.DRAFT)
    title = factory.Sequence(lambda n: f"Your plan {n}")
    slug = factory.Sequence(lambda n: f"plan-{n}")


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    kind = Question.Kind.LONG
    text = factory.Sequence(lambda n: f"What will you do, part {n}?")
    word_limit = 50


@contextmanager
def amending(round_):
    """Inside, a round that has opened may be changed, as by an officer: the database wants a version of it."""
    with transaction.atomic():
        number = (round_.versions.aggregate(last=Max("number"))["last"] or 1) + 1
        RoundVersion.objects.create(round=round_, number=number, sentence="A change", told_at=timezone.now())
        yield


def moved(round_, **moments):
    """The round with other moments, such as closes_at: what the clock would have made of it meanwhile."""
    with amending(round_):
        Round.objects.filter(pk=round_.pk).update(**moments)
    return Round.objects.get(pk=round_.pk)


def full_round(**fields):
    """A published round with one of each, and a page of two questions.

    It is made before it is published, as the database lets no round that has opened be changed.
    """
    state = fields.pop("state", RoundState.PUBLISHED)
    round_ = RoundFactory(**fields, state=RoundState.DRAFT)
    RoundFund.objects.create(round=round_, fund=FundFactory(), amount=Decimal(200_000), cap_pounds=Decimal(20_000))
    round_.objectives.add(ObjectiveFactory())
    EligibilityQuestion.objects.create(
        round=round_,
        text="Does your project help people in Kent?",
        rules_out=False,
        why="We can only back projects in Kent.",
        what_else="Ask the council of the area where the project is.",
    )
    section = SectionFactory(round=round_, title="What you will do", slug="plan")
    QuestionFactory(section=section, text="What will happen?", position=1)
    QuestionFactory(section=section, kind=Question.Kind.NUMBER, text="How many people will it help?", position=2)
    DocumentAsked.objects.create(round=round_, name="Governing document", position=1)
    DocumentAsked.objects.create(round=round_, name="A picture", required=False, accepted_types=["png"], position=2)
    Criterion.objects.create(round=round_, name="Need", weight=2, position=1)
    Criterion.objects.create(round=round_, name="Legacy", weight=1, position=2)
    round_.state = state
    round_.save(update_fields=["state"])
    return round_


def funding_officer():
    return role_holder("funding officer")


def role_holder(role):
    officer = UserFactory(is_staff=True)
    officer.groups.add(Group.objects.get(name=role))
    return officer


def draft(round_=None, by=None, **fields):
    """A draft just started by an owner of a new organisation, or by somebody who speaks for one."""
    round_ = round_ or full_round()
    by = by or MembershipFactory().user
    organisation = by.memberships.get().organisation
    at = round_.opens_at + timedelta(hours=1)
    fields.setdefault("project_title", "A café for carers")
    application = actions.start(round_=round_, organisation=organisation, by=by, at=at, **fields)
    return Application.objects.get(pk=application.pk)


def pdf_for(asked):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return documents.check(SimpleUploadedFile("constitution.pdf", PDF), asked)


def fill(application, by, at):
    """Write everything that the round of `full_round` asks, acting at a moment."""
    round_ = application.round
    actions.save_organisation(
        application=application,
        by=by,
        at=at,
        version=0,
        values={"legal_form": "charity", "contact_phone": "01843 555 010", "contact_role": "Trustee"},
    )
    question = round_.eligibility_questions.get()
    actions.save_eligibility(application=application, by=by, at=at, version=0, answers={question.pk: True})
    actions.save_project(
        application=application,
        by=by,
        at=at,
        version=0,
        values={
            "project_summary": "A café where carers meet.",
            "districts": [District.objects.get(slug="thanet")],
            "objectives": list(round_.objectives.all()),
            "starts_on": at.date(),
            "ends_on": at.date() + timedelta(days=200),
        },
    )
    section = round_.sections.get()
    long, number = section.questions.all()
    answers = {long.pk: "We open twice a week.", number.pk: "120"}
    actions.save_answers(application=application, section=section, by=by, at=at, version=0, answers=answers)
    lines = [
        ("cost", "Rent", Decimal("9000.00")),
        ("cost", "Tea", Decimal("1000.50")),
        ("income", "Sales", Decimal(500)),
    ]
    actions.save_budget(application=application, by=by, at=at, version=0, lines=lines, amount_asked=Decimal("6000.00"))
    actions.save_subsidies(application=application, by=by, at=at, version=0, had_subsidies=False, lines=[])
    asked = round_.documents_asked.get(required=True)
    actions.add_document(application=application, asked=asked, checked=pdf_for(asked), by=by, at=at)
    return Application.objects.get(pk=application.pk)


def finished(round_=None, by=None, **fields):
    """A draft that lacks nothing but the submitting."""
    application = draft(round_, by, **fields)
    at = application.round.opens_at + timedelta(hours=2)
    return fill(application, application.started_by, at)
