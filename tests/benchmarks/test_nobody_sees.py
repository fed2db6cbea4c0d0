"""Everybody walks at every stage of the deciding; the usual tests have some of them walk.

At each stage they walk wherever something of an application could be shown. The rest of the site, which knows nothing
of applications, is walked through at the last stage, when there is most to find.
"""

import pytest

from crowdfund.states import Stage
from tests.crowdfund.test_nobody_sees import ALL_STAGES, Scene, lost, walked
from tests.crowdfund.test_nobody_sees_money import Later, walked_later


@pytest.mark.usefixtures("at_hand", "people_at_hand")
@pytest.mark.django_db
@pytest.mark.parametrize("stage", ALL_STAGES)
def test_nobody_at_all_finds_what_is_not_for_them(client, stage):
    scene = Scene(stage, rows=3)
    found, leaks = walked(client, scene, scene.people, everywhere=stage == Stage.ANNOUNCED)
    pages = sum(len(shown) for shown in found.values())
    print(f"\n{stage}: {len(found)} people were shown {pages:,} pages, files and exports, with {len(leaks)} leaks")
    assert not leaks, "\n".join(leaks)
    assert not lost(scene, found)


@pytest.mark.usefixtures("at_hand", "people_at_hand")
@pytest.mark.django_db
def test_nobody_at_all_finds_what_an_award_keeps_to_itself(client):
    scene = Later(rows=3)
    found, leaks, missed = walked_later(client, scene, scene.people)
    pages = sum(len(shown) for shown in found.values())
    print(f"\nAwards: {len(found)} people were shown {pages:,} pages, files and exports, with {len(leaks)} leaks")
    assert not leaks, "\n".join(leaks)
    assert not missed
