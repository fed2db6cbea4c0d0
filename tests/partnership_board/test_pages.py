"""What the public sees of the board and the strategy."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from partnership_board import actions
from partnership_board.models import Body, Commitment
from partnership_board.states import ActionState, CommitmentStatus, MeetingState
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    BodyFactory,
    CommitmentFactory,
    MeetingFactory,
    SeatFactory,
    StrategyFactory,
    TermFactory,
    TermsFactory,
    officer,
    paper_for,
    pdf,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def board():
    return TermsFactory(
        body__kind=Body.Kind.BOARD, body__name="Strategic Partnership Board", quorum=5, starts_on=date(2021, 1, 1)
    ).body


def _read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


class TestBoard:
    def test_an_empty_portal_says_so(self, client):
        assert "Nothing has been published" in _read(client, "/board/")
        assert "has not been published" in _read(client, "/strategy/")
        assert "There are none" in _read(client, "/board/actions/")

    def test_members_are_shown_with_seats_and_vacancies_and_without_addresses(self, client, board):
        TermFactory(seat__body=board, seat__title="NHS", person__name="Dr Anil Mehta", person__email="anil@example.org")
        TermFactory(seat__body=board, person=None, note="Nomination awaited", starts_on=date(2022, 2, 1))
        SeatFactory(body=board, title="Never filled")
        page = _read(client, "/board/")
        assert "Dr Anil Mehta" in page
        assert "anil@example.org" not in page
        assert page.count("Vacant") == 2
        assert "Nomination awaited" in page
        assert "5 clear days" in page

    def test_the_next_meeting_is_one_that_will_take_place(self, client, board):
        by = officer()
        cancelled = MeetingFactory(body=board, published=True, title="First")
        actions.cancel_meeting(meeting=cancelled, reason="Storm", by=by)
        MeetingFactory(body=board, published=True, title="Second", starts_at=NOW + timedelta(days=20))
        MeetingFactory(body=board, title="Draft meeting")
        page = _read(client, "/board/")
        assert page.index("Second") < page.index("Also announced") < page.index("First") < page.index("Cancelled")
        assert "Draft meeting" not in page

    def test_past_meetings_come_in_pages(self, client, board):
        for days in range(1, 15):
            MeetingFactory(
                body=board, published=True, state=MeetingState.HELD, starts_at=NOW - timedelta(days=days), title="Past"
            )
        assert _read(client, "/board/").count(">Past, ") == 12
        assert _read(client, "/board/?page=2").count(">Past, ") == 2

    def test_another_body_has_its_own_page(self, client, board):
        group = BodyFactory(name="VCSE Steering Group", slug="vcse")
        assert group.get_absolute_url() in _read(client, "/board/")
        assert "VCSE Steering Group" in _read(client, "/board/groups/vcse/")
        assert client.get("/board/groups/none/").status_code == 404


class TestMeeting:
    def test_the_agenda_is_in_order_with_papers_to_read(self, client):
        meeting = MeetingFactory(published=True)
        AgendaItemFactory(meeting=meeting, number=2, title="Second item")
        item = AgendaItemFactory(meeting=meeting, number=1, title="First item", presenter="Chair", minutes_allotted=10)
        by = officer()
        paper = paper_for(item, by=by, title="Report on rooms")
        actions.add_version(paper=paper, upload=pdf(text="Corrected"), by=by)
        page = _read(client, meeting.get_absolute_url())
        assert page.index("1. First item") < page.index("Report on rooms") < page.index("2. Second item")
        assert "version 2 of 3 May 2022" in page
        assert "12 May 2022 at 10am" in page
        response = client.get(paper.get_absolute_url())
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert 'filename="report-on-rooms-v2.pdf"' in response["Content-Disposition"]
        assert b"Corrected" in b"".join(response)

    def test_a_cancelled_meeting_says_why(self, client):
        meeting = MeetingFactory(published=True)
        actions.cancel_meeting(meeting=meeting, reason="A storm kept members away.", by=officer())
        page = _read(client, meeting.get_absolute_url())
        assert "This meeting is cancelled." in page
        assert "A storm kept members away." in page

    def test_actions_agreed_at_the_meeting_are_under_it(self, client):
        meeting = MeetingFactory(published=True, state=MeetingState.HELD, starts_at=NOW - timedelta(days=9))
        ActionFactory(meeting=meeting, title="Send the list")
        assert "Send the list" in _read(client, meeting.get_absolute_url())

    def test_a_paper_whose_file_is_lost_is_not_there(self, client):
        paper = paper_for(AgendaItemFactory(meeting__published=True), by=officer())
        version = paper.current_version()
        version.file.storage.delete(version.file.name)
        assert client.get(paper.get_absolute_url()).status_code == 404
        paper.versions.all().delete()
        assert client.get(paper.get_absolute_url()).status_code == 404


class TestActions:
    def test_what_is_overdue_comes_first(self, client):
        ActionFactory(title="Later", due_on=NOW.date() + timedelta(days=3))
        ActionFactory(title="Overdue thing", due_on=NOW.date() - timedelta(days=3))
        ActionFactory(title="Done thing", state=ActionState.DONE, finished_at=NOW)
        page = _read(client, "/board/actions/")
        assert page.index("Overdue thing") < page.index("Later")
        assert "Done thing" not in page
        assert "1 of them overdue" in page
        assert "Done thing" in _read(client, "/board/actions/?show=done")
        assert "Later" in _read(client, "/board/actions/?page=nonsense")


class TestStrategy:
    def test_who_is_behind_is_plain_to_see(self, client):
        strategy = StrategyFactory()
        behind = CommitmentFactory(objective__strategy=strategy, status=CommitmentStatus.BEHIND, title="Late promise")
        missed = CommitmentFactory(
            objective=behind.objective, title="Forgotten promise", next_review_on=NOW.date() - timedelta(days=1)
        )
        on_track = CommitmentFactory(objective=behind.objective, status=CommitmentStatus.ON_TRACK, title="Kept promise")
        page = _read(client, "/strategy/")
        start, end = page.index("How it is going"), page.index("Objectives and commitments")
        for commitment in (behind, missed):
            assert start < page.index(commitment.title) < end
        assert page.index(on_track.title) > end
        assert "Review overdue" in page

    def test_a_commitment_shows_its_measure_and_reports(self, client):
        commitment = CommitmentFactory(status=CommitmentStatus.ON_TRACK)
        actions.report_progress(
            commitment=commitment,
            status=CommitmentStatus.BEHIND,
            summary="Two trainers left.",
            measured="140 advised",
            evidence="https://example.org/report",
            next_review_on=NOW.date() + timedelta(days=30),
            by=officer(),
        )
        page = _read(client, commitment.get_absolute_url())
        for words in ("Two trainers left.", "140 advised", "https://example.org/report", commitment.target, "Behind"):
            assert words in page
        Commitment.objects.update(state="draft")
        assert client.get(commitment.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("size", [1, 10, 100])
def test_pages_ask_the_database_as_often_whatever_their_size(client, board, size, django_assert_max_num_queries):
    by = officer()
    meeting = MeetingFactory(body=board, published=True)
    strategy = StrategyFactory()
    for number in range(size):
        item = AgendaItemFactory(meeting=meeting, number=number + 1)
        if number < 10:
            paper_for(item, by=by)
        TermFactory(seat__body=board)
        ActionFactory(meeting=meeting, body=board)
        CommitmentFactory(objective__strategy=strategy, status=CommitmentStatus.BEHIND)
        MeetingFactory(body=board, published=True, starts_at=NOW - timedelta(days=number + 1))
    for address, most in {
        "/board/": 8,
        meeting.get_absolute_url(): 12,
        "/board/actions/": 3,
        "/strategy/": 14,
        reverse("commitment", args=[Commitment.objects.first().slug]): 8,
    }.items():
        with django_assert_max_num_queries(most):
            _read(client, address)
