"""What officers do to the board's things, and what is refused with a sentence."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from partnership_board import actions, files
from partnership_board.models import CarriedAction, Meeting, Paper, PaperVersion
from partnership_board.models.actions import ActionUpdate
from partnership_board.states import (
    ACTION,
    COMMITMENT,
    MEETING,
    PUBLICATION,
    ActionState,
    CommitmentStatus,
    MeetingState,
    PublicationState,
)
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    CommitmentFactory,
    MeetingFactory,
    StrategyFactory,
    officer,
    paper_for,
    pdf,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


def test_every_state_says_what_may_follow():
    assert set(MEETING) == set(MeetingState)
    assert set(ACTION) == set(ActionState)
    assert set(PUBLICATION) == set(PublicationState)
    assert set(COMMITMENT) == set(CommitmentStatus)


class TestMeetings:
    def test_publishing_makes_a_meeting_public_and_says_who_did_it(self, by):
        meeting = AgendaItemFactory().meeting
        meeting = actions.publish_meeting(meeting=meeting, by=by)
        assert Meeting.objects.published().get() == meeting
        event = meeting.events.latest("pgh_id")
        assert event.pgh_context.metadata["user"] == by.pk
        assert event.pgh_context.metadata["reason"] == "Meeting published"

    def test_a_meeting_without_an_agenda_is_not_published(self, by):
        with pytest.raises(ValidationError, match="at least one agenda item"):
            actions.publish_meeting(meeting=MeetingFactory(), by=by)

    def test_a_meeting_that_is_nowhere_is_not_published(self, by):
        meeting = AgendaItemFactory(meeting__place="").meeting
        with pytest.raises(ValidationError, match="Say where"):
            actions.publish_meeting(meeting=meeting, by=by)

    def test_an_online_meeting_needs_no_place(self, by):
        meeting = AgendaItemFactory(meeting__place="", meeting__online_link="https://meet.example.org/a").meeting
        assert actions.publish_meeting(meeting=meeting, by=by).is_public

    def test_a_meeting_is_held_once_it_has_begun(self, by, time_machine):
        meeting = MeetingFactory(published=True)
        with pytest.raises(ValidationError, match="has not started"):
            actions.hold_meeting(meeting=meeting, by=by)
        time_machine.move_to(meeting.starts_at)
        assert actions.hold_meeting(meeting=meeting, by=by).state == MeetingState.HELD

    def test_cancelling_gives_a_reason_and_keeps_the_page(self, by):
        meeting = MeetingFactory(published=True)
        with pytest.raises(ValidationError, match="Say why"):
            actions.cancel_meeting(meeting=meeting, reason=" ", by=by)
        actions.cancel_meeting(meeting=meeting, reason="Too few could come.", by=by)
        assert Meeting.objects.published().after(NOW).get().cancelled_reason == "Too few could come."
        assert not Meeting.objects.published().upcoming(NOW).exists()

    @pytest.mark.parametrize("act", ["publish", "hold", "cancel"])
    def test_a_cancelled_meeting_stays_cancelled(self, by, act):
        meeting = AgendaItemFactory(meeting__published=True).meeting
        actions.cancel_meeting(meeting=meeting, reason="Storm", by=by)
        more = {"reason": "Again"} if act == "cancel" else {}
        with pytest.raises(ValidationError, match="cannot become"):
            getattr(actions, f"{act}_meeting")(meeting=meeting, by=by, **more)

    def test_the_database_refuses_a_cancelled_meeting_without_a_reason(self):
        meeting = MeetingFactory(published=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)

    def test_two_meetings_on_one_day_have_two_addresses(self):
        first = MeetingFactory()
        second = MeetingFactory(body=first.body)
        third = MeetingFactory(body=first.body)
        assert first.slug.endswith("2022-05-12")
        assert [second.slug, third.slug] == [f"{first.slug}-2", f"{first.slug}-3"]

    def test_words_find_meetings_but_never_by_what_is_not_public(self):
        found = AgendaItemFactory(meeting__published=True, title="Buses to hospital").meeting
        AgendaItemFactory(meeting=found, title="Secret lease", exemption=3)
        AgendaItemFactory(title="Buses in a draft")
        search = Meeting.objects.published().matching
        assert list(search("hospitals")) == [found]
        assert list(search(found.title)) == [found]
        assert list(search("lease")) == []


class TestPapers:
    def test_the_latest_version_is_the_one_that_counts(self, by):
        paper = paper_for(AgendaItemFactory(meeting__published=True), by=by)
        actions.add_version(paper=paper, upload=pdf(text="Corrected"), by=by)
        assert paper.current_version().number == 2
        assert b"Corrected" in paper.current_version().file.read()
        assert Paper.objects.published().with_current_version().get().version == 2
        assert "paper.pdf" not in paper.current_version().file.name

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty"),
            (b"PK\x03\x04 a document of a word processor", "not a PDF"),
            (b"<html><script>alert(1)</script>%PDF-1.7", "not a PDF"),
            (b"MZ\x90\x00", "not a PDF"),
        ],
    )
    def test_a_paper_that_is_no_pdf_is_refused_whatever_its_name(self, by, content, sentence):
        item = AgendaItemFactory()
        upload = SimpleUploadedFile("paper.pdf", content, "application/pdf")
        with pytest.raises(ValidationError, match=sentence):
            actions.add_paper(item=item, title="Report", upload=upload, by=by)
        assert not Paper.objects.exists()

    def test_a_paper_that_is_too_large_is_refused(self, by, monkeypatch):
        monkeypatch.setattr(files, "LARGEST", 10)
        with pytest.raises(ValidationError, match="larger than 25 MB"):
            paper_for(AgendaItemFactory(), by=by)

    def test_a_cancelled_meeting_gets_no_more_papers(self, by):
        item = AgendaItemFactory(meeting__published=True)
        actions.cancel_meeting(meeting=item.meeting, reason="Storm", by=by)
        with pytest.raises(ValidationError, match="cancelled"):
            paper_for(item, by=by)
        assert not PaperVersion.objects.exists()


class TestActionsAgreed:
    def test_an_action_is_done_and_opened_again(self, by):
        action = ActionFactory()
        action = actions.complete_action(action=action, by=by, progress="Sent on Monday.")
        assert (action.state, action.progress, action.finished_at) == (ActionState.DONE, "Sent on Monday.", NOW)
        with pytest.raises(ValidationError, match="cannot become"):
            actions.complete_action(action=action, by=by)
        action = actions.reopen_action(action=action, by=by)
        assert (action.state, action.progress, action.finished_at) == (ActionState.OPEN, "Sent on Monday.", None)
        assert actions.withdraw_action(action=action, by=by).state == ActionState.WITHDRAWN

    def test_an_action_is_overdue_from_the_day_after(self, time_machine):
        action = ActionFactory(due_on=NOW.date())
        assert not action.is_overdue
        time_machine.move_to(NOW + timedelta(days=1))
        assert action.is_overdue


class TestStrategy:
    def test_a_strategy_is_published_and_withdrawn(self, by):
        strategy = StrategyFactory(state=PublicationState.DRAFT)
        assert type(strategy).objects.current() is None
        actions.publish_strategy(strategy=strategy, by=by)
        assert type(strategy).objects.current() == strategy
        actions.withdraw_strategy(strategy=strategy, by=by)
        assert type(strategy).objects.current() is None

    def test_a_commitment_is_published_and_withdrawn(self, by):
        commitment = CommitmentFactory(state=PublicationState.DRAFT)
        published = type(commitment).objects.published()
        with pytest.raises(ValidationError, match="Publish the commitment"):
            _report(commitment, by)
        actions.publish_commitment(commitment=commitment, by=by)
        assert published.matching("promise").get() == commitment
        actions.withdraw_commitment(commitment=commitment, by=by)
        assert not published.all().exists()

    def test_a_report_moves_the_status_and_the_next_review(self, by):
        commitment = CommitmentFactory(next_review_on=NOW.date() - timedelta(days=3))
        assert commitment.is_overdue
        update = _report(commitment, by, status=CommitmentStatus.BEHIND)
        commitment.refresh_from_db()
        assert commitment.status == update.status == CommitmentStatus.BEHIND
        assert not commitment.is_overdue
        assert type(commitment).objects.behind(NOW.date()).get() == commitment

    @pytest.mark.parametrize("day", [None, NOW.date()])
    def test_an_unfinished_commitment_is_looked_at_again(self, by, day):
        with pytest.raises(ValidationError, match="after today"):
            _report(CommitmentFactory(), by, next_review_on=day)

    def test_what_is_completed_needs_no_review(self, by):
        commitment = CommitmentFactory()
        _report(commitment, by, status=CommitmentStatus.COMPLETED, next_review_on=None)
        commitment.refresh_from_db()
        assert commitment.is_finished

    def test_what_has_started_is_never_not_started_again(self, by):
        commitment = CommitmentFactory(status=CommitmentStatus.ON_TRACK)
        with pytest.raises(ValidationError, match="cannot go back"):
            _report(commitment, by, status=CommitmentStatus.NOT_STARTED)


def _report(commitment, by, **fields):
    fields = {"status": CommitmentStatus.ON_TRACK, "next_review_on": NOW.date() + timedelta(days=90), **fields}
    return actions.report_progress(commitment=commitment, summary="Ten districts are covered.", by=by, **fields)


def test_what_is_reported_on_an_action_and_carried_over_is_named_after_it():
    action = ActionFactory(title="Ask the district councils")
    assert str(ActionUpdate(action=action, state=ActionState.DONE)).startswith("Ask the district councils: ")
    meeting = MeetingFactory(title="The March meeting")
    assert str(CarriedAction(meeting=meeting, action=action)).endswith(": Ask the district councils")
