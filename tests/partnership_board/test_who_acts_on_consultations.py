"""Every action of officers on a consultation, at every stage of it, by everybody.

Whoever answers needs no account: they hold a private address, and test_answering.py asks what they may do when.
"""

from datetime import timedelta
from enum import Enum

import pytest

from partnership_board import actions
from partnership_board.consultations import permissions as may
from partnership_board.consultations.states import ConsultationState
from partnership_board.models import Answer, Finding, Mark, Response
from tests.partnership_board.acting import Row, Single, check_everybody, just
from tests.partnership_board.consultation_factories import ConsultationFactory, questions_of, said, sent
from tests.partnership_board.factories import NOW

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


class Stage(Enum):
    """A draft, or public and at some time before, in or after its dates."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    CANCELLED = "cancelled"


DATES = {Stage.COMING: (A_DAY, 9 * A_DAY), Stage.CLOSED: (-9 * A_DAY, -A_DAY), Stage.REPORTED: (-9 * A_DAY, -A_DAY)}


def _consultation(stage):
    """One with a finding that is not public yet."""
    opens, closes = DATES.get(stage, (-A_DAY, A_DAY))
    it = ConsultationFactory(published=stage is not Stage.DRAFT, opens_at=NOW + opens, closes_at=NOW + closes)
    Finding.objects.create(consultation=it, number=1, title="Buses matter")
    if stage is Stage.REPORTED:
        it.state, it.reported_at = ConsultationState.REPORTED, NOW
    if stage is Stage.CANCELLED:
        it.state, it.changed_reason = ConsultationState.CANCELLED, "Storm"
    it.save()
    return it


def _answer(_single):
    return Answer.objects.get(response=sent(_consultation(Stage.OPEN), long="Buses"), question__kind="long")


def _mark(_single):
    it = _consultation(Stage.OPEN)
    return Mark.objects.create(response=sent(it), kind=Mark.Kind.SAME, like=sent(it))


def _sent(_single):
    response = sent(_consultation(Stage.OPEN))
    Response.objects.filter(pk=response.pk).update(email="mo@example.org")
    response.refresh_from_db()
    return response


def _officers(user, _thing):
    return may.can_manage_consultations(user)


def _letter(it):
    return {"consultation": it, "said": said(it, one=1), "received_on": NOW.date()}


def _later(it):
    return {"consultation": it, "closes_at": it.closes_at + A_DAY, "reason": "It snowed."}


TABLE = {
    actions.publish_consultation: Row(may.can_publish, Stage, _consultation, just("consultation")),
    actions.take_back_consultation: Row(
        lambda user, it: may.can_take_back(user, it, NOW), Stage, _consultation, just("consultation")
    ),
    actions.extend_consultation: Row(lambda user, it: may.can_extend(user, it, NOW), Stage, _consultation, _later),
    actions.cancel_consultation: Row(may.can_cancel, Stage, _consultation, just("consultation", reason="Storm")),
    actions.publish_findings: Row(
        lambda user, it: may.can_publish_findings(user, it, NOW), Stage, _consultation, just("consultation")
    ),
    actions.key_letter: Row(may.can_key_letters, Stage, _consultation, _letter),
    actions.take_answers: Row(_officers, Stage, _consultation, lambda it: {"question": questions_of(it)["long"]}),
    actions.add_theme: Row(
        _officers, Stage, _consultation, lambda it: {"question": questions_of(it)["long"], "name": "Buses"}
    ),
    actions.code_answer: Row(_officers, Single, _answer, just("answer", shown=[], chosen=[])),
    actions.set_mark_aside: Row(_officers, Single, _mark, just("mark")),
    actions.set_group_aside: Row(_officers, Single, _mark, lambda mark: {"like": mark.like}),
    actions.erase_answer: Row(may.can_erase, Single, _sent, just("response")),
    actions.erase_answers_of: Row(may.can_erase, Single, _sent, lambda response: {"email": response.email}),
}
WHOEVER_ANSWERS = {
    actions.begin_response,
    actions.save_answers,
    actions.set_email,
    actions.send_link,
    actions.submit_response,
    actions.give_equality_replies,
    actions.erase_own_answer,
    actions.forget_in_time,
}
"""What the public does, and what the clock does."""


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize("action", TABLE, ids=lambda action: action.__name__)
def test_an_action_asks_who_acts_and_how_the_consultation_stands(action):
    check_everybody(action, TABLE[action])
