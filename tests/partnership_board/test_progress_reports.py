"""The six-monthly report to the cabinet committee: three clicks, a page and a PDF, and it stays as it was given."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from partnership_board import actions
from partnership_board.exemptions import Exemption
from partnership_board.models import Commitment, DecisionNote, ProgressReport, ProgressUpdate
from partnership_board.periods import HalfYear, ended_half_years, half_year_of
from partnership_board.progress import content_of
from partnership_board.states import CommitmentStatus, PublicationState
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    LONDON,
    NOW,
    ActionFactory,
    AgendaItemFactory,
    CommitmentFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StrategyFactory,
    held_meeting,
    officer,
)

TODAY = NOW.date()
WINTER = HalfYear(date(2021, 10, 1), date(2022, 3, 31))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by(db):
    return officer(email="board@example.org")


@pytest.fixture
def strategy(db):
    return StrategyFactory()


@pytest.fixture
def objective(strategy):
    return ObjectiveFactory(strategy=strategy)


def _read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _reported(commitment, day, status, summary="Something was done.", **fields):
    at = datetime(*day, 12, tzinfo=LONDON)
    return ProgressUpdate.objects.create(
        commitment=commitment, reported_at=at, status=status, summary=summary, **fields
    )


class TestHalfYears:
    @given(DAYS)
    def test_each_day_is_in_the_half_year_that_begins_in_april_or_october(self, day):
        half_year = half_year_of(day)
        assert half_year.starts_on <= day <= half_year.ends_on
        assert (half_year.starts_on.day, half_year.starts_on.month in (4, 10)) == (1, True)
        assert half_year.next().starts_on == half_year.ends_on + timedelta(days=1)
        assert half_year_of(half_year.starts_on) == half_year_of(half_year.ends_on) == half_year

    @given(DAYS)
    def test_those_that_are_over_follow_on_each_other(self, today):
        ended = ended_half_years(today, 3)
        assert ended[0].ends_on < today <= ended[0].next().ends_on
        assert ended[1].next() == ended[0]
        assert ended[2].next() == ended[1]

    def test_they_are_named_as_people_say_them(self):
        assert str(WINTER) == "October 2021 to March 2022"
        assert str(WINTER.next()) == "April to September 2022"


@pytest.mark.django_db
class TestContent:
    def test_it_tells_how_each_commitment_stood_then_and_not_how_it_stands_now(self, strategy, objective):
        steady = CommitmentFactory(objective=objective, title="Steady")
        _reported(steady, (2021, 9, 30), CommitmentStatus.ON_TRACK)
        _reported(steady, (2022, 1, 9), CommitmentStatus.BEHIND, "Two trainers left.", measured="140")
        _reported(steady, (2022, 3, 31), CommitmentStatus.ON_TRACK, "A new trainer came.")
        _reported(steady, (2022, 4, 1), CommitmentStatus.COMPLETED)
        silent = CommitmentFactory(objective=objective, title="Silent")
        _reported(silent, (2021, 8, 1), CommitmentStatus.BEHIND)
        done = CommitmentFactory(objective=objective, title="Done before")
        _reported(done, (2021, 8, 1), CommitmentStatus.COMPLETED)
        CommitmentFactory(objective=objective, title="A draft", state=PublicationState.DRAFT)
        found = content_of(strategy, WINTER.starts_on, WINTER.ends_on)
        told = {one["title"]: one for one in found["commitments"]}
        assert set(told) == {"Steady", "Silent", "Done before"}
        assert (told["Steady"]["status_before"], told["Steady"]["status"]) == ("on_track", "on_track")
        assert [one["summary"] for one in told["Steady"]["reports"]] == ["Two trainers left.", "A new trainer came."]
        assert told["Steady"]["measured"] == "140"
        assert [told[title]["is_behind"] for title in ("Steady", "Silent", "Done before")] == [False, True, False]
        assert [told[title]["was_silent"] for title in ("Steady", "Silent", "Done before")] == [False, True, False]
        counts = {row["status"]: (row["before"], row["after"]) for row in found["counts"]}
        assert counts == {
            "not_started": (0, 0),
            "on_track": (1, 1),
            "behind": (1, 1),
            "completed": (1, 1),
            "stopped": (0, 0),
        }

    def test_milestones_are_told_as_they_stood_on_its_last_day(self, strategy, objective):
        commitment = CommitmentFactory(objective=objective)
        reached = {"state": "reached", "commitment": commitment}
        MilestoneFactory(title="In time", due_on=date(2022, 3, 1), reached_on=date(2022, 2, 1), **reached)
        MilestoneFactory(title="Reached later", due_on=date(2022, 3, 1), reached_on=date(2022, 4, 9), **reached)
        MilestoneFactory(title="On the last day", due_on=date(2022, 3, 31), commitment=commitment)
        MilestoneFactory(title="The day after", due_on=date(2022, 4, 1), commitment=commitment)
        (told,) = content_of(strategy, WINTER.starts_on, WINTER.ends_on)["commitments"]
        assert [one["title"] for one in told["reached"]] == ["In time"]
        assert [one["title"] for one in told["missed"]] == ["Reached later", "On the last day"]
        assert told["is_behind"]

    def test_decisions_and_actions_of_the_span_are_counted_and_nothing_closed_is(self, strategy, by):
        meeting = held_meeting("Ann Bell", by=by)
        closed = AgendaItemFactory(meeting=meeting, number=9, exemption=Exemption.BUSINESS)
        for item in (meeting.items.get(number=1), closed):
            actions.record_decision(item=item, title=f"Decided under {item.number}", no_action_needed=True, by=by)
            actions.agree_action(item=item, title="Do it", owner=ActionFactory().owner, due_on=TODAY, by=by)
        DecisionNote.objects.create(meeting=meeting)
        finished = ActionFactory(due_on=TODAY - timedelta(days=9))
        actions.complete_action(action=finished, by=by)
        ActionFactory(due_on=TODAY - timedelta(days=9))
        found = content_of(strategy, date(2022, 4, 1), TODAY)
        assert found["meetings"] == 1
        assert [one["title"] for one in found["decisions"]] == ["Decided under 1"]
        assert (found["actions"]["agreed"], found["actions"]["done"]) == (1, 1)
        # What is due on the last day is overdue when that day is over.
        assert found["actions"]["overdue"] == 2
        assert content_of(strategy, WINTER.starts_on, WINTER.ends_on)["decisions"] == []


@pytest.mark.django_db
class TestMaking:
    def test_an_officer_has_it_as_a_page_and_a_pdf_in_three_clicks(self, client, by, objective):
        late = CommitmentFactory(objective=objective, title="Train trustees", target="400 a year")
        _reported(late, (2022, 1, 9), CommitmentStatus.BEHIND, "Two trainers left.", evidence="https://example.org/why")
        MilestoneFactory(commitment=late, title="First course", due_on=date(2022, 2, 1))
        MilestoneFactory(commitment=None, strategy=objective.strategy, title="Ask everybody", due_on=date(2023, 1, 9))
        CommitmentFactory(objective=objective, title="Hold a board each month")
        Following.objects.create(
            kind="strategy", key=objective.strategy.slug, email="reader@example.org", confirmed_at=NOW
        )
        client.force_login(by)
        assert reverse("progress_reports") in _read(client, "/strategy/")
        page = _read(client, "/strategy/reports/")  # the first click
        assert page.index("October 2021 to March 2022") < page.index("April to September 2021")
        made = client.post(  # the second, with what the page has filled in
            "/strategy/reports/", {"half_year": "2022-03-31", "introduction": "Most of it goes well.\n\nSome does not."}
        )
        client.logout()
        report = _read(client, made["Location"])
        for words in ("Most of it goes well.", "Train trustees", "Two trainers left.", "First course", "Ask everybody"):
            assert words in report
        assert report.index("Train trustees") < report.index("The others") < report.index("Hold a board each month")
        pdf = reverse("progress_report_pdf", args=["2022-03-31", 1])
        assert pdf in report
        response = client.get(pdf)  # the third
        assert response["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(response.content))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert b"pdfuaid" in response.content
        assert reader.metadata.title == "How the promises went: October 2021 to March 2022"
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in ("Most of it goes well.", "Train trustees", "Two trainers left.", "First course", "Ask everybody"):
            assert words in text
        mail = Message.objects.get(to="reader@example.org")
        assert mail.subject == "How the promises went: October 2021 to March 2022"
        assert made["Location"] in mail.text

    def test_it_stays_as_it_was_given_and_a_mistake_is_put_right_beside_it(self, client, by, objective):
        commitment = CommitmentFactory(objective=objective, title="Train trustees")
        first = actions.make_report(strategy=objective.strategy, half_year=WINTER, by=by)
        Commitment.objects.filter(pk=commitment.pk).update(title="Another name")
        assert "Another name" not in _read(client, first.get_absolute_url())
        assert "Train trustees" in _read(client, first.get_absolute_url())
        for change in ({"content": {}}, {"introduction": "x"}, {"made_at": NOW}):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                ProgressReport.objects.filter(pk=first.pk).update(**change)
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            ProgressReport.objects.filter(pk=first.pk).delete()
        second = actions.make_report(strategy=objective.strategy, half_year=WINTER, by=by)
        assert (first.number, second.number) == (1, 2)
        assert "Another name" in _read(client, second.get_absolute_url())
        page = _read(client, first.get_absolute_url())
        assert "This report was made again." in page
        assert second.get_absolute_url() in page
        page = _read(client, "/strategy/reports/")
        assert page.index(second.get_absolute_url()) < page.index(first.get_absolute_url())

    def test_it_is_refused_while_the_half_year_runs(self, by, strategy):
        with pytest.raises(ValidationError, match="not over yet"):
            actions.make_report(strategy=strategy, half_year=half_year_of(TODAY), by=by)
        last_day = HalfYear(date(2021, 11, 4), TODAY)
        with pytest.raises(ValidationError, match="not over yet"):
            actions.make_report(strategy=strategy, half_year=last_day, by=by)

    @pytest.mark.parametrize("half_year", ["", "2022-09-30", "x", "2019-03-31"])
    def test_a_half_year_that_is_not_offered_is_refused_and_nothing_typed_is_lost(
        self, client, by, strategy, half_year
    ):
        client.force_login(by)
        response = client.post("/strategy/reports/", {"half_year": half_year, "introduction": "Kept words"})
        assert response.status_code == 200
        assert "Kept words" in response.content.decode()
        assert not ProgressReport.objects.exists()

    def test_only_board_officers_make_it_or_see_what_it_would_say(self, client, by, objective):
        CommitmentFactory(objective=objective, title="Train trustees")
        assert "Make a report" not in _read(client, "/strategy/reports/")
        said = {"half_year": "2022-03-31"}
        assert client.post("/strategy/reports/", said).status_code == 404
        assert client.get("/strategy/reports/so-far/").status_code == 302
        client.force_login(UserFactory())
        assert client.post("/strategy/reports/", said).status_code == 404
        assert client.get("/strategy/reports/so-far/").status_code == 404
        assert not ProgressReport.objects.exists()
        client.force_login(by)
        page = _read(client, "/strategy/reports/so-far/")
        assert "April to September 2022" in page
        assert "Train trustees" in page
        assert "Only board officers see this page." in page

    def test_without_a_strategy_there_is_nothing_to_make(self, client, by):
        client.force_login(by)
        assert "There are none yet" in _read(client, "/strategy/reports/")
        assert client.get("/strategy/reports/so-far/").status_code == 404
        assert client.post("/strategy/reports/", {"half_year": "2022-03-31"}).status_code == 404

    def test_a_withdrawn_strategy_takes_its_reports_along(self, client, by, strategy):
        report = actions.make_report(strategy=strategy, half_year=WINTER, by=by)
        actions.withdraw_strategy(strategy=strategy, by=by)
        for address in (report.get_absolute_url(), reverse("progress_report_pdf", args=["2022-03-31", 1])):
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("day", ["2022-03-30", "20220331", "2022-13-31", "x", "2022-W13-4"])
    def test_an_address_that_names_no_report_is_not_there(self, client, by, strategy, day):
        actions.make_report(strategy=strategy, half_year=WINTER, by=by)
        assert client.get(f"/strategy/reports/{day}/1/").status_code == 404
        assert client.get("/strategy/reports/2022-03-31/2/").status_code == 404

    def test_the_database_refuses_a_number_twice_and_a_span_that_ends_before_it_begins(self, strategy):
        fields = {"strategy": strategy, "starts_on": WINTER.starts_on, "ends_on": WINTER.ends_on, "content": {}}
        ProgressReport.objects.create(**fields)
        with pytest.raises(IntegrityError, match="board_report_number_once"), transaction.atomic():
            ProgressReport.objects.create(**fields)
        with pytest.raises(IntegrityError, match="board_report_ends_after_start"), transaction.atomic():
            ProgressReport.objects.create(**{**fields, "starts_on": date(2022, 4, 1)})

    def test_officers_look_reports_up_in_the_admin_and_change_none(self, client, by, strategy):
        report = actions.make_report(strategy=strategy, half_year=WINTER, by=by)
        client.force_login(by)
        assert reverse("progress_reports") in _read(
            client, reverse("admin:partnership_board_progressreport_changelist")
        )
        address = reverse("admin:partnership_board_progressreport_change", args=[report.pk])
        assert report.get_absolute_url() in _read(client, address)
        assert client.post(address, {"introduction": "x"}).status_code == 403
        assert "Six-monthly report made" in _read(
            client, reverse("admin:partnership_board_progressreport_history", args=[report.pk])
        )
