"""Every action, at every state of its thing, by everybody: done where the predicate allows it, else refused."""

import inspect
from datetime import timedelta
from enum import Enum

import pytest

from partnership_board import actions, permissions
from partnership_board.models import Attendance, Correction, ForwardItem, Meeting, Series
from partnership_board.periods import ended_half_years
from partnership_board.states import (
    ActionState,
    CommitmentStatus,
    EditionState,
    MeetingState,
    MilestoneState,
    PublicationState,
)
from tests.partnership_board.acting import Row, Single, check_everybody, just
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    BodyFactory,
    CommitmentFactory,
    EditionFactory,
    InterestFactory,
    MeetingFactory,
    MilestoneFactory,
    PersonFactory,
    StrategyFactory,
    TermFactory,
    held_meeting,
    minuted,
    officer,
    paper_for,
    pdf,
)
from tests.partnership_board.test_who_acts_on_consultations import TABLE as CONSULTATIONS
from tests.partnership_board.test_who_acts_on_consultations import WHOEVER_ANSWERS

pytestmark = pytest.mark.django_db


def _meeting(state):
    """One that has begun and has an agenda, so that only its state and who asks decide."""
    item = AgendaItemFactory(meeting__starts_at=NOW - timedelta(hours=1))
    paper_for(item, by=officer())
    item.meeting.state = state
    item.meeting.published_at = None if state == MeetingState.DRAFT else NOW - timedelta(days=9)
    item.meeting.cancelled_reason = "Storm" if state == MeetingState.CANCELLED else ""
    item.meeting.save()
    return item.meeting


def _action(state):
    item = _begun().items.get()
    closed_by = item.meeting if state == ActionState.CLOSED else None
    finished = None if state == ActionState.OPEN else NOW
    return ActionFactory(
        state=state, finished_at=finished, closed_by=closed_by, body=item.meeting.body, meeting=item.meeting, item=item
    )


def _begun():
    """A meeting that takes place now, at which nobody had to be."""
    return _meeting(MeetingState.PUBLISHED)


class MinutesStage(Enum):
    """No minutes at all, or minutes in one of their states."""

    NONE = "none"
    DRAFT = "draft"
    CIRCULATED = "circulated"
    APPROVED = "approved"


def _minutes(stage):
    if stage == MinutesStage.NONE:
        return _begun()
    meeting = held_meeting("Ann Bell", by=officer())
    minuted(meeting, by=officer(), state=stage.value)
    return Meeting.objects.get(pk=meeting.pk)


def _later(meeting):
    later = MeetingFactory(body=meeting.body, published=True, starts_at=NOW - timedelta(minutes=20))
    return {"meeting": meeting, "at_meeting": later}


def _correction(stage):
    meeting = held_meeting("Ann Bell", by=officer())
    minutes = minuted(meeting, by=officer(), state="circulated")
    person = meeting.attendances.get().member
    return Correction.objects.create(minutes=minutes, person=person, wording="Other words", answer=stage)


def _interest(stage):
    return InterestFactory(ended_on=NOW.date() if stage == Ended.ENDED else None)


class Ended(Enum):
    RUNNING = "running"
    ENDED = "ended"


def _item(meeting):
    return {"item": meeting.items.first()}


def _person(state):
    return PersonFactory()


def _invitation(state):
    meeting = _meeting(state)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2))
    term = TermFactory(seat__body=meeting.body)
    return Attendance.objects.create(meeting=Meeting.objects.get(pk=meeting.pk), seat=term.seat, member=term.person)


class OnAgenda(Enum):
    PLANNED = "planned"
    ON_AGENDA = "on agenda"


def _series(state):
    return Series.objects.create(body=BodyFactory(), title="Monthly", starts="10:00")


def _planned(state):
    item = AgendaItemFactory() if state == OnAgenda.ON_AGENDA else None
    return ForwardItem.objects.create(body=BodyFactory(), title="Rooms", expected=NOW.date(), item=item)


def _onto_agenda(forward):
    return {"forward": forward, "meeting": MeetingFactory(body=forward.body)}


def _can_supplement(user, meeting):
    return may.can_publish_supplement(user, meeting)


def _can_answer(user, correction):
    return may.can_manage_minutes(user) and correction.answer == Correction.Answer.WAITING


def _can_reply_now(user, attendance):
    return may.can_reply(user, attendance) and attendance.meeting.state == MeetingState.PUBLISHED


def _can_report_now(user, action):
    return may.can_report_on_action(user, action) and action.state == ActionState.OPEN


def _commitment(state):
    return CommitmentFactory(state=state)


def _body(state):
    return BodyFactory()


def _strategy(state):
    return StrategyFactory(state=state)


def _milestone(state):
    return MilestoneFactory(state=state, reached_on=NOW.date() if state == MilestoneState.REACHED else None)


def _edition(state):
    return EditionFactory(published=state == EditionState.PUBLISHED)


def _new_edition(strategy):
    return {"strategy": strategy, "title": "The next one", "dated": NOW.date()}


def _half_year(strategy):
    return {"strategy": strategy, "half_year": ended_half_years(NOW.date(), 1)[0]}


def _new_paper(meeting):
    return {"item": meeting.items.get(), "title": "Annex", "upload": pdf(), "late_reason": "Urgent"}


def _new_version(meeting):
    return {"paper": meeting.items.get().papers.get(), "upload": pdf(), "late_reason": "Urgent"}


REPORT = {
    "status": CommitmentStatus.ON_TRACK,
    "summary": "Going well.",
    "next_review_on": NOW.date() + timedelta(days=9),
}
ELSEWHERE = {
    "starts_at": NOW + timedelta(days=30),
    "ends_at": NOW + timedelta(days=30, hours=2),
    "place": "Ashford",
    "reason": "The room is flooded.",
}
may = permissions


