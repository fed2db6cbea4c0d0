"""Which step may follow which, and who may take it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import BrokerFactory, EnquiryFactory, OpportunityFactory
from volunteering import permissions
from volunteering.states import (
    COLOURS,
    ENQUIRY_MOVES,
    HELD,
    IN_PLAY,
    OPPORTUNITY_MOVES,
    PLACE_MOVES,
    SESSION_MOVES,
    EnquiryState,
    NotAllowed,
    OpportunityState,
    PlaceState,
    SessionState,
    check_move,
)


def test_every_state_has_its_row_and_its_colour():
    assert set(OPPORTUNITY_MOVES) == set(OpportunityState)
    assert set(ENQUIRY_MOVES) == set(EnquiryState)
    assert set(SESSION_MOVES) == set(SessionState)
    assert set(PLACE_MOVES) == set(PlaceState)
    assert set(COLOURS) == {*OpportunityState, *EnquiryState, *SessionState, *PlaceState}
    assert set(HELD) < set(IN_PLAY)
    assert {state for state in PlaceState if PLACE_MOVES[state]} == set(IN_PLAY)


@pytest.mark.parametrize("moves", [OPPORTUNITY_MOVES, ENQUIRY_MOVES])
def test_every_walk_ends(moves):
    """However somebody moves a thing along, in the end there is nowhere left to go but where it may go round."""
    ends = [state for state, after in moves.items() if not after]
    assert len(ends) == 1
    reached, frontier = set(ends), set(ends)
    while frontier:
        frontier = {state for state, after in moves.items() if after & reached} - reached
        reached |= frontier
    assert reached == set(moves)


@given(st.sampled_from([*OpportunityState, *EnquiryState]), st.data())
def test_a_move_is_refused_with_a_sentence_unless_the_table_has_it(before, data):
    after = data.draw(st.sampled_from(list(type(before))))
    moves = OPPORTUNITY_MOVES if isinstance(before, OpportunityState) else ENQUIRY_MOVES
    if after in moves[before]:
        check_move(str(before), after)
    else:
        with pytest.raises(NotAllowed, match="cannot become"):
            check_move(str(before), after)


@pytest.fixture
def people(db):
    opportunity = OpportunityFactory()
    return {
        "opportunity": opportunity,
        "broker": BrokerFactory(centre=opportunity.centre).user,
        "other broker": BrokerFactory().user,
        "member": MembershipFactory(organisation=opportunity.organisation).user,
        "other member": MembershipFactory().user,
        "stranger": UserFactory(),
        "superuser": UserFactory(is_superuser=True),
        "left broker": BrokerFactory(centre=opportunity.centre, user=UserFactory(is_active=False)).user,
    }


NOBODY = set()
TABLE = [
    ("draft", "can_edit", {"broker", "member", "superuser"}),
    ("returned", "can_edit", {"broker", "member", "superuser"}),
    ("waiting", "can_edit", {"broker", "superuser"}),
    ("published", "can_edit", {"broker", "superuser"}),
    ("published", "can_close", {"broker", "member", "superuser"}),
    ("waiting", "can_decide", {"broker", "superuser"}),
]


@pytest.mark.parametrize(("state", "predicate", "may"), TABLE)
def test_who_may(people, state, predicate, may):
    opportunity = people.pop("opportunity")
    opportunity.state = state
    allowed = {who for who, user in people.items() if getattr(permissions, predicate)(user, opportunity)}
    assert allowed == may


def test_who_may_see_a_person_who_asked(people):
    enquiry = EnquiryFactory(opportunity=people.pop("opportunity"))
    assert {who for who, user in people.items() if permissions.can_work_on(user, enquiry)} == {"broker", "superuser"}


def test_who_may_post(people):
    organisation = people.pop("opportunity").organisation
    assert {who for who, user in people.items() if permissions.can_post_for(user, organisation)} == {"member"}
