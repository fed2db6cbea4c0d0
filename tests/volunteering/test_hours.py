"""Attendance, time claimed and confirmed, references."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import (
    EnquiryFactory,
    HoursFactory,
    OpportunityFactory,
    PlaceFactory,
    SessionFactory,
    VolunteerFactory,
)
from volunteering import actions
from volunteering.models import Hours
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def member(opportunity):
    return MembershipFactory(organisation=opportunity.organisation).user


@pytest.fixture
def place(opportunity):
    """On a session of two hours that was the day before yesterday."""
    session = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(days=2))
    return PlaceFactory(session=session)


def _record(place, came, member, minutes=None):
    actions.record_attendance(session=place.session, attendance={place.pk: (came, minutes)}, by=member)
    place.refresh_from_db()
    return place


def test_whoever_came_has_the_sessions_length_confirmed(place, member):
    assert _record(place, "came", member).attendance == "came"
    hours = place.hours
    assert (hours.claimed_minutes, hours.confirmed_minutes, hours.confirmed_by) == (None, 120, member)
    _record(place, "came", member, minutes=90)
    assert Hours.objects.get().confirmed_minutes == 90


@pytest.mark.parametrize("said", ["no-show", "excused", ""])
def test_whoever_did_not_come_has_no_time(place, member, said):
    _record(place, said, member)
    assert not Hours.objects.exists()


def test_a_slip_is_put_right_and_what_the_volunteer_said_stays(place, member):
    actions.claim_hours(by=place.volunteer.user, opportunity=None, day=None, minutes=150, place=place)
    _record(place, "came", member)
    assert (Hours.objects.get().claimed_minutes, Hours.objects.get().confirmed_minutes) == (150, 120)
    _record(place, "no-show", member)
    hours = Hours.objects.get()
    assert (hours.claimed_minutes, hours.confirmed_minutes, hours.is_refused) == (150, None, True)


def test_attendance_waits_for_the_start_and_is_not_everybodys_to_write(place, member, opportunity):
    coming = SessionFactory(opportunity=opportunity)
    with pytest.raises(NotAllowed, match="after the session has begun"):
        actions.record_attendance(session=coming, attendance={}, by=member)
    with pytest.raises(PermissionDenied):
        actions.record_attendance(session=place.session, attendance={}, by=UserFactory())
    with pytest.raises(NotAllowed, match="24 hours"):
        _record(place, "came", member, minutes=2000)


# --- Claims ------------------------------------------------------------------------------------------------------


def test_a_claim_and_its_confirmation_stand_side_by_side(place, member):
    hours = actions.claim_hours(by=place.volunteer.user, opportunity=None, day=None, minutes=150, place=place)
    assert (hours.day, hours.claimed_minutes, hours.confirmed_minutes) == (place.session.day, 150, None)
    assert Hours.objects.minutes() == 0, "only what is confirmed is counted"
    actions.confirm_hours(hours=hours, minutes=130, by=member)
    hours.refresh_from_db()
    assert (hours.claimed_minutes, hours.confirmed_minutes) == (150, 130)
    with pytest.raises(NotAllowed, match="looked at this day already"):
        actions.claim_hours(by=place.volunteer.user, opportunity=None, day=None, minutes=200, place=place)


def test_saying_it_again_before_anybody_looked_replaces_it(place):
    for minutes in (60, 75):
        actions.claim_hours(by=place.volunteer.user, opportunity=None, day=None, minutes=minutes, place=place)
    assert Hours.objects.get().claimed_minutes == 75


def test_a_regular_role_is_claimed_by_the_day_once_placed(opportunity):
    volunteer = VolunteerFactory()
    day = timezone.localdate()

    def claim(day=day, minutes=60):
        return actions.claim_hours(by=volunteer.user, opportunity=opportunity, day=day, minutes=minutes)

    with pytest.raises(NotAllowed, match="placed in"):
        claim()
    EnquiryFactory(opportunity=opportunity, user=volunteer.user, state="placed")
    with pytest.raises(NotAllowed, match="still to come"):
        claim(day + timedelta(days=1))
    for minutes in (0, 1441, -5):
        with pytest.raises(NotAllowed, match="24 hours"):
            claim(minutes=minutes)
    claim()
    assert claim(minutes=90).claimed_minutes == 90
    assert Hours.objects.count() == 1


def test_who_came_to_a_session_may_claim_other_days_too(place, opportunity):
    hours = actions.claim_hours(by=place.volunteer.user, opportunity=opportunity, day=timezone.localdate(), minutes=30)
    assert hours.place is None


def test_a_session_to_come_or_somebody_elses_gives_no_time(place, opportunity):
    coming = PlaceFactory(session=SessionFactory(opportunity=opportunity))
    with pytest.raises(NotAllowed, match="after a session"):
        actions.claim_hours(by=coming.volunteer.user, opportunity=None, day=None, minutes=60, place=coming)
    with pytest.raises(PermissionDenied):
        actions.claim_hours(by=VolunteerFactory().user, opportunity=None, day=None, minutes=60, place=place)


def test_the_organisation_confirms_refuses_and_nobody_else(place, member):
    hours = actions.claim_hours(by=place.volunteer.user, opportunity=None, day=None, minutes=60, place=place)
    with pytest.raises(PermissionDenied):
        actions.confirm_hours(hours=hours, minutes=60, by=place.volunteer.user)
    with pytest.raises(NotAllowed, match="24 hours"):
        actions.confirm_hours(hours=hours, minutes=0, by=member)
    assert actions.confirm_hours(hours=hours, minutes=None, by=member).is_refused


# --- References --------------------------------------------------------------------------------------------------


def test_a_reference_is_asked_for_written_and_read(opportunity, member):
    hours = HoursFactory(opportunity=opportunity)
    by = hours.volunteer.user
    reference = actions.ask_reference(by=by, opportunity=opportunity, purpose="College")
    assert Message.objects.filter(to=member.email).count() == 1
    assert "College" not in Message.objects.get(to=member.email).text
    with pytest.raises(NotAllowed, match="asked for this already"):
        actions.ask_reference(by=by, opportunity=opportunity)
    with pytest.raises(PermissionDenied):
        actions.answer_reference(reference=reference, text="Great", by=by)
    assert actions.answer_reference(reference=reference, text=" Kind and on time. ", by=member).state == "written"
    assert Message.objects.filter(to=by.email).count() == 1
    with pytest.raises(NotAllowed, match="answered already"):
        actions.answer_reference(reference=reference, text="Again", by=member)
    again = actions.ask_reference(by=by, opportunity=opportunity)
    assert actions.answer_reference(reference=again, text="", by=member).state == "declined"


def test_without_confirmed_time_there_is_nothing_to_refer_to(opportunity):
    with pytest.raises(NotAllowed, match="confirmed some of your time"):
        actions.ask_reference(by=VolunteerFactory().user, opportunity=opportunity)
