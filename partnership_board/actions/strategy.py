"""The strategy and its commitments: published, withdrawn, reported on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import notices, permissions
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Commitment, ProgressUpdate, Strategy
from partnership_board.states import COMMITMENT, FINISHED, PUBLICATION, PublicationState, can_follow


def publish_commitment(*, commitment, by):
    """Make a commitment public. :raises ValidationError: when it is public already."""
    check_actor(permissions.can_manage_commitments(by))
    return _publication(Commitment, commitment, PublicationState.PUBLISHED, "Commitment published", by)


def withdraw_commitment(*, commitment, by):
    """Take a commitment out of the public's sight. :raises ValidationError: when it is not public."""
    check_actor(permissions.can_manage_commitments(by))
    return _publication(Commitment, commitment, PublicationState.WITHDRAWN, "Commitment withdrawn", by)


def publish_strategy(*, strategy, by):
    """Make a strategy public. :raises ValidationError: when it is public already."""
    check_actor(permissions.can_manage_strategies(by))
    return _publication(Strategy, strategy, PublicationState.PUBLISHED, "Strategy published", by)


def withdraw_strategy(*, strategy, by):
    """Take a strategy out of the public's sight. :raises ValidationError: when it is not public."""
    check_actor(permissions.can_manage_strategies(by))
    return _publication(Strategy, strategy, PublicationState.WITHDRAWN, "Strategy withdrawn", by)


@transaction.atomic
def report_progress(*, commitment, status, summary, next_review_on, by, measured="", evidence=""):
    """Record how a commitment stands and when it is looked at next.

    :param status: a CommitmentStatus.
    :param next_review_on: a date after today; for what is completed or stopped it is left as it was.
    :raises ValidationError: when the status cannot follow, or an unfinished commitment has no review ahead.
    """
    check_actor(permissions.can_speak_for_commitment(by, commitment))
    commitment = locked(Commitment, commitment)
    if commitment.state != PublicationState.PUBLISHED:
        raise ValidationError(_("Publish the commitment before you report on it."))
    if not can_follow(COMMITMENT, commitment.status, status):
        raise ValidationError(_("A commitment that has started cannot go back to “not started”."))
    if status not in FINISHED:
        if next_review_on is None or next_review_on <= timezone.localdate():
            raise ValidationError(_("Give a day after today for the next review."))
        commitment.next_review_on = next_review_on
    commitment.status = status
    with because("Progress reported", by=by):
        update = ProgressUpdate.objects.create(
            commitment=commitment,
            status=status,
            summary=summary,
            measured=measured,
            evidence=evidence,
            reported_by=by,
        )
        commitment.save(update_fields=["status", "next_review_on"])
    notices.progress_reported(update)
    return update


@transaction.atomic
def _publication(model, thing, state, reason, by):
    thing = locked(model, thing)
    check(PUBLICATION, thing, state)
    thing.state = state
    return save(thing, ["state"], reason, by)
