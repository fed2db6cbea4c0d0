"""Milestones of commitments and of the next full review: reached, and ahead again where that was a mistake."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership_board import notices, permissions
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Commitment, Milestone, Strategy
from partnership_board.states import MILESTONE, MilestoneState


@transaction.atomic
def reach_milestone(*, milestone, by, reached_on=None, evidence=""):
    """Record that a milestone was reached.

    :param reached_on: a date up to today; today unless given.
    :param evidence: a web address, or nothing.
    :raises ValidationError: when it was reached already, or the day is still to come.
    """
    check_actor(permissions.can_manage_commitments(by))
    milestone = _locked(milestone)
    check(MILESTONE, milestone, MilestoneState.REACHED)
    today = timezone.localdate()
    milestone.reached_on = reached_on or today
    if milestone.reached_on > today:
        raise ValidationError({"reached_on": _("This day is still to come.")})
    milestone.state = MilestoneState.REACHED
    milestone.evidence = evidence
    save(milestone, ["state", "reached_on", "evidence"], "Milestone reached", by)
    notices.milestone_reached(milestone)
    return milestone


@transaction.atomic
def reopen_milestone(*, milestone, by):
    """It was called reached by mistake: it is ahead again. :raises ValidationError: when it is ahead."""
    check_actor(permissions.can_manage_commitments(by))
    milestone = _locked(milestone)
    check(MILESTONE, milestone, MilestoneState.AHEAD)
    milestone.state = MilestoneState.AHEAD
    milestone.reached_on = None
    milestone.evidence = ""
    return save(milestone, ["state", "reached_on", "evidence"], "Milestone is ahead again", by)


def _locked(milestone):
    # What it belongs to first, as wherever both are locked.
    if milestone.commitment_id:
        locked(Commitment, milestone.commitment)
    else:
        locked(Strategy, milestone.strategy)
    return locked(Milestone, milestone)
