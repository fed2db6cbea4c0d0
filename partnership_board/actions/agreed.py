"""What somebody agreed to do: agreed, reported on, done, withdrawn, opened again, closed by the board."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.actions.minutes import begun, keep_version
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Action, ActionUpdate, Meeting
from partnership_board.states import ACTION, ActionState


@transaction.atomic
def agree_action(*, item, title, owner, due_on, by, decision=None):
    """Record under an item of a meeting what somebody is to do by a day.

    :param decision: the decision of the same item that it carries out, or None.
    :raises ValidationError: before the meeting has begun, when it is due before the meeting, when the decision is of
        another item, or when the minutes are approved.
    """
    check_actor(permissions.can_manage_actions(by))
    meeting = locked(Meeting, item.meeting)
    minutes = begun(meeting)
    if decision is not None and decision.item_id != item.pk:
        raise ValidationError(_("This decision was made under another item."))
    if due_on < timezone.localdate(meeting.starts_at):
        raise ValidationError(_("An action is due on the day of the meeting or later."))
    with because("Action agreed", by=by):
        action = Action.objects.create(
            body=meeting.body, meeting=meeting, item=item, decision=decision, title=title, owner=owner, due_on=due_on
        )
        keep_version(minutes)
    return action


def complete_action(*, action, by, progress="", evidence=""):
    """Record that an action was done. :raises ValidationError: when it is not open."""
    check_actor(permissions.can_report_on_action(by, action))
    return _turn(action, ActionState.DONE, progress, "Action done", by, evidence)


def withdraw_action(*, action, by, progress=""):
    """Record that an action is no longer wanted. :raises ValidationError: when it is not open."""
    check_actor(permissions.can_manage_actions(by))
    return _turn(action, ActionState.WITHDRAWN, progress, "Action withdrawn", by)


def reopen_action(*, action, by, progress=""):
    """Open an action again. :raises ValidationError: when it is open, or the board has closed it."""
    check_actor(permissions.can_manage_actions(by))
    return _turn(action, ActionState.OPEN, progress, "Action opened again", by)


@transaction.atomic
def report_on_action(*, action, progress, by, evidence=""):
    """Its owner, or a board officer for them, says how an open action is going.

    :param evidence: a web address, or nothing.
    :raises NotAllowed: for anybody else.
    :raises ValidationError: without words, or when it is no longer open.
    """
    check_actor(permissions.can_report_on_action(by, action))
    action = locked(Action, action)
    if action.state != ActionState.OPEN:
        raise ValidationError(_("This action is no longer open."), code="state")
    if not progress.strip():
        raise ValidationError(_("Say what was done."))
    action.progress = progress.strip()
    save(action, ["progress"], "Progress reported on an action", by)
    return _report(action, by, evidence)


@transaction.atomic
def close_action(*, action, meeting, by):
    """The board is content: a done or withdrawn action is closed, and leaves its agenda.

    :param meeting: the meeting of the action's body that closes it.
    :raises ValidationError: when it is open still or closed already, or the meeting cannot close it.
    """
    check_actor(permissions.can_manage_actions(by))
    meeting = locked(Meeting, meeting)
    begun(meeting)
    action = locked(Action, action)
    check(ACTION, action, ActionState.CLOSED)
    if meeting.body_id != action.body_id:
        raise ValidationError(_("An action is closed by the body that agreed it."))
    action.state = ActionState.CLOSED
    action.closed_by = meeting
    save(action, ["state", "closed_by"], "Action closed by the board", by)
    _report(action, by)
    return action


@transaction.atomic
def _turn(action, state, progress, reason, by, evidence=""):
    action = locked(Action, action)
    check(ACTION, action, state)
    action.state = state
    action.finished_at = None if state == ActionState.OPEN else timezone.now()
    action.progress = progress or action.progress
    save(action, ["state", "finished_at", "progress"], reason, by)
    _report(action, by, evidence)
    return action


def _report(action, by, evidence=""):
    with because("Report on an action kept", by=by):
        return ActionUpdate.objects.create(
            action=action, state=action.state, text=action.progress, evidence=evidence, reported_by=by
        )
