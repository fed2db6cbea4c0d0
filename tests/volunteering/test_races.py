"""The last place, wanted by many at the same moment; the full size is in tests/benchmarks/test_last_place.py."""

import pytest

from kentcivil.mail.models import Message
from tests.volunteering.factories import OpportunityFactory
from tests.volunteering.races import at_once, breaches, people, session
from volunteering import actions
from volunteering.models import Place
from volunteering.states import PlaceState

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 24


@pytest.fixture
def opportunity():
    return OpportunityFactory()


def _take(wanted, volunteer):
    return lambda: actions.take_place(session=wanted, by=volunteer.user)


def _wait(wanted, volunteer):
    return lambda: actions.join_waiting_list(session=wanted, by=volunteer.user)


def test_of_a_crowd_one_has_the_last_place_and_each_other_is_told(opportunity):
    wanted = session(opportunity)
    results, _seconds = at_once([_take(wanted, volunteer) for volunteer in people(CROWD, "crowd")])
    assert sum(isinstance(result, Place) for result in results) == 1
    assert sum(isinstance(result, actions.Full) for result in results) == CROWD - 1
    assert Message.objects.count() == 1
    assert breaches() == []


def test_one_person_in_many_windows_is_in_one_place_at_a_time(opportunity):
    (volunteer,) = people(1, "busy")
    overlapping = [session(opportunity, hours=72 + number) for number in range(4)]
    results, _seconds = at_once([_take(one, volunteer) for one in overlapping for _window in range(3)])
    assert all(isinstance(result, Place | actions.Clash) for result in results)
    assert Place.objects.taken().count() in (1, 2), "every second one does not overlap the next but one"
    assert breaches() == []


def test_withdrawals_offers_waiting_and_swaps_at_the_same_moment(opportunity):
    """Everybody who leaves makes an offer; none is lost, none is made twice, and nobody waits for a free place."""
    wanted, other = session(opportunity, capacity=4), session(opportunity, capacity=2, hours=73)
    holders, waiting, crowd = people(4, "holder"), people(6, "waiting"), people(8, "late")
    held = [actions.take_place(session=wanted, by=volunteer.user) for volunteer in holders]
    queue = [actions.join_waiting_list(session=wanted, by=volunteer.user) for volunteer in waiting]
    acts = [lambda place=place: actions.give_up_place(place=place, by=place.volunteer.user) for place in held[:2]]
    acts += [
        lambda place=place: actions.swap_place(place=place, to=other, by=place.volunteer.user) for place in held[2:]
    ]
    acts += [lambda place=place: actions.give_up_place(place=place, by=place.volunteer.user) for place in queue[:1]]
    acts += [_wait(wanted, volunteer) for volunteer in crowd[:4]]
    acts += [_take(other, volunteer) for volunteer in [*crowd[4:], *waiting[1:3]]]
    acts += [actions.let_offers_run_out] * 2
    at_once(acts)
    assert breaches() == []
    assert Place.objects.held().filter(session=wanted).count() == 4, "each seat that came free was offered on"
    assert Place.objects.filter(session=wanted, state=PlaceState.OFFERED).count() == (
        Message.objects.filter(key__contains="place_offered").count()
        - Place.objects.filter(session=wanted, state=PlaceState.DECLINED).count()
    )


def test_an_offer_clicked_in_two_windows_while_the_session_is_changed_and_cancelled(opportunity):
    wanted = session(opportunity)
    broker = _member_of(opportunity)
    first, second = people(2, "pair")
    held = actions.take_place(session=wanted, by=first.user)
    offer = actions.join_waiting_list(session=wanted, by=second.user)
    actions.give_up_place(place=held, by=first.user)
    later = {"starts_at": wanted.ends_at, "ends_at": wanted.ends_at.replace(microsecond=0)}
    later["ends_at"] = wanted.ends_at + (wanted.ends_at - wanted.starts_at)
    acts = [lambda: actions.accept_offer(place=offer, by=second.user)] * 3
    acts += [
        lambda: actions.change_session(session=wanted, values=later, by=broker),
        lambda: actions.cancel_session(session=wanted, reason="Storm", by=broker),
    ]
    at_once(acts)
    offer.refresh_from_db()
    assert offer.state == "cancelled"
    assert breaches() == []


def _member_of(opportunity):
    from tests.organisations.factories import MembershipFactory

    return MembershipFactory(organisation=opportunity.organisation).user
