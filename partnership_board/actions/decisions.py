"""Decisions and their numbers, and the note by which they become public."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import notices, permissions
from partnership_board.actions.minutes import begun, keep_version
from partnership_board.actions.writing import check_actor, locked
from partnership_board.models import Body, Decision, DecisionNote, Meeting


@transaction.atomic
def record_decision(*, item, title, by, **said):
    """Record what was decided under an item, with the next number of the body's year.

    :param said: text, outcome, how, votes_for, votes_against, abstained, no_action_needed of Decision.
    :raises ValidationError: before the meeting has begun, when too few were there by the terms of reference, when more
        votes are counted than seats were filled, or when the minutes are approved.
    """
    check_actor(permissions.can_manage_decisions(by))
    meeting = locked(Meeting, item.meeting)
    minutes = begun(meeting)
    # The body after the meeting, as wherever both are locked: its numbers are given one at a time.
    body = locked(Body, meeting.body)
    _check_quorum(meeting, body, said)
    year = timezone.localdate(meeting.starts_at).year
    highest = body.decisions.filter(year=year).aggregate(highest=Max("number"))["highest"] or 0
    decision = Decision(body=body, year=year, number=highest + 1, item=item, title=title, recorded_by=by, **said)
    decision.full_clean(exclude=["body", "item", "recorded_by"])
    with because("Decision recorded", by=by):
        decision.save()
        keep_version(minutes)
    return decision


def _check_quorum(meeting, body, said):
    filled = meeting.attendances.towards_quorum().count()
    terms = body.terms_on(timezone.localdate(meeting.starts_at))
    if terms and terms.quorum and filled < terms.quorum:
        raise ValidationError(
            _(
                "%(filled)s seats were filled and %(quorum)s are needed for a decision. Record who came first; with "
                "too few, the board cannot decide."
            )
            % {"filled": filled, "quorum": terms.quorum},
            code="quorum",
        )
    votes = sum(said.get(name) or 0 for name in ("votes_for", "votes_against", "abstained"))
    if filled and votes > filled:
        raise ValidationError(
            _("%(votes)s votes are counted, but only %(filled)s seats were filled.")
            % {"votes": votes, "filled": filled},
            code="votes",
        )


@transaction.atomic
def publish_decision_note(*, meeting, by):
    """Make a meeting's decisions public, ahead of its minutes.

    :raises ValidationError: before the meeting has begun, when they are public already, or while a decision says
        neither who does something about it nor that nothing needs to be done.
    """
    check_actor(permissions.can_manage_decisions(by))
    meeting = locked(Meeting, meeting)
    if not meeting.has_begun:
        raise ValidationError(_("This meeting has not begun, so nothing was decided yet."), code="state")
    if DecisionNote.objects.filter(meeting=meeting).exists():
        raise ValidationError(_("The decisions of this meeting are public already."), code="state")
    untraced = Decision.objects.filter(item__meeting=meeting).untraced().select_related("body").first()
    if untraced is not None:
        raise ValidationError(
            _("Nobody is to do anything about %(reference)s. Add an action, or say that none is needed.")
            % {"reference": untraced.reference},
            code="untraced",
        )
    with because("Decisions published", by=by):
        note = DecisionNote.objects.create(meeting=meeting)
    notices.decisions_published(note)
    return note
