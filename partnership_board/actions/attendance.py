"""Who is asked to a meeting, what they answer, who stands in, and who came."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.actions.minutes import begun, keep_version
from partnership_board.actions.writing import check_actor, locked, save
from partnership_board.models import Attendance, Meeting, Term
from partnership_board.states import MeetingState


def invite(meeting):
    """Give each seat that has a holder on the day of a locked meeting its row, where it has none yet."""
    day = timezone.localdate(meeting.starts_at)
    there = set(meeting.attendances.values_list("seat_id", flat=True))
    holders = Term.objects.on(day).held().filter(seat__body=meeting.body).order_by("seat__order", "seat_id")
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, seat_id=seat, member_id=person)
        for seat, person in holders.values_list("seat", "person")
        if seat not in there
    )


@transaction.atomic
def reply_to_invitation(*, attendance, reply, by, substitute=None):
    """A member says whether they come, or the officer notes it for them.

    :param reply: an Attendance.Reply.
    :param substitute: with apologies, a Person named as a substitute for the seat, or None.
    :raises NotAllowed: for anybody but the member and board officers.
    :raises ValidationError: when the meeting is not coming, or the substitute is not one of the seat's.
    """
    check_actor(
        permissions.can_reply(by, attendance), _("Only the member themselves or a board officer may answer for them.")
    )
    meeting = locked(Meeting, attendance.meeting)
    if meeting.state != MeetingState.PUBLISHED or meeting.starts_at <= timezone.now():
        raise ValidationError(_("This meeting has begun or was cancelled: there is nothing to answer."), code="state")
    attendance = locked(Attendance, attendance)
    if substitute is not None:
        day = timezone.localdate(meeting.starts_at)
        if reply != Attendance.Reply.APOLOGIES:
            raise ValidationError(_("Only who does not come has somebody stand in."))
        if not attendance.seat.substitutes.on(day).filter(person=substitute).exists():
            raise ValidationError(_("That person is not named as a substitute for this seat."))
    attendance.reply = reply
    attendance.substitute = substitute
    return save(attendance, ["reply", "substitute"], "Invitation answered", by)


@transaction.atomic
def record_attendance(*, meeting, rows, by):
    """Record who came.

    :param rows: {attendance: {"came", "substitute", "online"}} of this meeting.
    :raises ValidationError: before the meeting has begun, when a substitute has no name, or when the minutes are
        approved.
    """
    check_actor(permissions.can_manage_minutes(by))
    meeting = locked(Meeting, meeting)
    minutes = begun(meeting)
    with because("Attendance recorded", by=by):
        for attendance, said in rows.items():
            for name, value in said.items():
                setattr(attendance, name, value)
            attendance.validate_constraints()
            attendance.save(update_fields=list(said))
        keep_version(minutes)
    return meeting
