"""The only writers of states, papers and progress. Each locks, checks, saves and records in one transaction.

Each asks permissions.py who acts, whoever calls it: to anybody else it raises NotAllowed, whatever the thing's state.
What does not fit the thing raises a ValidationError whose sentence is for the person who asked.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.files import atomic_with_files, check_pdf, written
from partnership_board.models import Action, Commitment, Meeting, Paper, PaperVersion, ProgressUpdate, Strategy
from partnership_board.states import (
    ACTION,
    COMMITMENT,
    FINISHED,
    MEETING,
    PUBLICATION,
    ActionState,
    MeetingState,
    PublicationState,
    can_follow,
)


class NotAllowed(PermissionDenied):
    """This person may not do that. Nothing was changed; a page that lets it through answers 403."""


@transaction.atomic
def publish_meeting(*, meeting, by):
    """Make a meeting's page public.

    :raises NotAllowed: for anybody but a board officer; so do all actions here.
    :raises ValidationError: when it has no agenda, nobody could find it, or it is no draft.
    """
    _check_actor(permissions.can_manage_meetings(by))
    meeting = _locked(Meeting, meeting)
    _check(MEETING, meeting, MeetingState.PUBLISHED)
    if not meeting.place and not meeting.online_link:
        raise ValidationError(_("Say where the meeting is before you publish it: a place, a link, or both."))
    if not meeting.items.exists():
        raise ValidationError(_("Add at least one agenda item before you publish the meeting."))
    meeting.state = MeetingState.PUBLISHED
    meeting.published_at = timezone.now()
    return _save(meeting, ["state", "published_at"], "Meeting published", by)


@transaction.atomic
def hold_meeting(*, meeting, by):
    """Record that a meeting took place.

    :raises ValidationError: before it has started, or when it is not published.
    """
    _check_actor(permissions.can_manage_meetings(by))
    meeting = _locked(Meeting, meeting)
    _check(MEETING, meeting, MeetingState.HELD)
    if meeting.starts_at > timezone.now():
        raise ValidationError(_("This meeting has not started yet, so it cannot have been held."))
    meeting.state = MeetingState.HELD
    return _save(meeting, ["state"], "Meeting recorded as held", by)


@transaction.atomic
def cancel_meeting(*, meeting, reason, by):
    """Cancel a published meeting in the open: its page stays and gives the reason.

    :raises ValidationError: without a reason, or when it is not published.
    """
    _check_actor(permissions.can_manage_meetings(by))
    meeting = _locked(Meeting, meeting)
    _check(MEETING, meeting, MeetingState.CANCELLED)
    if not reason.strip():
        raise ValidationError(_("Say why the meeting is cancelled. The public sees the reason."))
    meeting.state = MeetingState.CANCELLED
    meeting.cancelled_reason = reason.strip()
    return _save(meeting, ["state", "cancelled_reason"], "Meeting cancelled", by)


@atomic_with_files()
def add_paper(*, item, title, upload, by, exemption=None):
    """Add a paper with its first version to an agenda item.

    :param upload: the file; must be a PDF.
    :param exemption: an Exemption where the paper is not public; papers of an exempt item never are.
    :raises ValidationError: when the file is no PDF, or the meeting is cancelled.
    """
    _check_actor(permissions.can_manage_papers(by))
    paper = Paper(item=item, title=title, exemption=exemption)
    with because("Paper added", by=by):
        paper.save()
    add_version(paper=paper, upload=upload, by=by)
    return paper


@atomic_with_files()
def add_version(*, paper, upload, by):
    """Add a version to a paper; from then on it is the one that is read.

    :raises ValidationError: when the file is no PDF, or the meeting is cancelled.
    """
    _check_actor(permissions.can_manage_papers(by))
    # The meeting before the paper, as wherever both are locked.
    meeting = Meeting.objects.select_for_update(of=("self",)).get(items__papers=paper)
    if meeting.is_cancelled:
        raise ValidationError(_("This meeting is cancelled. Papers can no longer be added to it."))
    paper = _locked(Paper, paper)
    size, sha256 = check_pdf(upload)
    latest = paper.current_version()
    version = PaperVersion(
        paper=paper, number=latest.number + 1 if latest else 1, size=size, sha256=sha256, added_by=by
    )
    version.file.save("paper.pdf", File(upload), save=False)
    written(version.file)
    with because(f"Version {version.number} of a paper added", by=by):
        version.save()
    return version


def complete_action(*, action, by, progress=""):
    """Record that an action was done. :raises ValidationError: when it is not open."""
    return _finish_action(action, ActionState.DONE, progress, "Action done", by)


def withdraw_action(*, action, by, progress=""):
    """Record that an action is no longer wanted. :raises ValidationError: when it is not open."""
    return _finish_action(action, ActionState.WITHDRAWN, progress, "Action withdrawn", by)


@transaction.atomic
def reopen_action(*, action, by, progress=""):
    """Open an action again. :raises ValidationError: when it is open."""
    _check_actor(permissions.can_manage_actions(by))
    action = _locked(Action, action)
    _check(ACTION, action, ActionState.OPEN)
    action.state = ActionState.OPEN
    action.finished_at = None
    action.progress = progress or action.progress
    return _save(action, ["state", "finished_at", "progress"], "Action opened again", by)


@transaction.atomic
def _finish_action(action, state, progress, reason, by):
    _check_actor(permissions.can_manage_actions(by))
    action = _locked(Action, action)
    _check(ACTION, action, state)
    action.state = state
    action.finished_at = timezone.now()
    action.progress = progress or action.progress
    return _save(action, ["state", "finished_at", "progress"], reason, by)


def publish_commitment(*, commitment, by):
    """Make a commitment public. :raises ValidationError: when it is public already."""
    _check_actor(permissions.can_manage_commitments(by))
    return _publication(Commitment, commitment, PublicationState.PUBLISHED, "Commitment published", by)


def withdraw_commitment(*, commitment, by):
    """Take a commitment out of the public's sight. :raises ValidationError: when it is not public."""
    _check_actor(permissions.can_manage_commitments(by))
    return _publication(Commitment, commitment, PublicationState.WITHDRAWN, "Commitment withdrawn", by)


