"""The pilot, accountable: every number on its page is the sum of lines that anybody can read and add up."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from kentcivil.pages.demonstration import County
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.volunteering.factories import (
    BrokerFactory,
    BudgetLineFactory,
    EnquiryFactory,
    OpportunityFactory,
    PilotFactory,
    SpendFactory,
    VolunteerCentreFactory,
    VolunteerFactory,
    district,
    staff,
)
from tests.volunteering.test_ledgers import A_PDF
from volunteering import actions, demonstration
from volunteering.figures import FIGURES
from volunteering.models import Claim, Hours, Opportunity, Outcome, Spend

pytestmark = pytest.mark.django_db

NEWEST_COUNTS = {"baseline", "measured", "target"}
"""Figures that are the last of their lines; all others are the sum."""


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    cache.clear()
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def county():
    people = {"broker": UserFactory(), "volunteer": UserFactory(), "funding": UserFactory()}
    OrganisationFactory(name="Ashford Volunteer Centre", slug="ashford-volunteer-centre", district=district())
    county = County(now=timezone.now(), people=people, quiet=True)
    demonstration.fill(county)
    first, second = Opportunity.objects.published().order_by("pk")[:2]
    for days in (3, 40):
        give_hours(first, VolunteerFactory.create_batch(7), days_ago=days)
        give_hours(second, VolunteerFactory.create_batch(3), days_ago=days)
    return county


def give_hours(opportunity, people, *, days_ago=1, minutes=95):
    day = timezone.localdate() - timedelta(days=days_ago)
    for person in people:
        Hours.objects.create(
            volunteer=person,
            opportunity=opportunity,
            day=day,
            claimed_minutes=minutes + 20,
            claimed_at=timezone.now(),
            confirmed_minutes=minutes,
            confirmed_at=timezone.now(),
        )


class Numbers(HTMLParser):
    """The numbers of a page, each with what the page says it is, and the cells of tables that have none.

    :ivar read: for each of `found`, the number that people read there.
    """

    def __init__(self, html):
        super().__init__()
        self.found, self.read, self.bare, self.cell, self.number = [], [], [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "td" and "numeric" in said.get("class", ""):
            self.cell = ""
        if tag == "data":
            those = {name.removeprefix("data-"): value for name, value in said.items() if name.startswith("data-")}
            self.found.append((those.pop("figure"), those, Decimal(said["value"])))
            self.cell, self.number = None, ""

    def handle_data(self, text):
        if self.number is not None:
            self.number += text
        if self.cell is not None:
            self.cell += text

    def handle_endtag(self, tag):
        if tag == "data":
            self.read.append(in_its_unit(self.number))
            self.number = None
        if tag == "td" and self.cell is not None:
            if any(letter.isdigit() for letter in self.cell):
                self.bare.append(self.cell)
            self.cell = None


def in_its_unit(text):
    """What people read as a number: pounds, minutes, or how many."""
    if "hour" in text:
        hours, minutes = re.fullmatch(r"([\d,]+) hours?(?: (\d+) minutes?)?", text).groups()
        return Decimal(hours.replace(",", "")) * 60 + Decimal(minutes or 0)
    return Decimal(text.replace("£", "").replace(",", "").replace("−", "-"))


def _rows(client):
    response = client.get(reverse("volunteering_figures_csv"))
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def recomputed(rows, figure, those):
    """What somebody with a spreadsheet makes of the CSV."""
    rows = [row for row in rows if row["figure"] == figure]
    for name, wanted in those.items():
        rows = [row for row in rows if (row["day"][:7] if name == "month" else row[name]) == wanted]
    if figure in NEWEST_COUNTS:
        return Decimal(max(rows, key=lambda row: row["day"])["amount"])
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def test_every_figure_on_the_page_is_what_the_public_csv_comes_to(client, county):
    page = Numbers(client.get(reverse("volunteering_pilot")).content.decode())
    rows = _rows(client)
    assert len(page.found) > 50
    assert {figure for figure, _those, _value in page.found} >= {"grant", "spent", "hours", "offered", "measured"}
    differences = {
        (figure, *those.items()): value - recomputed(rows, figure, those)
        for figure, those, value in page.found
        if value != recomputed(rows, figure, those)
    }
    assert differences == {}
    assert page.read == [value for _figure, _those, value in page.found], "what is read is what is meant"
    assert page.bare == [], "a number that opens to nothing"


def test_what_the_csv_comes_to_is_what_the_ledger_holds(client, county):
    rows = _rows(client)
    assert recomputed(rows, "spent", {}) == sum(Spend.objects.filter(state="accepted").values_list("amount", flat=True))
    assert recomputed(rows, "paid", {}) == sum(Claim.objects.filter(state="paid").values_list("amount", flat=True))
    assert recomputed(rows, "hours", {}) == Hours.objects.minutes() >= 20 * 95
    assert recomputed(rows, "budget", {}) == recomputed(rows, "grant", {}) == 170_000


def test_every_number_opens_to_its_lines(client, county):
    page = Numbers(client.get(reverse("volunteering_pilot")).content.decode())
    rows = _rows(client)
    for figure, those, value in page.found:
        cache.clear()
        opened = client.get(reverse("volunteering_figure", args=[figure]), those)
        assert opened.status_code == 200
        if figure not in NEWEST_COUNTS and opened.context["page"].object_list:
            assert opened.context["shown"].amount == value
        wanted = [row for row in rows if row["figure"] == figure]
        if not those:
            assert opened.context["page"].paginator.count == len(wanted)


def test_everybody_can_read_what_was_paid_for_but_not_open_the_evidence(client):
    spend = SpendFactory(what="Leaflets in six languages")
    SpendFactory(line=spend.line, what="Not yet seen", state="entered", decided_at=None)
    page = client.get(reverse("volunteering_figure", args=["spent"])).content.decode()
    assert "Leaflets in six languages" in page
    assert "Not yet seen" not in page
    assert client.get(reverse("volunteering_figure", args=["nothing"])).status_code == 404
    evidence = reverse("volunteering_evidence", args=[spend.pk])
    assert client.get(evidence).status_code == 302
    client.force_login(UserFactory())
    assert client.get(evidence).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("centre", 200), (Role.FUNDING_OFFICER, 200), (Role.AUDITOR, 200), (Role.BOARD_OFFICER, 404), ("other", 404)],
)
def test_who_opens_the_evidence(client, who, status):
    line = BudgetLineFactory()
    council = staff(Role.FUNDING_OFFICER)
    upload = SimpleUploadedFile("receipt.pdf", A_PDF)
    spend = actions.enter_spend(
        line=line, paid_on=line.pilot.started_on, amount=Decimal(5), what="Tea", upload=upload, by=council
    )
    user = {"centre": lambda: BrokerFactory(centre=line.pilot.centre).user, "other": lambda: BrokerFactory().user}
    client.force_login(user.get(who, lambda: staff(who))())
    response = client.get(reverse("volunteering_evidence", args=[spend.pk]))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == A_PDF
        assert response["Content-Type"] == "application/pdf"


# --- People ---------------------------------------------------------------------------------------------------


def test_fewer_than_five_people_are_not_shown_and_five_are(client):
    pilot = PilotFactory()
    thing = OpportunityFactory(centre=pilot.centre)
    EnquiryFactory.create_batch(4, opportunity=thing)
    EnquiryFactory.create_batch(3, opportunity=thing, email="Same@example.org", state="left", left_because="elsewhere")

    def offered():
        cache.clear()
        found = Numbers(client.get(reverse("volunteering_pilot")).content.decode()).found
        return [value for figure, those, value in found if figure == "offered" and not those]

    assert offered() == [7]  # four, and one person three times
    thing.enquiries.filter(state="new").first().delete()
    assert offered() == []
    assert "too few people" in client.get(reverse("volunteering_figure", args=["offered"])).content.decode()
    assert not any(row["figure"] == "offered" for row in _rows(client))


def test_a_centre_with_few_people_goes_together_with_others(client):
    pilot = PilotFactory()
    EnquiryFactory.create_batch(9, opportunity=OpportunityFactory(centre=pilot.centre))
    small = OpportunityFactory(centre=VolunteerCentreFactory())
    EnquiryFactory.create_batch(2, opportunity=small)
    rows = [row for row in _rows(client) if row["figure"] == "offered"]
    assert [(row["centre"], row["amount"], row["people"]) for row in rows] == [("", "11", "11")]


def test_hours_are_shown_by_session_and_what_few_people_gave_goes_together(client):
    pilot = PilotFactory()
    thing = OpportunityFactory(centre=pilot.centre, title="Garden helper")
    give_hours(thing, VolunteerFactory.create_batch(6), days_ago=40)
    few = VolunteerFactory.create_batch(4)
    give_hours(OpportunityFactory(centre=pilot.centre, title="Only four of us"), few, days_ago=40)
    claimed = Hours.objects.last()
    claimed.confirmed_minutes = claimed.confirmed_at = None
    claimed.save()
    page = client.get(reverse("volunteering_figure", args=["hours"])).content.decode()
    assert "Only four of us" not in page
    assert "14 hours 15 minutes" in page  # six and three people with 95 minutes each
    rows = [row for row in _rows(client) if row["figure"] == "hours"]
    assert [(row["what"], row["amount"], row["people"]) for row in rows] == [("Small groups, together", "855", "9")]
    give_hours(OpportunityFactory(centre=pilot.centre, title="Nine"), VolunteerFactory.create_batch(9), days_ago=40)
    rows = [row for row in _rows(client) if row["figure"] == "hours"]
    assert sorted((row["what"], row["amount"], row["people"]) for row in rows) == [
        ("Nine", "855", "9"),
        ("Small groups, together", "855", "9"),
    ]


# --- Outcomes -------------------------------------------------------------------------------------------------


def _outcome(pilot, **said):
    day = pilot.started_on
    usual = {"title": "Sooner", "measure": "Days", "unit": "days", "baseline": 9, "target": 2, "number": 1}
    return Outcome.objects.create(pilot=pilot, baseline_on=day, target_on=day + timedelta(days=365), **usual | said)


def test_an_outcome_shows_its_newest_measurement_and_whether_the_target_is_reached(client):
    pilot = PilotFactory()
    outcome = _outcome(pilot)
    page = client.get(reverse("volunteering_pilot"))
    (_outcome_row, began, now, _target, reached) = page.context["outcomes"][0]
    assert (began.amount, now, reached) == (9, None, False)
    for days, value in ((300, 2), (30, 6)):
        outcome.measurements.create(measured_on=pilot.started_on + timedelta(days=days), value=value, source="Counted")
    cache.clear()
    (_outcome_row, _began, now, _target, reached) = client.get(reverse("volunteering_pilot")).context["outcomes"][0]
    assert (now.amount, reached) == (2, True)


def test_an_outcome_that_is_counted_is_what_the_portal_counts_today(client):
    pilot = PilotFactory()
    _outcome(pilot, counted="districts", baseline=0, target=1)
    _outcome(pilot, counted="introduced", baseline=0, target=1, number=2)
    first, second = client.get(reverse("volunteering_pilot")).context["outcomes"]
    assert (first[2].slug, first[2].amount, first[4]) == ("districts", 1, True)
    assert (second[2], second[4]) == (None, False)


def test_the_page_asks_as_often_for_a_hundred_payments_as_for_one(client, django_assert_max_num_queries):
    line = BudgetLineFactory()
    asked = []
    for size in (1, 9, 90):
        for day in range(size):
            SpendFactory(line=line, paid_on=line.pilot.started_on + timedelta(days=day))
        for address in (reverse("volunteering_pilot"), reverse("volunteering_figure", args=["spent"])):
            cache.clear()
            with django_assert_max_num_queries(40) as queries:
                client.get(address)
            asked.append((address, len(queries)))
    assert len(set(asked)) == 2, asked


def test_the_page_is_kept_until_the_council_accepts_a_payment(client, django_capture_on_commit_callbacks):
    spend = SpendFactory(state="entered", decided_at=None)
    address = reverse("volunteering_pilot")
    assert "£120.40" not in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.accept_spend(spend=spend, by=staff(Role.FUNDING_OFFICER))
    assert "£120.40" in client.get(address).content.decode()


def test_the_catalogue_of_open_data_lists_the_pilot(client):
    assert reverse("volunteering_figures_csv") in client.get("/open-data/").content.decode()


def test_every_figure_says_what_it_is():
    assert all(figure.title and figure.explained for figure in FIGURES.values())
