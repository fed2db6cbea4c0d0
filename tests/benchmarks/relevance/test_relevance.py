"""Judged queries over the demonstration county: at least 300, answered well, and better than the rival answers them."""

import pytest
from django.core.management import call_command

from tests.benchmarks.relevance.measuring import measure

LEAST_QUERIES, LEAST_NDCG, LEAST_SLIPS = 300, 0.90, 0.95


@pytest.mark.django_db
def test_what_people_type_finds_what_they_mean(capsys, settings):
    settings.DEBUG = True  # the demonstration is refused elsewhere
    call_command("fill_demonstration", verbosity=0)
    settings.DEBUG = False
    means, counts, slips, _worst = measure()
    with capsys.disabled():
        print("\n  judged queries, NDCG at 10: the portal, tantivy")
        for kind, (ours, rivals) in means.items():
            print(f"  {kind:<18}{counts[kind]:>5}  {ours:.3f}  {rivals:.3f}")
        print(f"  names with one slip, in the first three: {slips[0]:.1%}, {slips[1]:.1%}")
    assert counts["all"] >= LEAST_QUERIES
    assert means["all"][0] >= LEAST_NDCG
    assert means["all"][0] > means["all"][1]
    assert slips[0] >= LEAST_SLIPS
    assert slips[0] > slips[1] or slips[0] == 1
