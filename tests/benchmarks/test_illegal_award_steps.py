"""Every step with an award from every state by everybody; the usual tests let those without any step take turns."""

import pytest

from crowdfund.states import AwardState
from tests.crowdfund.test_illegal_award_steps import PARTS, World, try_steps_of_a_part, try_steps_of_an_award

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    return World()


@pytest.mark.parametrize("state", AwardState)
def test_steps_of_an_award_by_everybody(state, world):
    try_steps_of_an_award(state, world, all_of_them=True)


@pytest.mark.parametrize(("machine", "state"), PARTS)
def test_steps_of_what_hangs_on_an_award_by_everybody(machine, state, world):
    try_steps_of_a_part(machine, state, world, all_of_them=True)
