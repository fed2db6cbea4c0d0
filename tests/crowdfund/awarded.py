"""Announced awards in great number, for what is read by others: written in bulk, past the application form."""

from datetime import timedelta
from decimal import Decimal

from django.apps import apps
from django.db import connection
from django.utils import timezone

from crowdfund.models import Application, Award, AwardLine, Case, Deliberation
from crowdfund.states import ApplicationState, Outcome, Stage
from kentcivil.geography.models import District
from organisations.models import Identifier
from tests.crowdfund.factories import FundFactory, full_round
from tests.organisations.factories import OrganisationFactory

FUNDERS = [
    ("Kent County Council", "GB-LAE-KEN"),
    ("NHS Kent and Medway", "GB-NHS-QKS"),
    ("A body without a number", ""),
]
SECRET = "quillsecret"
"""Planted wherever a person is named; no file that leaves the portal may hold it."""


def announced_awards(count, *, organisations=20, start=0, round_=None, registered=False):
    """So many announced awards, each with one to three lines; every third organisation is in no register.

    :param registered: whether all organisations and funders are in a register instead, as the checker likes them.
    :param start: the number of the first, when there are others already.
    :returns: the round.
    """
    round_ = round_ or full_round()
    funds = [
        FundFactory(
            name=f"{funder} fund {start}", slug=f"fund-{start}-{place}", funder=funder, funder_identifier=number
        )
        for place, (funder, number) in enumerate(FUNDERS[: 2 if registered else None])
    ]
    districts = list(District.objects.order_by("name"))
    recipients = [
        OrganisationFactory(
            name=f"Friends of {place}",
            slug=f"friends-{start}-{place}",
            status="published" if place % 4 else "draft",
            district=districts[place % len(districts)],
        )
        for place in range(organisations)
    ]
    for place, recipient in enumerate(recipients):
        if place % 3 == 0:
            Identifier.objects.create(organisation=recipient, scheme="GB-CHC", number=str(1_100_000 + start + place))
        elif place % 3 == 1 or registered:
            Identifier.objects.create(organisation=recipient, scheme="GB-COH", number=f"{12345 + start + place:08}")
    now = timezone.now()
    deliberation, _new = Deliberation.objects.get_or_create(
        round=round_, defaults={"stage": Stage.ANNOUNCED, "announced_at": now}
    )
    applications = Application.objects.bulk_create(
        Application(
            round=round_,
            number=10_000 + place,
            reference=f"CFK-9{place:06}",
            organisation=recipients[place % len(recipients)],
            organisation_name=f"Friends of {place % len(recipients)}",
            state=ApplicationState.SUBMITTED,
            submitted_at=now,
            project_title=["=A café, for carers", "“Mums & dads”", "Line\nbreak", "مشروع 🌻"][place % 4] + f" {place}",
            project_summary=f"What it does. Write to {SECRET}.person@example.org." if place % 5 else "",
            contact_name=f"{SECRET} name",
            contact_email=f"{SECRET}@example.org",
            contact_phone=f"01632 {SECRET}",
            starts_on=now.date() if place % 7 else None,
            ends_on=now.date() + timedelta(days=90) if place % 7 else None,
        )
        for place in range(start, start + count)
    )
    _link(Application.districts, "district_id", applications, [district.pk for district in districts])
    objectives = list(round_.objectives.values_list("pk", flat=True))
    _link(Application.objectives, "objective_id", applications, objectives, least=int(registered))
    Case.objects.bulk_create(
        Case(
            deliberation=deliberation,
            application=application,
            outcome=Outcome.FUND,
            reason=f"{SECRET} said so",
            feedback=f"Well done, {SECRET}",
            decided_at=now,
            announced_at=now,
        )
        for application in applications
    )
    awards = Award.objects.bulk_create(
        Award(
            application=application,
            slug=f"project-{application.reference.lower()}",
            offered_at=now - timedelta(days=place % 900),
        )
        for place, application in enumerate(applications)
    )
    AwardLine.objects.bulk_create(
        AwardLine(award=award, fund=fund, amount=Decimal("1000.50") if place % 2 else Decimal(2500))
        for place, award in enumerate(awards)
        for fund in funds[: place % 3 + 1]
    )
    _settle()
    return round_


def _settle():
    """Tell the planner at once what it would know within minutes: without that it reads whole tables for each row."""
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_app_config("crowdfund").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _link(field, column, applications, others, least=0):
    through = field.through
    through.objects.bulk_create(
        through(application_id=application.pk, **{column: others[(place + step) % len(others)]})
        for place, application in enumerate(applications)
        for step in range(min(len(others), max(place % 3, least)))
    )
