"""What somebody agreed to do: done, withdrawn, opened again."""

from django.db import transaction
from django.utils import timezone

from partnership_board import permissions
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Action
from partnership_board.states import ACTION, ActionState


def complete_action(*, action, by, progress=""):
    """Record that an action was done. :raises ValidationError: when it is not open."""
    return _finish_action(action, ActionState.DONE, progress, "Action done", by)


def withdraw_action(*, action, by, progress=""):
    """Record that an action is no longer wanted. :raises ValidationError: when it is not open."""
    return _finish_action(action, ActionState.WITHDRAWN, progress, "Action withdrawn", by)


@transaction.atomic
def reopen_action(*, action, by, progress=""):
    """Open an action again. :raises ValidationError: when it is open."""
    check_actor(permissions.can_manage_actions(by))
    action = locked(Action, action)
    check(ACTION, action, ActionState.OPEN)
    action.state = ActionState.OPEN
    action.finished_at = None
    action.progress = progress or action.progress
    return save(action, ["state", "finished_at", "progress"], "Action opened again", by)


@transaction.atomic
def _finish_action(action, state, progress, reason, by):
    check_actor(permissions.can_manage_actions(by))
    action = locked(Action, action)
    check(ACTION, action, state)
    action.state = state
    action.finished_at = timezone.now()
    action.progress = progress or action.progress
    return save(action, ["state", "finished_at", "progress"], reason, by)
