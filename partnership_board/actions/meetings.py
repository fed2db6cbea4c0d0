"""Meetings: published, moved, held, cancelled."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files
from partnership_board import notices, permissions
from partnership_board.actions.attendance import invite
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Action, Audience, CarriedAction, Meeting, Move
from partnership_board.packs import make_pack, make_supplement
from partnership_board.states import MEETING, MeetingState


@atomic_with_files()
def publish_meeting(*, meeting, by, late_reason=""):
    """Make a meeting public in one act: its page, its packs, the calendar and the feed, and emails that say so.

    :param late_reason: the chair's reason of urgency, where the full notice can no longer be given.
    :raises NotAllowed: for anybody but a board officer; so do all actions here.
    :raises ValidationError: when it has no agenda, nobody could find it, it is late without a reason, or it is no
        draft.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    check(MEETING, meeting, MeetingState.PUBLISHED)
    if not meeting.place and not meeting.online_link:
        raise ValidationError(_("Say where the meeting is before you publish it: a place, a link, or both."))
    if not meeting.items.exists():
        raise ValidationError(_("Add at least one agenda item before you publish the meeting."))
    now = timezone.now()
    given = meeting.notice_on(now)
    if given.is_late and not late_reason.strip():
        raise ValidationError(
            _(
                "The papers were due to be public by %(due)s, to give %(wanted)s clear days. To publish late, give the "
                "chair’s reason of urgency. The public sees it."
            )
            % {"due": f"{given.due_on:%-d %B %Y}", "wanted": given.wanted},
            code="late",
        )
    meeting.state = MeetingState.PUBLISHED
    meeting.published_at = meeting.changed_at = now
    meeting.late_reason = late_reason.strip() if given.is_late else ""
    with because("Meeting published", by=by):
        meeting.items.filter(public_since__isnull=True).update(public_since=now)
        invite(meeting)
    save(meeting, ["state", "published_at", "changed_at", "late_reason"], "Meeting published", by)
    for audience in Audience:
        make_pack(meeting, audience)
    notices.meeting_published(meeting)
    return meeting


@transaction.atomic
def move_meeting(*, meeting, starts_at, ends_at, reason, by, place="", online_link=""):
    """Move a published meeting to another time or place, in the open: its page says from when and where, and why.

    :param place: with `online_link`, where it is from now on; both are as given, so an empty one is taken away.
    :raises ValidationError: without a reason, when nothing changes, when it would be nowhere, in the past, or end
        before it starts, or when it is not published.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    if meeting.state != MeetingState.PUBLISHED:
        raise ValidationError(_("Only a published meeting that was not held yet can be moved."), code="state")
    if not reason.strip():
        raise ValidationError(_("Say why the meeting is moved. The public sees the reason."))
    before = (meeting.starts_at, meeting.ends_at, meeting.place, meeting.online_link)
    if before == (starts_at, ends_at, place, online_link):
        raise ValidationError(_("Nothing has changed: give another time or another place."))
    if not place and not online_link:
        raise ValidationError(_("Say where the meeting is: a place, a link, or both."))
    if ends_at <= starts_at:
        raise ValidationError(_("A meeting must end after it starts."))
    if starts_at <= timezone.now():
        raise ValidationError(_("Give a time that is still to come."))
    with because("Meeting moved", by=by):
        Move.objects.create(
            meeting=meeting, from_starts_at=meeting.starts_at, from_place=meeting.place, reason=reason.strip()
        )
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.online_link = starts_at, ends_at, place, online_link
    meeting.revision += 1
    meeting.changed_at = timezone.now()
    fields = ["starts_at", "ends_at", "place", "online_link", "revision", "changed_at"]
    save(meeting, fields, "Meeting moved", by)
    with because("Meeting moved", by=by):
        invite(meeting)
    notices.meeting_moved(meeting)
    return meeting


@atomic_with_files()
def publish_supplement(*, meeting, by):
    """Make a supplement of what has come since the last pack, for the public and for members.

    Its pages go on where the pack before it ended, so that no page that was printed changes its number.

    :returns: the Packs made; none for an audience for whom nothing has come.
    :raises ValidationError: when the meeting is not public or was cancelled, or nothing has come.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    if not meeting.is_public or meeting.is_cancelled:
        raise ValidationError(_("Only a published meeting has supplements."), code="state")
    with because("Supplement published", by=by):
        made = [pack for audience in Audience if (pack := make_supplement(meeting, audience)) is not None]
    if not made:
        raise ValidationError(_("Nothing has come since the last pack, so there is nothing to put into a supplement."))
    return made


@transaction.atomic
def hold_meeting(*, meeting, by):
    """Record that a meeting took place, and how the actions stood that it found on its agenda.

    :raises ValidationError: before it has started, or when it is not published.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    check(MEETING, meeting, MeetingState.HELD)
    if meeting.starts_at > timezone.now():
        raise ValidationError(_("This meeting has not started yet, so it cannot have been held."))
    meeting.state = MeetingState.HELD
    with because("Meeting recorded as held", by=by):
        invite(meeting)
        CarriedAction.objects.bulk_create(
            CarriedAction(meeting=meeting, action=action, state=action.state, progress=action.progress)
            for action in Action.objects.carried_to(meeting)
        )
    return save(meeting, ["state"], "Meeting recorded as held", by)


@transaction.atomic
def cancel_meeting(*, meeting, reason, by):
    """Cancel a published meeting in the open: its page stays and gives the reason.

    :raises ValidationError: without a reason, or when it is not published.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    check(MEETING, meeting, MeetingState.CANCELLED)
    if not reason.strip():
        raise ValidationError(_("Say why the meeting is cancelled. The public sees the reason."))
    meeting.state = MeetingState.CANCELLED
    meeting.cancelled_reason = reason.strip()
    meeting.revision += 1
    meeting.changed_at = timezone.now()
    save(meeting, ["state", "cancelled_reason", "revision", "changed_at"], "Meeting cancelled", by)
    notices.meeting_cancelled(meeting)
    return meeting
