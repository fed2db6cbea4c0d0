"""Planning, changing and cancelling sessions, and who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import (
    BrokerFactory,
    OpportunityFactory,
    PlaceFactory,
    SessionFactory,
    VolunteerFactory,
)
from volunteering import actions
from volunteering.models import Session
from volunteering.states import NotAllowed, OpportunityState, PlaceState

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def member(opportunity):
    return MembershipFactory(organisation=opportunity.organisation).user


def _values(hours=72, length=2, **said):
    starts = timezone.now() + timedelta(hours=hours)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=length), "capacity": 3, **said}


def _told(what):
    return set(Message.objects.filter(key__startswith=f"volunteering/mail/place_{what}.").values_list("to", flat=True))


def test_an_organisation_and_its_broker_plan_sessions_and_nobody_else(opportunity, member):
    broker = BrokerFactory(centre=opportunity.centre).user
    for by in (member, broker):
        assert actions.plan_session(opportunity=opportunity, values=_values(), by=by).free == 3
    with pytest.raises(PermissionDenied):
        actions.plan_session(opportunity=opportunity, values=_values(), by=BrokerFactory().user)


@pytest.mark.parametrize(
    ("hours", "length", "sentence"),
    [(72, 0, "end after"), (72, -1, "end after"), (72, 25, "24 hours"), (-1, 2, "in the future")],
)
def test_times_that_make_no_sense_are_refused(opportunity, member, hours, length, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        actions.plan_session(opportunity=opportunity, values=_values(hours, length), by=member)


def test_the_database_refuses_a_session_that_ends_before_it_starts():
    with pytest.raises(IntegrityError, match="session_ends_after_start"):
        SessionFactory(ends_at=timezone.now())


def test_a_session_lies_between_the_opportunitys_days(member):
    day = timezone.localdate() + timedelta(days=10)
    opportunity = OpportunityFactory(
        organisation=member.memberships.get().organisation, starts_on=day, ends_on=day + timedelta(days=1)
    )
    with pytest.raises(NotAllowed, match="before the first day"):
        actions.plan_session(opportunity=opportunity, values=_values(24 * 9), by=member)
    with pytest.raises(NotAllowed, match="after the last day"):
        actions.plan_session(opportunity=opportunity, values=_values(24 * 12), by=member)
    assert actions.plan_session(opportunity=opportunity, values=_values(24 * 10 + 1), by=member)


def test_a_closed_opportunity_has_no_new_sessions(opportunity, member):
    actions.close_opportunity(opportunity=opportunity, by=member)
    with pytest.raises(NotAllowed, match="closed"):
        actions.plan_session(opportunity=opportunity, values=_values(), by=member)


def test_closing_cancels_what_is_left_and_tells_at_once(opportunity, member):
    place = PlaceFactory(session=SessionFactory(opportunity=opportunity))
    past = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(days=1))
    actions.close_opportunity(opportunity=opportunity, by=member)
    place.refresh_from_db()
    past.refresh_from_db()
    assert (place.state, past.state) == ("cancelled", "planned")
    assert _told("cancelled") == {place.volunteer.user.email}


def test_cancelling_tells_everybody_in_play_at_once_with_the_reason(opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=1)
    taken = PlaceFactory(session=session)
    waiting = PlaceFactory(session=session, state=PlaceState.WAITING)
    gone = PlaceFactory(session=session, state=PlaceState.GIVEN_UP)
    actions.cancel_session(session=session, reason="The hall is flooded.", by=member)
    assert _told("cancelled") == {taken.volunteer.user.email, waiting.volunteer.user.email}
    assert "The hall is flooded." in Message.objects.first().text
    gone.refresh_from_db()
    assert gone.state == "given-up"
    with pytest.raises(NotAllowed):
        actions.cancel_session(session=session, reason="Twice", by=member)


def test_cancelling_takes_a_reason_a_right_and_a_session_to_come(opportunity, member):
    session = SessionFactory(opportunity=opportunity)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.cancel_session(session=session, reason=" ", by=member)
    with pytest.raises(PermissionDenied):
        actions.cancel_session(session=session, reason="Rain", by=UserFactory())
    begun = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotAllowed, match="has begun"):
        actions.cancel_session(session=begun, reason="Rain", by=member)


# --- Changes -----------------------------------------------------------------------------------------------------


def test_fewer_places_than_people_are_refused(opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=3)
    PlaceFactory.create_batch(2, session=session)
    with pytest.raises(NotAllowed, match="2 places are taken"):
        actions.change_session(session=session, values={"capacity": 1}, by=member)
    assert actions.change_session(session=session, values={"capacity": 2}, by=member).capacity == 2


def test_more_places_go_to_those_who_wait_in_order(opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=1)
    PlaceFactory(session=session)
    waiting = [PlaceFactory(session=session, state=PlaceState.WAITING) for _one in range(3)]
    actions.change_session(session=session, values={"capacity": 3}, by=member)
    states = []
    for place in waiting:
        place.refresh_from_db()
        states.append(place.state)
    assert states == ["offered", "offered", "waiting"]
    session.refresh_from_db()
    assert (session.taken, session.revision) == (3, 1)


def test_a_new_time_is_told_and_whoever_is_elsewhere_then_loses_the_place(opportunity, member):
    session = SessionFactory(opportunity=opportunity, capacity=2)
    fine, torn = PlaceFactory(session=session), PlaceFactory(session=session)
    waiting = PlaceFactory(session=session, state=PlaceState.WAITING)
    elsewhere = SessionFactory(starts_at=session.ends_at)
    PlaceFactory(session=elsewhere, volunteer=torn.volunteer)
    later = {"starts_at": session.starts_at + timedelta(hours=1), "ends_at": session.ends_at + timedelta(hours=1)}
    actions.change_session(session=session, values=later, by=member)
    for place in (fine, torn, waiting):
        place.refresh_from_db()
    assert (fine.state, torn.state, waiting.state) == ("taken", "clashed", "offered")
    assert fine.during.lower == later["starts_at"]
    assert _told("clashed") == {torn.volunteer.user.email}
    assert _told("changed") == {fine.volunteer.user.email, waiting.volunteer.user.email}


def test_moving_a_session_within_its_own_time_ends_nobodys_place(opportunity, member):
    place = PlaceFactory(session=SessionFactory(opportunity=opportunity))
    session = place.session
    actions.change_session(
        session=session, values={"ends_at": session.ends_at + timedelta(minutes=30), "place": "Gate"}, by=member
    )
    place.refresh_from_db()
    assert place.is_taken


def test_an_offer_is_shortened_when_the_session_comes_earlier(opportunity, member):
    session = SessionFactory(opportunity=opportunity)
    offer = PlaceFactory(session=session, state=PlaceState.OFFERED, offered_until=timezone.now() + timedelta(hours=24))
    soon = timezone.now() + timedelta(hours=3)
    actions.change_session(session=session, values={"starts_at": soon, "ends_at": soon + timedelta(hours=1)}, by=member)
    offer.refresh_from_db()
    assert offer.offered_until == soon


def test_a_new_meeting_point_is_told_and_a_new_note_is_not(opportunity, member):
    place = PlaceFactory(session=SessionFactory(opportunity=opportunity))
    actions.change_session(session=place.session, values={"note": "Bring gloves"}, by=member)
    assert _told("changed") == set()
    actions.change_session(session=place.session, values={"place": "North gate"}, by=member)
    assert _told("changed") == {place.volunteer.user.email}
    revision = Session.objects.get().revision
    actions.change_session(session=place.session, values={"place": "North gate"}, by=member)
    assert Session.objects.get().revision == revision, "nothing changed"


def test_what_has_begun_or_is_cancelled_is_not_changed_and_not_by_anybody(opportunity, member):
    begun = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotAllowed, match="has begun"):
        actions.change_session(session=begun, values={"capacity": 9}, by=member)
    with pytest.raises(PermissionDenied):
        actions.change_session(session=SessionFactory(), values={"capacity": 9}, by=member)


def test_sessions_leave_the_public_list_by_themselves_and_stay_in_the_record(opportunity):
    upcoming = SessionFactory(opportunity=opportunity)
    begun = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(minutes=1))
    SessionFactory(opportunity=opportunity, state="cancelled", cancelled_because="Rain")
    SessionFactory(opportunity=OpportunityFactory(state=OpportunityState.CLOSED))
    assert list(Session.objects.published()) == [upcoming]
    assert list(Session.objects.past()) == [begun]
    assert Session.objects.count() == 4


def test_a_moment_of_many_people_is_waited_out_and_then_said(opportunity, member, monkeypatch):
    """Somebody new takes a place each time before the locks are had."""
    session = SessionFactory(opportunity=opportunity, capacity=20)
    these_people = actions.locks.these_people

    def slow(ids):
        these_people(ids)
        actions.take_place(session=session, by=VolunteerFactory().user)

    monkeypatch.setattr(actions.locks, "these_people", slow)
    with pytest.raises(NotAllowed, match="Try again"):
        actions.change_session(session=session, values={"capacity": 19}, by=member)
