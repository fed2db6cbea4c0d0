"""Owners are reminded before and after the day; whoever has finished hears nothing."""

from datetime import timedelta

import pytest

from kentcivil.mail.models import Message
from kentcivil.reminders import engine
from kentcivil.reminders.rules import rule_named
from partnership_board import actions
from partnership_board.states import CommitmentStatus, PublicationState
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    CommitmentFactory,
    PersonFactory,
    TermFactory,
    held_meeting,
    officer,
)

pytestmark = pytest.mark.django_db


def _subjects(rule, days, time_machine):
    """Subjects of what is written when the engine rings so many days from now, at ten in the morning."""
    before = set(Message.objects.values_list("pk", flat=True))
    time_machine.move_to(NOW + timedelta(days=days), tick=False)
    engine.claim(rule_named(f"partnership_board.{rule}"))
    return [(one.to, one.subject) for one in Message.objects.exclude(pk__in=before).order_by("pk")]


@pytest.fixture
def commitment(time_machine):
    time_machine.move_to(NOW, tick=False)
    return CommitmentFactory(
        title="Train trustees",
        owner=PersonFactory(email="owner@example.org"),
        next_review_on=NOW.date() + timedelta(40),
    )


def test_an_owner_hears_of_a_review_before_on_and_after_its_day(commitment, time_machine):
    heard = {day: _subjects("commitment_review", day, time_machine) for day in range(0, 75)}
    assert [day for day, mails in heard.items() if mails] == [12, 33, 40, 47, 68]
    assert heard[12] == [("owner@example.org", "Review “Train trustees” by 12 June 2022")]
    assert heard[47] == [("owner@example.org", "The review of “Train trustees” is overdue")]
    text = Message.objects.latest("pk").text
    assert "/strategy/commitments/" in text
    assert "Organisations advised in a year" in text
    assert "/reminders/stop/" in text


def test_after_a_report_the_old_date_is_forgotten_and_the_new_one_planned(commitment, time_machine):
    time_machine.move_to(NOW + timedelta(days=39), tick=False)
    actions.report_progress(
        commitment=commitment,
        status=CommitmentStatus.ON_TRACK,
        summary="Done.",
        next_review_on=NOW.date() + timedelta(days=100),
        by=officer(),
    )
    heard = [day for day in range(39, 101) if _subjects("commitment_review", day, time_machine)]
    assert heard == [72, 93, 100]


@pytest.mark.parametrize(
    "fields", [{"status": CommitmentStatus.COMPLETED}, {"status": CommitmentStatus.STOPPED}, {"state": "withdrawn"}]
)
def test_whoever_has_finished_hears_nothing(commitment, time_machine, fields):
    type(commitment).objects.update(**fields)
    assert _subjects("commitment_review", 40, time_machine) == []
    assert _subjects("commitment_overdue", 41, time_machine) == []


def test_the_board_officers_hear_of_a_review_that_was_missed(commitment, time_machine):
    officer(email="elaine@example.org")
    officer(email="left@example.org", is_active=False)
    heard = {day: _subjects("commitment_overdue", day, time_machine) for day in range(30, 72)}
    assert [day for day, mails in heard.items() if mails] == [41, 54, 68]
    assert heard[41] == [("elaine@example.org", "Overdue review: “Train trustees”")]
    assert f"/admin/partnership_board/commitment/{commitment.pk}/change/" in Message.objects.latest("pk").text


def test_the_owner_of_an_action_hears_until_it_is_done(time_machine):
    time_machine.move_to(NOW, tick=False)
    owner = PersonFactory(user=UserFactory(email="account@example.org"), email="private@example.org")
    action = ActionFactory(title="Send the list", owner=owner, due_on=NOW.date() + timedelta(days=20))
    heard = {day: _subjects("action_due", day, time_machine) for day in range(0, 22)}
    assert [day for day, mails in heard.items() if mails] == [6, 13, 19, 21]
    assert heard[19] == [("account@example.org", "Due on 23 May 2022: Send the list")]
    assert heard[21] == [("account@example.org", "Overdue since 23 May 2022: Send the list")]
    actions.complete_action(action=action, by=officer())
    assert _subjects("action_due", 27, time_machine) == []


def test_an_owner_without_an_address_is_passed_over(time_machine):
    time_machine.move_to(NOW, tick=False)
    ActionFactory(due_on=NOW.date() + timedelta(days=1))
    CommitmentFactory(next_review_on=NOW.date() + timedelta(days=5))
    gone = PersonFactory(user=UserFactory(is_active=False))
    ActionFactory(owner=gone, due_on=NOW.date() + timedelta(days=1))
    assert _subjects("action_due", 0, time_machine) == []
    assert _subjects("commitment_review", 0, time_machine) == []


def test_a_draft_commitment_reminds_nobody(time_machine):
    time_machine.move_to(NOW, tick=False)
    CommitmentFactory(
        state=PublicationState.DRAFT,
        owner=PersonFactory(email="o@example.org"),
        next_review_on=NOW.date() + timedelta(7),
    )
    assert _subjects("commitment_review", 0, time_machine) == []


def test_officers_and_the_holder_hear_of_a_term_that_ends_until_somebody_follows(time_machine):
    time_machine.move_to(NOW, tick=False)
    officer(email="elaine@example.org")
    ends = NOW.date() + timedelta(days=100)
    holder = PersonFactory(name="Ann Bell", email="ann@example.org")
    term = TermFactory(seat__title="NHS", person=holder, ends_on=ends)
    TermFactory(person=None, ends_on=ends)
    heard = {day: _subjects("term_ending", day, time_machine) for day in range(0, 95)}
    assert [day for day, mails in heard.items() if mails] == [10, 70, 93]
    assert {to for to, _subject in heard[10]} == {"elaine@example.org", "ann@example.org"}
    assert heard[10][0][1] == "A term ends on 11 August 2022: NHS"
    TermFactory(seat=term.seat, starts_on=ends)
    time_machine.move_to(NOW, tick=False)
    assert list(rule_named("partnership_board.term_ending").due(NOW, NOW + timedelta(days=365))) == []


def test_officers_hear_of_decisions_that_are_due_until_they_are_public(time_machine):
    time_machine.move_to(NOW, tick=False)
    by = officer(email="elaine@example.org")
    meeting = held_meeting("Ann Bell", by=by)
    heard = {day: _subjects("decision_note_due", day, time_machine) for day in range(0, 12)}
    assert [day for day, mails in heard.items() if mails] == [7, 9, 10]
    assert heard[7] == [("elaine@example.org", f"Decisions to publish by 12 May 2022: {meeting}")]
    actions.publish_decision_note(meeting=meeting, by=by)
    rule = rule_named("partnership_board.decision_note_due")
    assert list(rule.due(NOW, NOW + timedelta(days=30), subject=str(meeting.pk))) == []