AGREED = {"title": "Send the list", "owner": None, "due_on": NOW.date() + timedelta(days=9)}
DECLARED = {"what": "Trustee of the hall", "conduct": "left", "person": None}


TABLE = {
    actions.publish_meeting: Row(
        may.can_publish_meeting, MeetingState, _meeting, just("meeting", late_reason="Urgent")
    ),
    actions.move_meeting: Row(may.can_move_meeting, MeetingState, _meeting, just("meeting", **ELSEWHERE)),
    actions.adopt_terms: Row(may.can_adopt_terms, Single, _body, just("body", starts_on=NOW.date())),
    actions.publish_supplement: Row(_can_supplement, MeetingState, _meeting, just("meeting")),
    actions.plan_series: Row(
        lambda user, series: may.can_manage_meetings(user),
        Single,
        _series,
        just("series", until=NOW.date() + timedelta(days=90)),
    ),
    actions.put_on_agenda: Row(may.can_put_on_agenda, OnAgenda, _planned, _onto_agenda),
    actions.hold_meeting: Row(may.can_hold_meeting, MeetingState, _meeting, just("meeting")),
    actions.cancel_meeting: Row(may.can_cancel_meeting, MeetingState, _meeting, just("meeting", reason="Storm")),
    actions.add_paper: Row(may.can_edit_papers, MeetingState, _meeting, _new_paper),
    actions.add_version: Row(may.can_edit_papers, MeetingState, _meeting, _new_version),
    actions.agree_action: Row(
        may.can_write_minutes, MinutesStage, _minutes, lambda meeting: {**_item(meeting), **AGREED}
    ),
    actions.report_on_action: Row(_can_report_now, ActionState, _action, just("action", progress="Half done.")),
    actions.close_action: Row(
        may.can_close_action, ActionState, _action, lambda action: {"action": action, "meeting": action.meeting}
    ),
    actions.write_minutes: Row(
        may.can_write_minutes,
        MinutesStage,
        _minutes,
        lambda meeting: {"meeting": meeting, "entries": {meeting.items.first(): "Said."}},
    ),
    actions.record_attendance: Row(may.can_write_minutes, MinutesStage, _minutes, just("meeting", rows={})),
    actions.record_decision: Row(
        may.can_write_minutes, MinutesStage, _minutes, lambda meeting: {**_item(meeting), "title": "Open the rooms"}
    ),
    actions.record_declaration: Row(
        may.can_write_minutes, MinutesStage, _minutes, lambda meeting: {**_item(meeting), **DECLARED}
    ),
    actions.publish_decision_note: Row(may.can_publish_decisions, MinutesStage, _minutes, just("meeting")),
    actions.circulate_minutes: Row(may.can_circulate_minutes, MinutesStage, _minutes, just("meeting")),
    actions.approve_minutes: Row(may.can_approve_minutes, MinutesStage, _minutes, _later),
    actions.add_signed_copy: Row(
        may.can_add_signed_copy,
        MinutesStage,
        _minutes,
        lambda meeting: {"meeting": meeting, "upload": pdf(), "signed_by": "The chair"},
    ),
    actions.answer_correction: Row(
        _can_answer, Correction.Answer, _correction, just("correction", accepted=True, response="Yes")
    ),
    actions.reply_to_invitation: Row(_can_reply_now, MeetingState, _invitation, just("attendance", reply="coming")),
    actions.register_interest: Row(
        may.can_register_interests, Single, _person, just("person", kind="trustee", description="Trustee")
    ),
    actions.end_interest: Row(may.can_end_interest, Ended, _interest, just("interest")),
    actions.complete_action: Row(may.can_finish_action, ActionState, _action, just("action")),
    actions.withdraw_action: Row(may.can_finish_action, ActionState, _action, just("action")),
    actions.reopen_action: Row(may.can_reopen_action, ActionState, _action, just("action")),
    actions.publish_commitment: Row(may.can_publish_commitment, PublicationState, _commitment, just("commitment")),
    actions.withdraw_commitment: Row(may.can_withdraw_commitment, PublicationState, _commitment, just("commitment")),
    actions.report_progress: Row(may.can_report_progress, PublicationState, _commitment, just("commitment", **REPORT)),
    actions.reach_milestone: Row(may.can_reach_milestone, MilestoneState, _milestone, just("milestone")),
    actions.reopen_milestone: Row(may.can_reopen_milestone, MilestoneState, _milestone, just("milestone")),
    actions.start_edition: Row(may.can_start_edition, PublicationState, _strategy, _new_edition),
    actions.publish_edition: Row(may.can_publish_edition, EditionState, _edition, just("edition")),
    actions.make_report: Row(may.can_make_report, PublicationState, _strategy, _half_year),
    actions.publish_strategy: Row(may.can_publish_strategy, PublicationState, _strategy, just("strategy")),
    actions.withdraw_strategy: Row(may.can_withdraw_strategy, PublicationState, _strategy, just("strategy")),
}


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_no_action_is_missing_from_the_table():
    public = {
        thing
        for name, thing in vars(actions).items()
        if inspect.isfunction(thing) and thing.__module__.startswith(actions.__name__) and not name.startswith("_")
    }
    # Only those who were there may correct the minutes: test_minutes.py asks about them one by one.
    assert public == {*TABLE, *CONSULTATIONS, *WHOEVER_ANSWERS, actions.send_correction}
    assert all("by" in inspect.signature(action).parameters for action in public - WHOEVER_ANSWERS)


@pytest.mark.parametrize("action", TABLE, ids=lambda action: action.__name__)
def test_an_action_asks_who_acts_and_how_the_thing_stands(action):
    check_everybody(action, TABLE[action])
