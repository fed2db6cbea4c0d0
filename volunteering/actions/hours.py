"""Who came, how long they helped, and what an organisation writes about them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices_of_people as notices
from volunteering.actions import locks
from volunteering.models import Hours, Opportunity, Place, Reference
from volunteering.models.hours import A_DAY
from volunteering.permissions import can_run
from volunteering.states import EnquiryState, NotAllowed

Attendance = Place.Attendance


@transaction.atomic
def record_attendance(*, session, attendance, by):
    """Write down who came to a session. Whoever came has the session's length confirmed, unless told otherwise.

    :param attendance: by Place number a pair: a Place.Attendance or "", and the minutes to confirm or None for the
        session's length. Places that are not in it stay as they are.
    :raises PermissionDenied: when `by` neither speaks for the organisation nor works for its centre.
    :raises NotAllowed: before the session has begun, when it was cancelled, or for minutes that no day has.
    """
    session = locks.the_session(session)
    if not can_run(by, session.opportunity):
        raise PermissionDenied
    if session.is_cancelled or not session.has_begun:
        raise NotAllowed(_("Write down who came after the session has begun."))
    with because(_("Wrote down who came"), by=by):
        for place in session.places.taken().filter(pk__in=attendance).order_by("pk"):
            came, minutes = attendance[place.pk]
            place.attendance = Attendance(came) if came else ""
            place.save(update_fields=["attendance"])
            _confirm_session_time(session, place, minutes, by)
    return session


@transaction.atomic
def claim_hours(*, by, opportunity, day, minutes, note="", place=None):
    """A volunteer says how long they helped: on a session they had a place on, or on any day for a regular role.

    Until the organisation has looked at it, saying it again for the same day replaces what was said.

    :param minutes: whole minutes, 1 to 1440.
    :param place: their Place, or None; with one, the day is the session's.
    :raises PermissionDenied: for somebody without an account, or somebody else's place.
    :raises NotAllowed: for a day to come, minutes that no day has, a role they were never placed in, or when the
        organisation has confirmed that day already.
    """
    volunteer = locks.the_person(by)
    if place is not None:
        place = Place.objects.select_related("session__opportunity").get(pk=place.pk)
        if place.volunteer_id != volunteer.pk:
            raise PermissionDenied
        opportunity, day = place.session.opportunity, place.session.day
        if not place.is_taken or not place.session.has_begun or place.session.is_cancelled:
            raise NotAllowed(_("Tell us your time after a session that you had a place on."))
    elif not _has_helped(volunteer, opportunity):
        raise NotAllowed(_("You can tell us your time for things that you have been placed in."))
    if day > timezone.localdate():
        raise NotAllowed(_("This day is still to come. Tell us your time afterwards."))
    check_minutes(minutes)
    found = volunteer.hours.filter(place=place) if place else volunteer.hours.filter(
        place__isnull=True, opportunity=opportunity, day=day
    )  # fmt: skip
    hours = found.first() or Hours(volunteer=volunteer, opportunity=opportunity, place=place, day=day)
    if hours.confirmed_at:
        raise NotAllowed(_("The organisation has looked at this day already. Ask them if it is wrong."))
    hours.claimed_minutes, hours.claimed_at, hours.note = minutes, timezone.now(), note
    with because(_("Said how long they helped"), by=by):
        hours.save()
    return hours


@transaction.atomic
def confirm_hours(*, hours, minutes, by):
    """The organisation confirms time: as claimed, or another length, or None where it cannot confirm any.

    What the volunteer claimed stays beside it as it was.

    :raises PermissionDenied: when `by` neither speaks for the organisation nor works for its centre.
    :raises NotAllowed: for minutes that no day has.
    """
    hours = Hours.objects.select_for_update(of=("self",)).select_related("opportunity").get(pk=hours.pk)
    if not can_run(by, hours.opportunity):
        raise PermissionDenied
    if minutes is not None:
        check_minutes(minutes)
    with because(_("Looked at the time that was claimed"), by=by):
        _confirm(hours, minutes, by)
    return hours


@transaction.atomic
def ask_reference(*, by, opportunity, purpose=""):
    """Ask an organisation for a reference. The person must have helped: some confirmed time is there.

    :raises PermissionDenied: for somebody without an account.
    :raises NotAllowed: without confirmed time, or while one that they asked for is not yet answered.
    """
    volunteer = locks.the_person(by)
    if not volunteer.hours.confirmed().filter(opportunity=opportunity).exists():
        raise NotAllowed(_("You can ask for a reference once the organisation has confirmed some of your time."))
    if volunteer.references.open().filter(opportunity=opportunity).exists():
        raise NotAllowed(_("You have asked for this already. The organisation has not answered yet."))
    with because(_("Asked for a reference"), by=by):
        reference = Reference.objects.create(volunteer=volunteer, opportunity=opportunity, purpose=purpose.strip())
    notices.reference_asked(reference)
    return reference


@transaction.atomic
def answer_reference(*, reference, text, by):
    """Write a reference, or with an empty text say that one would rather not.

    :raises PermissionDenied: when `by` does not speak for the organisation.
    :raises NotAllowed: when it was answered before.
    """
    reference = Reference.objects.select_for_update(of=("self",)).select_related("opportunity").get(pk=reference.pk)
    if not can_run(by, reference.opportunity):
        raise PermissionDenied
    if reference.state != Reference.State.ASKED:
        raise NotAllowed(_("This has been answered already."))
    reference.text = text.strip()
    reference.state = Reference.State.WRITTEN if reference.text else Reference.State.DECLINED
    reference.answered_at, reference.answered_by = timezone.now(), by
    with because(_("Answered the wish for a reference"), by=by):
        reference.save()
    notices.reference_answered(reference)
    return reference


def check_minutes(minutes):
    """:raises NotAllowed: for a length that no day has."""
    if not 1 <= minutes <= A_DAY:
        raise NotAllowed(_("The time must be between one minute and 24 hours."))


def _has_helped(volunteer, opportunity):
    """Whether the person was ever placed in this: by their centre, or by a place on a session that has begun."""
    placed = Q(enquiries__user=volunteer.user_id, enquiries__state__in=[EnquiryState.PLACED, EnquiryState.SETTLED])
    came = Q(sessions__in=volunteer.places.taken().filter(session__starts_at__lte=timezone.now()).values("session"))
    return Opportunity.objects.filter(placed | came, pk=opportunity.pk).exists()


def _confirm_session_time(session, place, minutes, by):
    """Attendance is the organisation's word on the time as well."""
    hours = Hours.objects.select_for_update(of=("self",)).filter(place=place).first()
    came = place.attendance == Attendance.CAME
    if hours is None and not came:
        return
    hours = hours or Hours(
        volunteer_id=place.volunteer_id, opportunity=session.opportunity, place=place, day=session.day
    )
    if came and minutes is not None:
        check_minutes(minutes)
    _confirm(hours, (minutes or session.minutes) if came else None, by)


def _confirm(hours, minutes, by):
    hours.confirmed_minutes, hours.confirmed_at, hours.confirmed_by = minutes, timezone.now(), by
    hours.save()
