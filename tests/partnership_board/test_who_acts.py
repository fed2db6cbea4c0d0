"""Every action, at every state of its thing, by everybody: done where the predicate allows it, else refused."""

import inspect
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

from kentcivil.accounts.roles import Role
from partnership_board import actions, permissions
from partnership_board.states import ActionState, CommitmentStatus, MeetingState, PublicationState
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    BodyFactory,
    CommitmentFactory,
    StrategyFactory,
    officer,
    paper_for,
    pdf,
    person_in,
)

pytestmark = pytest.mark.django_db
ACTORS = {
    **{str(role): lambda role=role: person_in(role) for role in Role},
    "plain member": UserFactory,
    "staff without a role": lambda: UserFactory(is_staff=True),
    "superuser": lambda: UserFactory(is_staff=True, is_superuser=True),
    "board officer who has left": lambda: officer(is_active=False),
    "superuser who has left": lambda: UserFactory(is_superuser=True, is_active=False),
    "nobody signed in": AnonymousUser,
}
MAY_ACT = {str(Role.BOARD_OFFICER), "superuser"}


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
    return ActionFactory(state=state, finished_at=None if state == ActionState.OPEN else NOW)


def _commitment(state):
    return CommitmentFactory(state=state)


def _body(state):
    return BodyFactory()


def _strategy(state):
    return StrategyFactory(state=state)


@dataclass(frozen=True)
class Row:
    """How one action is called, and what says who may at which state."""

    predicate: callable
    states: type
    make: callable
    asks: callable


def _just(name, **more):
    return lambda thing: {name: thing, **more}


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


class Single(Enum):
    """The states of a thing that has none."""

    THERE = "there"


TABLE = {
    actions.publish_meeting: Row(
        may.can_publish_meeting, MeetingState, _meeting, _just("meeting", late_reason="Urgent")
    ),
    actions.move_meeting: Row(may.can_move_meeting, MeetingState, _meeting, _just("meeting", **ELSEWHERE)),
    actions.adopt_terms: Row(may.can_adopt_terms, Single, _body, _just("body", starts_on=NOW.date())),
    actions.hold_meeting: Row(may.can_hold_meeting, MeetingState, _meeting, _just("meeting")),
    actions.cancel_meeting: Row(may.can_cancel_meeting, MeetingState, _meeting, _just("meeting", reason="Storm")),
    actions.add_paper: Row(may.can_edit_papers, MeetingState, _meeting, _new_paper),
    actions.add_version: Row(may.can_edit_papers, MeetingState, _meeting, _new_version),
    actions.complete_action: Row(may.can_finish_action, ActionState, _action, _just("action")),
    actions.withdraw_action: Row(may.can_finish_action, ActionState, _action, _just("action")),
    actions.reopen_action: Row(may.can_reopen_action, ActionState, _action, _just("action")),
    actions.publish_commitment: Row(may.can_publish_commitment, PublicationState, _commitment, _just("commitment")),
    actions.withdraw_commitment: Row(may.can_withdraw_commitment, PublicationState, _commitment, _just("commitment")),
    actions.report_progress: Row(may.can_report_progress, PublicationState, _commitment, _just("commitment", **REPORT)),
    actions.publish_strategy: Row(may.can_publish_strategy, PublicationState, _strategy, _just("strategy")),
    actions.withdraw_strategy: Row(may.can_withdraw_strategy, PublicationState, _strategy, _just("strategy")),
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
    assert public == set(TABLE)
    assert all("by" in inspect.signature(action).parameters for action in public)


@pytest.mark.parametrize("action", TABLE, ids=lambda action: action.__name__)
def test_an_action_asks_who_acts_and_how_the_thing_stands(action):
    row = TABLE[action]
    actors = {name: make() for name, make in ACTORS.items()}
    for state in row.states:
        thing = row.make(state)
        expected = {name: _expected(row, actor, name, thing) for name, actor in actors.items()}
        found = {name: _outcome(action, row, thing, actor) for name, actor in actors.items()}
        assert found == expected, state


def _expected(row, actor, name, thing):
    if row.predicate(actor, thing):
        return "done" if name in MAY_ACT else "must not be allowed"
    return "wrong state" if name in MAY_ACT else "not allowed"


def _outcome(action, row, thing, actor):
    """What comes of it; whatever that is, it is taken back."""
    with transaction.atomic():
        try:
            action(by=actor, **row.asks(thing))
        except actions.NotAllowed:
            return "not allowed"
        except ValidationError:
            return "wrong state"
        else:
            return "done"
        finally:
            transaction.set_rollback(True)
