"""Every role walks alone at every stage of a meeting; the usual tests have each walk alone at one."""

import pytest

from tests.partnership_board.test_secrets import _clock, meeting, walk_at_each_stage  # noqa: F401 (fixtures)


@pytest.mark.django_db
def test_nothing_exempt_reaches_anybody_at_all(meeting):  # noqa: F811 (the fixture)
    walk_at_each_stage(meeting, everybody=True)