def publish_strategy(*, strategy, by):
    """Make a strategy public. :raises ValidationError: when it is public already."""
    _check_actor(permissions.can_manage_strategies(by))
    return _publication(Strategy, strategy, PublicationState.PUBLISHED, "Strategy published", by)


def withdraw_strategy(*, strategy, by):
    """Take a strategy out of the public's sight. :raises ValidationError: when it is not public."""
    _check_actor(permissions.can_manage_strategies(by))
    return _publication(Strategy, strategy, PublicationState.WITHDRAWN, "Strategy withdrawn", by)


@transaction.atomic
def report_progress(*, commitment, status, summary, next_review_on, by, measured="", evidence=""):
    """Record how a commitment stands and when it is looked at next.

    :param status: a CommitmentStatus.
    :param next_review_on: a date after today; for what is completed or stopped it is left as it was.
    :raises ValidationError: when the status cannot follow, or an unfinished commitment has no review ahead.
    """
    _check_actor(permissions.can_manage_commitments(by))
    commitment = _locked(Commitment, commitment)
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
    return update


@transaction.atomic
def _publication(model, thing, state, reason, by):
    thing = _locked(model, thing)
    _check(PUBLICATION, thing, state)
    thing.state = state
    return _save(thing, ["state"], reason, by)


def _check_actor(may):
    if not may:
        raise NotAllowed(_("Only a board officer may do that."))


def _locked(model, thing):
    return model.objects.select_for_update(of=("self",)).get(pk=thing.pk)


def _check(table, thing, state):
    if not can_follow(table, thing.state, state):
        raise ValidationError(
            _("This is “%(now)s”, so it cannot become “%(wanted)s”. Load the page again to see what changed.")
            % {"now": thing.get_state_display(), "wanted": state.label},
            code="state",
        )


def _save(thing, fields, reason, by):
    with because(reason, by=by):
        thing.save(update_fields=fields)
    return thing
