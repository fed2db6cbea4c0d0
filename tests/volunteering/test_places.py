"""Taking, waiting for, accepting, swapping and giving up places, one person after the other."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.volunteering.factories import OpportunityFactory, PlaceFactory, SessionFactory, VolunteerFactory
from volunteering import actions
from volunteering.models import Place, SafeguardingCheck, Session
from volunteering.states import NotAllowed, OpportunityState, PlaceState

pytestmark = pytest.mark.django_db


def _at(hours, **said):
    """A session that begins so many hours from now."""
    starts = timezone.now() + timedelta(hours=hours)
    return SessionFactory(starts_at=starts, ends_at=starts + timedelta(hours=2), **said)


def _full(**said):
    session = SessionFactory(capacity=1, **said)
    return session, PlaceFactory(session=session)


def _mail(volunteer):
    return list(Message.objects.filter(to=volunteer.user.email).order_by("pk").values_list("subject", flat=True))


def test_a_free_place_is_taken_and_confirmed_by_email():
    session, volunteer = SessionFactory(), VolunteerFactory()
    place = actions.take_place(session=session, by=volunteer.user, answers=[["Do you drive?", "Yes"]])
    assert (place.state, place.answers) == ("taken", [["Do you drive?", "Yes"]])
    session.refresh_from_db()
    assert (session.taken, session.free) == (1, 1)
    assert _mail(volunteer) == ["You have a place: Garden helper"]


def test_asking_twice_takes_one_place():
    session, volunteer = SessionFactory(), VolunteerFactory()
    first = actions.take_place(session=session, by=volunteer.user)
    assert actions.take_place(session=session, by=volunteer.user) == first
    assert Place.objects.count() == Message.objects.count() == 1


def test_a_full_session_says_so_and_can_be_waited_for_in_order():
    session, _first = _full()
    early, late = VolunteerFactory(), VolunteerFactory()
    with pytest.raises(actions.Full, match="waiting list"):
        actions.take_place(session=session, by=early.user)
    one = actions.join_waiting_list(session=session, by=early.user)
    other = actions.join_waiting_list(session=session, by=late.user)
    assert (one.number_in_line, other.number_in_line) == (1, 2)
    assert _mail(early) == ["You are on the waiting list: Garden helper"]


def test_asking_twice_to_wait_keeps_ones_turn():
    session, _first = _full()
    early = VolunteerFactory()
    first = actions.join_waiting_list(session=session, by=early.user)
    actions.join_waiting_list(session=session, by=VolunteerFactory().user)
    again = actions.join_waiting_list(session=session, by=early.user)
    assert (again, again.number_in_line) == (first, 1)
    assert _mail(early) == ["You are on the waiting list: Garden helper"]


def test_who_waits_where_a_place_is_free_has_it():
    assert actions.join_waiting_list(session=SessionFactory(), by=VolunteerFactory().user).state == "taken"


def test_a_place_given_up_is_offered_to_the_next_in_line_for_a_day():
    session, place = _full()
    early, late = VolunteerFactory(), VolunteerFactory()
    one = actions.join_waiting_list(session=session, by=early.user)
    other = actions.join_waiting_list(session=session, by=late.user)
    actions.give_up_place(place=place, by=place.volunteer.user)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("offered", "waiting")
    assert timedelta(hours=23) < one.offered_until - timezone.now() <= timedelta(hours=24)
    assert _mail(early)[-1] == "A place is free for you: Garden helper"
    session.refresh_from_db()
    assert session.free == 0, "the offered seat is kept"
    assert actions.accept_offer(place=one, by=early.user).state == "taken"


def test_an_offer_never_outlasts_the_start():
    session = _at(5, capacity=1)
    place = PlaceFactory(session=session)
    waiting = actions.join_waiting_list(session=session, by=VolunteerFactory().user)
    actions.give_up_place(place=place, by=place.volunteer.user)
    waiting.refresh_from_db()
    assert waiting.offered_until == session.starts_at


def _offer():
    session, place = _full()
    volunteer = VolunteerFactory()
    offer = actions.join_waiting_list(session=session, by=volunteer.user)
    actions.give_up_place(place=place, by=place.volunteer.user)
    offer.refresh_from_db()
    return session, volunteer, offer


def test_an_offer_clicked_twice_is_accepted_once():
    _session, volunteer, offer = _offer()
    assert actions.accept_offer(place=offer, by=volunteer.user).state == "taken"
    assert actions.accept_offer(place=offer, by=volunteer.user).state == "taken"
    assert _mail(volunteer).count("You have a place: Garden helper") == 1


def test_an_offer_turned_down_goes_to_the_next():
    session, volunteer, offer = _offer()
    other = actions.join_waiting_list(session=session, by=VolunteerFactory().user)
    assert actions.give_up_place(place=offer, by=volunteer.user).state == "declined"
    other.refresh_from_db()
    assert other.state == "offered"


def test_a_late_yes_is_refused_even_before_the_sweep_and_the_sweep_offers_on():
    session, volunteer, offer = _offer()
    other = actions.join_waiting_list(session=session, by=VolunteerFactory().user)
    with time_machine.travel(offer.offered_until, tick=False):
        with pytest.raises(NotAllowed, match="run out"):
            actions.accept_offer(place=offer, by=volunteer.user)
        assert actions.let_offers_run_out() == 1
        assert actions.let_offers_run_out() == 0
    offer.refresh_from_db()
    other.refresh_from_db()
    assert (offer.state, other.state) == ("expired", "offered")
    assert _mail(volunteer)[-1] == "The offer of a place has run out: Garden helper"


def test_waiting_ends_when_the_session_begins():
    session, _place = _full()
    waiting = actions.join_waiting_list(session=session, by=VolunteerFactory().user)
    with time_machine.travel(session.starts_at + timedelta(minutes=1), tick=False):
        assert actions.let_offers_run_out() == 1
    waiting.refresh_from_db()
    assert waiting.state == "expired"


# --- Not in two places -------------------------------------------------------------------------------------------


def test_overlapping_places_are_refused_and_back_to_back_ones_are_fine():
    volunteer = VolunteerFactory()
    actions.take_place(session=_at(10), by=volunteer.user)
    with pytest.raises(actions.Clash, match="somewhere else"):
        actions.take_place(session=_at(11), by=volunteer.user)
    noon = Session.objects.get(places__volunteer=volunteer)
    after = SessionFactory(starts_at=noon.ends_at, ends_at=noon.ends_at + timedelta(hours=1))
    before = SessionFactory(starts_at=noon.starts_at - timedelta(hours=1), ends_at=noon.starts_at)
    assert actions.take_place(session=after, by=volunteer.user).is_taken
    assert actions.take_place(session=before, by=volunteer.user).is_taken


# In 2026 London's clocks go forward on 29 March and back on 25 October, both at 01:00 UTC.
CLOCK_CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_back_to_back_across_a_clock_change(change):
    """One ends as the clocks change, the next begins; an hour that the clock shows twice is still two hours."""
    with time_machine.travel(change - timedelta(days=10), tick=False):
        volunteer = VolunteerFactory()
        before = SessionFactory(starts_at=change - timedelta(hours=2), ends_at=change)
        after = SessionFactory(starts_at=change, ends_at=change + timedelta(hours=1))
        across = SessionFactory(starts_at=change - timedelta(minutes=30), ends_at=change + timedelta(minutes=30))
        assert actions.take_place(session=before, by=volunteer.user).is_taken
        assert actions.take_place(session=after, by=volunteer.user).is_taken
        with pytest.raises(actions.Clash):
            actions.take_place(session=across, by=volunteer.user)
        assert (before.minutes, after.minutes, across.minutes) == (120, 60, 60)


def test_swapping_loses_nothing():
    volunteer = VolunteerFactory()
    held = actions.take_place(session=_at(10, capacity=1), by=volunteer.user)
    waiting = actions.join_waiting_list(session=held.session, by=VolunteerFactory().user)
    full, _other = _full(starts_at=held.session.starts_at)
    with pytest.raises(actions.Full):
        actions.swap_place(place=held, to=full, by=volunteer.user)
    held.refresh_from_db()
    assert held.is_taken, "the old place is still there"
    new = actions.swap_place(place=held, to=_at(11), by=volunteer.user)
    held.refresh_from_db()
    waiting.refresh_from_db()
    assert (new.state, held.state, waiting.state) == ("taken", "given-up", "offered")


def test_an_offer_that_clashes_stands_and_can_be_swapped_for():
    session, volunteer, offer = _offer()
    held = actions.take_place(session=SessionFactory(starts_at=session.starts_at), by=volunteer.user)
    with pytest.raises(actions.Clash):
        actions.accept_offer(place=offer, by=volunteer.user)
    offer.refresh_from_db()
    assert offer.state == "offered"
    assert actions.swap_place(place=held, to=session, by=volunteer.user) == offer
    offer.refresh_from_db()
    held.refresh_from_db()
    assert (offer.state, held.state) == ("taken", "given-up")


@pytest.mark.parametrize("state", [PlaceState.WAITING, PlaceState.TAKEN])
def test_only_a_place_that_one_has_can_be_swapped_and_not_for_itself(state):
    place = PlaceFactory(state=state)
    to = place.session if state == PlaceState.TAKEN else SessionFactory()
    with pytest.raises(NotAllowed, match="swap"):
        actions.swap_place(place=place, to=to, by=place.volunteer.user)


def test_nobody_swaps_into_a_cancelled_session_or_one_where_they_are_already():
    volunteer = VolunteerFactory()
    held = actions.take_place(session=_at(10), by=volunteer.user)
    cancelled = SessionFactory(state="cancelled", cancelled_because="Flood")
    with pytest.raises(NotAllowed, match="no longer open"):
        actions.swap_place(place=held, to=cancelled, by=volunteer.user)
    there = actions.take_place(session=_at(30), by=volunteer.user)
    with pytest.raises(NotAllowed, match="a place there already"):
        actions.swap_place(place=held, to=there.session, by=volunteer.user)
    held.refresh_from_db()
    assert held.is_taken


# --- Who may come ------------------------------------------------------------------------------------------------


def test_without_a_volunteers_account_there_is_no_place():
    with pytest.raises(PermissionDenied):
        actions.take_place(session=SessionFactory(), by=UserFactory())


@pytest.mark.parametrize("act", [actions.accept_offer, actions.give_up_place])
def test_somebody_elses_place_is_not_to_be_touched(act):
    place = PlaceFactory()
    with pytest.raises(PermissionDenied):
        act(place=place, by=VolunteerFactory().user)


def test_too_young_on_the_day_and_old_enough_the_day_after():
    session = _at(72, opportunity=OpportunityFactory(minimum_age=18))
    birthday = session.day.replace(year=session.day.year - 18)
    old = VolunteerFactory(born_on=birthday)
    young = VolunteerFactory(born_on=birthday + timedelta(days=1))
    assert actions.take_place(session=session, by=old.user).is_taken
    with pytest.raises(NotAllowed, match="18 or over on the day"):
        actions.take_place(session=session, by=young.user)


def test_a_birthday_on_29_february_is_kept_on_1_march():
    volunteer = VolunteerFactory(born_on=date(2008, 2, 29))
    assert volunteer.age_on(date(2026, 2, 28)) == 17
    assert volunteer.age_on(date(2026, 3, 1)) == 18


def test_a_check_must_have_been_seen_be_strong_enough_and_hold_on_the_day():
    opportunity = OpportunityFactory(checks="standard")
    session, volunteer = SessionFactory(opportunity=opportunity), VolunteerFactory()

    def seen(kind, expires_on):
        SafeguardingCheck.objects.update_or_create(
            volunteer=volunteer, kind=kind, defaults={"seen_on": date(2020, 1, 1), "expires_on": expires_on}
        )

    for kind, expires_on in [(None, None), ("basic", session.day), ("enhanced", session.day - timedelta(days=1))]:
        if kind:
            seen(kind, expires_on)
        with pytest.raises(NotAllowed, match="Standard DBS check"):
            actions.take_place(session=session, by=volunteer.user)
    seen("enhanced", session.day)
    assert actions.take_place(session=session, by=volunteer.user).is_taken


def test_a_session_that_has_begun_or_is_cancelled_or_not_public_takes_nobody():
    volunteer = VolunteerFactory()
    begun = _at(-1)
    with pytest.raises(NotAllowed, match="no longer open"):
        actions.take_place(session=begun, by=volunteer.user)
    cancelled = SessionFactory(state="cancelled", cancelled_because="Flood")
    with pytest.raises(NotAllowed, match="no longer open"):
        actions.take_place(session=cancelled, by=volunteer.user)
    returned = OpportunityFactory(state=OpportunityState.RETURNED, returned_because="Say more")
    with pytest.raises(NotAllowed, match="opportunity is no longer open"):
        actions.take_place(session=SessionFactory(opportunity=returned), by=volunteer.user)


def test_nothing_is_given_up_after_the_start_or_twice():
    place = PlaceFactory(session=_at(-1))
    with pytest.raises(NotAllowed, match="has begun"):
        actions.give_up_place(place=place, by=place.volunteer.user)
    other = PlaceFactory()
    actions.give_up_place(place=other, by=other.volunteer.user)
    with pytest.raises(NotAllowed, match="Given up"):
        actions.give_up_place(place=other, by=other.volunteer.user)


# --- What the database itself holds ------------------------------------------------------------------------------


def test_raw_sql_cannot_overbook_or_put_somebody_in_two_places():
    session, place = _full()
    with pytest.raises(IntegrityError, match="session_not_overbooked"), transaction.atomic():
        PlaceFactory(session=session)
    elsewhere = SessionFactory(starts_at=session.starts_at)
    with pytest.raises(IntegrityError, match="place_one_at_a_time"), transaction.atomic():
        PlaceFactory(session=elsewhere, volunteer=place.volunteer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteering_session SET taken = 0")
        cursor.execute("UPDATE volunteering_place SET during = NULL")
    session.refresh_from_db()
    place.refresh_from_db()
    assert session.taken == 1, "counted, whatever is written"
    assert place.during.lower == session.starts_at
    PlaceFactory(session=(two := PlaceFactory().session))
    with pytest.raises(IntegrityError, match="session_not_overbooked"), transaction.atomic():
        Session.objects.filter(pk=two.pk).update(capacity=1)


def test_the_count_follows_places_that_move_between_sessions_or_go():
    one, other = SessionFactory(), SessionFactory()
    place = PlaceFactory(session=one)
    Place.objects.update(session=other)
    assert dict(Session.objects.values_list("pk", "taken")) == {one.pk: 0, other.pk: 1}
    place.delete()
    assert set(Session.objects.values_list("taken", flat=True)) == {0}


def test_another_broken_rule_is_not_taken_for_a_clash():
    place = PlaceFactory(state=PlaceState.WAITING)
    with pytest.raises(IntegrityError, match="place_offer_has_an_end"):
        actions.places.move(place, PlaceState.OFFERED)
