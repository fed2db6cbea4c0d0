"""200 people for the last place, 100 times over, all at once and one after another: `make bench`.

Each round has one person in overlapping sessions, somebody who withdraws and somebody who is promoted from the
waiting list, at the same moment as the 200.
"""

import os

import pytest

from tests.volunteering.factories import OpportunityFactory
from tests.volunteering.races import Crowd, breaches, one_after_another, people, session
from volunteering import actions
from volunteering.models import Place
from volunteering.states import PlaceState

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = int(os.environ.get("LAST_PLACE_CROWD", "200"))
ROUNDS = int(os.environ.get("LAST_PLACE_ROUNDS", "100"))
BAR = 1.0
"""The 200 at once may take no longer than the same 200 one after another."""


def _scene(opportunity, volunteers, hours):
    """What everybody wants in one round, and what they do about it."""
    last = session(opportunity, hours=hours)
    overlapping = session(opportunity, hours=hours + 1)
    other = session(opportunity, hours=hours, capacity=1)
    crowd, leaver, next_in_line = volunteers[:-2], volunteers[-2], volunteers[-1]
    leaving = actions.take_place(session=other, by=leaver.user)
    waiting = actions.join_waiting_list(session=other, by=next_in_line.user)
    acts = [lambda one=one: actions.take_place(session=last, by=one.user) for one in crowd[: CROWD - 3]]
    # One person wants two sessions that overlap; whoever withdraws makes an offer to the next in line.
    acts += [
        lambda: actions.take_place(session=overlapping, by=crowd[0].user),
        lambda: actions.give_up_place(place=leaving, by=leaver.user),
        lambda: actions.join_waiting_list(session=last, by=crowd[-1].user),
    ]
    return acts, last, waiting


def test_the_last_place():
    opportunity = OpportunityFactory()
    volunteers = people(CROWD + 2, "person")
    together = in_turn = 0.0
    with Crowd(CROWD) as crowd:
        # A round before the clock runs: connections are as warm as a web process's that has served a page.
        for number in range(ROUNDS + 1):
            hours = 72 + 8 * number
            acts, last, waiting = _scene(opportunity, volunteers, hours)
            results, seconds = crowd.at_once(acts)
            together += seconds if number else 0
            _judge(results, last, waiting)
            acts, last, waiting = _scene(opportunity, volunteers, hours + 4)
            results, seconds = one_after_another(acts)
            in_turn += seconds if number else 0
            _judge(results, last, waiting)
    ratio = together / in_turn
    print(
        f"\nThe last place, {CROWD} people, {ROUNDS} times: together {together:.1f} s, "
        f"one after another {in_turn:.1f} s, ratio {ratio:.2f} (bar {BAR})"
    )
    assert breaches() == []
    assert ratio <= BAR


def _judge(results, last, waiting):
    assert Place.objects.filter(session=last, state=PlaceState.TAKEN).count() == 1
    waiting.refresh_from_db()
    assert waiting.state == PlaceState.OFFERED, "the place that was given up went to the next in line"
    assert len(results) == CROWD
