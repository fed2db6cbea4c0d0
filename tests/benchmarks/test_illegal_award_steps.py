"""Every step with an award from every state by everybody; the usual tests let those without any step take turns."""

import pytest

from crowdfund.states import AwardState
from tests.crowdfund.test_illegal_award_steps import PARTS, try_steps_of_a_part, try_steps_of_an_award

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", AwardState)
def test_steps_of_an_award_by_everybody(state):
    try_steps_of_an_award(state, all_of_them=True)


@pytest.mark.parametrize(("machine", "state"), PARTS)
def test_steps_of_what_hangs_on_an_award_by_everybody(machine, state):
    try_steps_of_a_part(machine, state, all_of_them=True)
