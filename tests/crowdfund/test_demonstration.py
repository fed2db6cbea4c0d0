"""The demonstration's rounds are believable, whole and due for a reminder."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Sum

from crowdfund import completeness, demonstration
from crowdfund.grants.shape import grant
from crowdfund.models import Application, Assignment, Award, AwardLine, Deliberation, Entry, Round, RoundVersion
from crowdfund.states import FALLEN
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from tests.conformance.quality import flags
from tests.crowdfund.factories import role_holder
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 2, 10, 9, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(scope="module")
def county(kept_for_the_module):
    charity = UserFactory(name="Chloe Bennett")
    mothers = OrganisationFactory(name="Mama to Mama", slug="mama-to-mama", district_id="E07000114")
    MembershipFactory(user=charity, organisation=mothers)
    OrganisationFactory.create_batch(60)
    for organisation in [mothers, *OrganisationFactory.create_batch(60, district_id="E07000105")]:
        IdentifierFactory(organisation=organisation)
    with time_machine.travel(NOW, tick=False):
        made = SimpleNamespace(
            now=NOW,
            people={
                "charity": charity,
                "funding": role_holder("funding officer"),
                "assessor": role_holder("assessor"),
                "payments": role_holder("payments officer"),
            },
            random=random.Random(1),
            progress=lambda things, what: things,
        )
        demonstration.fill(made)
    return made


def test_three_rounds_are_over_one_is_open_and_one_is_coming(county):
    last = Round.objects.closed_at(NOW).order_by("closes_at").last()
    assert last.applications.submitted().count() == 40
    now_open = Round.objects.open_at(NOW).get()
    assert (now_open.title, now_open.slug) == ("Spring round 2027", "spring-2027")
    assert now_open.closes_at == datetime(2027, 2, 23, 12, tzinfo=ZoneInfo("Europe/London"))
    assert Round.objects.coming_at(NOW).get()


@pytest.mark.parametrize(("day", "spring"), [("2026-11-26", 2027), ("2027-05-31", 2027), ("2027-06-01", 2028)])
def test_the_open_round_is_for_the_spring_to_come_and_each_has_a_name_of_its_own(day, spring):
    called = demonstration.names(datetime.fromisoformat(f"{day}T12:00:00+01:00"))
    assert [names["title"] for names in called] == [
        *(f"{season} round {spring - 1}" for season in ("Spring", "Autumn", "Winter")),
        *(f"{season} round {spring}" for season in ("Spring", "Summer")),
    ]
    assert {names["reference_prefix"] for names in called} == {
        *(f"CFK-{spring - 1}-{letter}" for letter in "SAW"),
        *(f"CFK-{spring}-{letter}" for letter in "SU"),
    }


def test_the_open_round_has_changed_and_its_applicants_know(county):
    now_open = Round.objects.open_at(NOW).get()
    assert now_open.versions.count() == 2
    assert not RoundVersion.objects.untold().exists()
    assert now_open.criteria.count() == 4


def test_the_charity_missed_the_round_before_and_can_copy_what_it_wrote(county):
    missed = Application.objects.get(state="closed")
    assert missed.started_by == county.people["charity"]
    assert missed.answers.count() == 1


def test_what_was_submitted_lacks_nothing_but_its_documents(county):
    for application in Application.objects.submitted().whole():
        lacks = [part.key for part in completeness.parts(application) if part.problems]
        assert lacks == ["documents"]


def test_the_charitys_draft_is_due_for_its_reminder(county):
    with time_machine.travel(NOW, tick=False):
        claim(rule_named("crowdfund.round_closes"))
    reminder = Message.objects.filter(to=county.people["charity"].email).latest("pk")
    assert "Mama to Mama has a draft application" in reminder.text


def test_one_round_is_announced_one_before_the_panel_and_one_being_scored(county):
    stages = {one.stage: one for one in Deliberation.objects.select_related("round")}
    assert set(stages) == {"announced", "panel", "assessing"}
    announced = stages["announced"].cases.standing()
    assert {case.outcome for case in announced} == {"fund", "reserve", "decline"}
    assert Award.objects.count() == announced.filter(outcome="fund").count() > 5
    assessor = county.people["assessor"]
    assert Assignment.objects.filter(assessor=assessor, state="assigned").count() > 10
    assert Assignment.objects.exclude(assessor=assessor).filter(state="assigned").count() == 0


def test_the_awards_have_gone_their_ways(county):
    states = list(Award.objects.values_list("state", flat=True))
    assert {"complete", "campaign", "missed", "declined", "lapsed", "ended", "released", "noticed", "offered"} <= set(
        states
    )
    assert Entry.objects.aggregate(total=Sum("amount"))["total"] == 0
    shown = Award.objects.published().get(slug="a-baby-bank-for-thanet")
    assert shown.campaign.supporters() == 137 + 48
    assert shown.payments.get(number=1).state == "paid"
    offered = Award.objects.get(application__project_title="A voice at night")
    assert offered.state == "offered"
    assert offered.lapses_at > NOW
    with time_machine.travel(offered.lapses_at - timedelta(days=6), tick=False):
        claim(rule_named("crowdfund.offer_lapses"))
    assert "nobody has answered" in Message.objects.filter(to=county.people["charity"].email).latest("pk").text


def test_what_is_told_of_awards_fits_together(county):
    for award in Award.objects.exclude(state__in=FALLEN).select_related("application"):
        project = award.application
        now = NOW.date()
        assert project.starts_on < project.ends_on
        money_came = award.state in ("released", "complete", "ended")
        assert money_came == (project.starts_on <= now), award
        assert award.state != "complete" or project.ends_on <= now
        assert all(report.sent_at.date() >= project.starts_on for report in award.reports.exclude(sent_at=None))
        assert all(news.posted_at <= NOW for news in award.news.all())
        told = [report.happened for report in award.reports.all() if report.happened]
        assert len(set(told)) == len(told), award
    titles = list(Application.objects.filter(award__isnull=False).values_list("project_title", flat=True))
    assert len(set(titles)) == len(titles)


def test_no_funders_grants_would_be_flagged(county):
    """Applicants are in a register where the directory holds enough that are, as the whole county's does."""
    of_funder = defaultdict(list)
    for line in AwardLine.objects.published():
        of_funder[line.fund.funder].append(grant(line))
    assert len(of_funder) > 1
    for grants in of_funder.values():
        assert flags(grants, NOW.date()) == {}
