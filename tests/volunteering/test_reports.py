"""The six-monthly report to the board: made in a click, the same as page and PDF, and kept as it was."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from kentcivil.accounts.roles import Role
from tests.volunteering.factories import (
    BrokerFactory,
    BudgetLineFactory,
    EnquiryFactory,
    OpportunityFactory,
    PilotFactory,
    SpendFactory,
    VolunteerFactory,
    district,
    staff,
)
from tests.volunteering.test_pilot import Numbers, _outcome, give_hours, recomputed
from volunteering import actions, reports
from volunteering.models import Claim, Lesson, Report, RollOut
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db

FIRST = (date(2021, 9, 1), date(2022, 2, 28))
SECOND = (date(2022, 3, 1), date(2022, 8, 31))


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    cache.clear()
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def council():
    return staff(Role.FUNDING_OFFICER)


@pytest.fixture
def pilot():
    """A pilot with something in each half of its year, and something of today."""
    pilot = PilotFactory()
    line = BudgetLineFactory(pilot=pilot, number=1, title="People & room", amount=1_000)
    for day, amount in ((date(2021, 10, 5), "100.10"), (date(2022, 5, 5), "200.20"), (date(2022, 9, 5), "400.40")):
        SpendFactory(line=line, paid_on=day, amount=Decimal(amount), what="Rent #1 *bold* $x$")
    Claim.objects.create(
        pilot=pilot, number=1, since=FIRST[0], until=FIRST[1], amount=500, state="paid", paid_on=date(2022, 3, 20)
    )
    _outcome(pilot).measurements.create(measured_on=date(2022, 8, 1), value=Decimal("3.5"), source="Counted")
    _outcome(pilot, number=2, counted="hours", title="More time", baseline=0, target=10)
    pilot.milestones.create(
        number=1, title="Open", due_on=date(2022, 4, 1), reached_on=date(2022, 4, 2), shown_by="It is open."
    )
    Lesson.objects.create(pilot=pilot, learned_on=date(2022, 6, 1), title="Ring first", text="It helps.", public=True)
    EnquiryFactory.create_batch(6, opportunity=OpportunityFactory(centre=pilot.centre))
    give_hours(OpportunityFactory(centre=pilot.centre), VolunteerFactory.create_batch(6))
    return pilot


def _made(pilot, by, since=SECOND[0]):
    return actions.make_report(pilot=pilot, since=since, summary="All is well.\n\nNearly.", by=by)


def test_the_half_years_that_are_over(pilot):
    assert reports.periods(pilot, date(2022, 8, 31)) == [FIRST]
    assert reports.periods(pilot, date(2022, 9, 1)) == [SECOND, FIRST]
    assert reports.periods(pilot, date(2021, 9, 1)) == []


def test_three_clicks_from_the_pilot_to_the_pdf(client, pilot, council):
    client.force_login(council)
    page = client.get(reverse("volunteering_pilot")).content.decode()
    assert f'href="{reverse("volunteering_reports")}"' in page  # one
    page = client.get(reverse("volunteering_reports")).content.decode()
    assert 'name="since" value="2022-03-01"' in page
    made = client.post(reverse("volunteering_report_make"), {"since": "2022-03-01"}, follow=True)  # two
    report = Report.objects.get()
    address = reverse("volunteering_report_pdf", args=[report.pk])
    assert f'href="{address}"' in made.content.decode()
    assert client.get(address).content.startswith(b"%PDF")  # three


def test_every_figure_of_the_report_is_what_its_own_csv_comes_to(client, pilot, council):
    report = actions.publish_report(report=_made(pilot, council), by=council)
    SpendFactory(line=pilot.budget_lines.get(), paid_on=date(2022, 5, 6), amount=Decimal("999.99"))  # entered later
    response = client.get(reverse("volunteering_report_csv", args=[report.pk]))
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    page = Numbers(client.get(reverse("volunteering_report", args=[report.pk])).content.decode())

    def from_csv(figure, those):
        between = {name: those[name] for name in ("since", "until") if name in those}
        fitting = [
            row for row in rows if not between or (row["day"] and between["since"] <= row["day"] <= between["until"])
        ]
        return recomputed(fitting, figure, {name: those[name] for name in those if name not in between})

    assert {(figure, *those.items()): value - from_csv(figure, those) for figure, those, value in page.found} == {
        (figure, *those.items()): 0 for figure, those, _value in page.found
    }
    assert page.bare == []
    in_period = {figure: value for figure, those, value in page.found if "since" in those and "part" not in those}
    assert in_period == {"spent": Decimal("200.20"), "claimed": 0, "paid": 500, "reached": 1}
    ever = {figure: value for figure, those, value in page.found if not those}
    assert (ever["spent"], ever.get("offered")) == (Decimal("300.30"), None)
    for figure, those, _value in page.found:
        opened = client.get(reverse("volunteering_report_figure", args=[report.pk, figure]), those)
        assert opened.status_code == 200
    assert client.get(reverse("volunteering_report_figure", args=[report.pk, "nothing"])).status_code == 404


def test_the_pdf_is_tagged_for_screen_readers_and_says_the_same(client, pilot, council):
    RollOut.objects.create(district=district(), stage="talking", since=date(2022, 1, 1))
    report = actions.publish_report(report=_made(pilot, council), by=council)
    pdf = PdfReader(io.BytesIO(client.get(reverse("volunteering_report_pdf", args=[report.pk])).content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for words in ("Report to the board", "1 March 2022", "£200.20", "All is well.", "Ring first", "Ashford", "3.5"):
        assert words in text


def _kinds(node):
    """The kinds of all elements of a tagged document."""
    node = node.get_object()
    if not isinstance(node, dict):
        return set()
    below = node.get("/K", [])
    below = below if isinstance(below, list) else [below]
    found = {node["/S"]} if "/S" in node else set()
    return found.union(*(_kinds(one) for one in below if hasattr(one, "get_object")))


def test_what_is_published_stays_as_it_was(client, pilot, council):
    report = _made(pilot, council)
    again = _made(pilot, council)
    assert again.pk == report.pk
    report = actions.publish_report(report=report, by=council)
    with pytest.raises(NotAllowed, match="stays as it is"):
        _made(pilot, council)
    with pytest.raises(NotAllowed, match="already"):
        actions.publish_report(report=report, by=council)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Report.objects.update(summary="Otherwise")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Report.objects.all()._raw_delete("default")
    assert "2022" in str(report)


def test_only_the_council_makes_reports_and_only_of_whole_half_years(pilot, council):
    for by in (BrokerFactory(centre=pilot.centre).user, staff(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            _made(pilot, by)
    report = _made(pilot, council)
    with pytest.raises(PermissionDenied):
        actions.publish_report(report=report, by=staff(Role.BOARD_OFFICER))
    for since in (date(2022, 3, 2), date(2999, 3, 1), None):
        with pytest.raises(NotAllowed, match="that are over"):
            _made(pilot, council, since=since)


def test_a_report_that_is_being_written_is_the_councils_alone(client, pilot, council):
    report = _made(pilot, council)
    addresses = [reverse(f"volunteering_report{what}", args=[report.pk]) for what in ("", "_pdf", "_csv")] + [
        reverse("volunteering_report_figure", args=[report.pk, "spent"])
    ]
    for user in (None, staff(Role.BROKER)):
        if user:
            client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert "There are none yet" in client.get(reverse("volunteering_reports")).content.decode()
    assert client.post(reverse("volunteering_report_make"), {"since": "2022-03-01"}).status_code == 404
    assert client.post(reverse("volunteering_report_publish", args=[report.pk])).status_code == 404
    client.force_login(council)
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    page = client.post(reverse("volunteering_report_publish", args=[report.pk]), follow=True).content.decode()
    assert "Everybody can read it now" in page
    page = client.post(reverse("volunteering_report_publish", args=[report.pk]), follow=True).content.decode()
    assert "published already" in page
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    listed = client.get(reverse("volunteering_reports")).content.decode()
    assert f'href="{reverse("volunteering_report", args=[report.pk])}"' in listed


@pytest.mark.parametrize("since", ["", "soon", "2022-03-02"])
def test_a_wrong_day_gets_a_sentence(client, pilot, council, since):
    client.force_login(council)
    page = client.post(reverse("volunteering_report_make"), {"since": since}, follow=True).content.decode()
    assert "Choose six months of the pilot that are over" in page


def test_the_roll_out_board_says_how_far_each_district_is(client, pilot):
    RollOut.objects.create(
        district=district(),
        centre=pilot.centre,
        stage="running",
        since=date(2022, 1, 1),
        next_step="Ask again",
        next_step_on=date.today() + timedelta(days=9),
    )
    response = client.get(reverse("volunteering_roll_out"))
    page = response.content.decode()
    assert "runs in 1 of 12 districts" in page
    assert "Ask again" in page
    ashford = next(row for row in response.context["rows"] if row["district"].name == "Ashford")
    assert ashford["opportunities"].amount == 2
    assert ashford["hours"].text == "9 hours 30 minutes"
    found = Numbers(page).found
    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(client.get(reverse("volunteering_figures_csv")).streaming_content).decode())
        )
    )
    assert all(value == recomputed(rows, figure, those) for figure, those, value in found)
    assert len(response.context["rows"]) == 12
