"""Planning ahead: the meetings of a series, and what is put on an agenda from the forward plan."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.actions.writing import check_actor, locked
from partnership_board.models import AgendaItem, Body, ForwardItem, Meeting, Series
from partnership_board.states import MeetingState

MOST_MONTHS = 24


@transaction.atomic
def plan_series(*, series, until, by):
    """Make drafts of the meetings of a series from tomorrow up to a date, where there are none yet.

    A month in which the body has a meeting of this series already is passed over, however it was moved.

    :param until: the last date on which one may be.
    :returns: the Meetings made, in order.
    :raises ValidationError: when the date is past, or more than two years ahead.
    """
    check_actor(permissions.can_manage_meetings(by))
    today = timezone.localdate()
    if until <= today or until > today + timedelta(days=366 * MOST_MONTHS // 12):
        raise ValidationError(_("Give a day after today, and not more than two years ahead."))
    # The body, so that two officers who plan at once do not both plan.
    locked(Body, series.body)
    series = locked(Series, series)
    there = {(day.year, day.month) for day in (timezone.localdate(one.starts_at) for one in series.meetings.all())}
    made = []
    with because("Meetings of a series planned", by=by):
        for month in range(today.year * 12 + today.month - 1, until.year * 12 + until.month):
            key = (month // 12, month % 12 + 1)
            day = series.day_in(*key)
            if key in there or not today < day <= until:
                continue
            starts_at = datetime.combine(day, series.starts, tzinfo=timezone.get_current_timezone())
            made.append(
                Meeting.objects.create(
                    body=series.body,
                    series=series,
                    title=series.title,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=series.minutes),
                    place=series.place,
                    online_link=series.online_link,
                    notes=series.notes,
                )
            )
    return made


@transaction.atomic
def put_on_agenda(*, forward, meeting, by, late_reason=""):
    """Put something from the forward plan on the agenda of a meeting, as its last item.

    :param late_reason: the chair's reason, where the last day of notice of a published meeting has passed.
    :returns: the AgendaItem.
    :raises ValidationError: when it is on an agenda already, the meeting is another body's, it was cancelled or
        held, or it is late without a reason.
    """
    check_actor(permissions.can_manage_meetings(by))
    meeting = locked(Meeting, meeting)
    forward = locked(ForwardItem, forward)
    if forward.item_id is not None:
        raise ValidationError(_("This is on an agenda already."), code="state")
    if meeting.body_id != forward.body_id:
        raise ValidationError(_("This meeting is one of another body."))
    if meeting.state not in (MeetingState.DRAFT, MeetingState.PUBLISHED) or meeting.has_begun:
        raise ValidationError(_("The agenda of this meeting can no longer be added to."), code="state")
    if meeting.is_late_now and not late_reason.strip():
        raise ValidationError(_("The last day of notice has passed. Give the chair’s reason for taking it late."))
    number = (meeting.items.aggregate(highest=Max("number"))["highest"] or 0) + 1
    with because("Put on the agenda from the forward plan", by=by):
        item = AgendaItem.objects.create(
            meeting=meeting,
            number=number,
            title=forward.title,
            kind=forward.kind,
            presenter=forward.lead,
            description=forward.description,
            exemption=forward.exemption,
            late_reason=late_reason.strip() if meeting.is_late_now else "",
        )
        forward.item = item
        forward.save(update_fields=["item"])
    return item
