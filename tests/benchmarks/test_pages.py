"""What the public's pages cost, as ratios to an empty view behind the same middleware on the same server.

Run by `make bench`. Nothing here is a timed test: every figure is a ratio within one run.
"""

import itertools
import random
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.benchmarks.county import grow
from tests.benchmarks.load import gzipped_bytes, queries, requests_a_second, seconds_each
from tests.databases import cloned
from tests.portal import environment_with, running

EMPTY = "/bench/empty/"
CACHED = "/organisations/?q=food+bank&near=CT9+1"
WORDS = ["food", "young people", "carers", "advice", "garden", "music", "debt", "dementia", "baby bank", "village hall"]
OUTWARD = ["CT9 1", "CT1 2", "ME14 1", "TN23 1", "TN1 1", "CT20 1", "DA1 1", "ME10 1", "CT16 1", "TN13 1", "DA12 1"]
ROUNDS = 60
KILOBYTE = 1024
PAGES = ["/", CACHED, "/organisations/", "/organisations/mama-to-mama/", "/volunteering/", "/crowdfund/", "/board/"]
PAGES += ["/strategy/", "/search/?q=food"]


def _never_asked_before(spell):
    """Addresses of searches that no cache has seen: words and place differ each time.

    :param spell: how the words are written in this test, such as str.upper, so that no test repeats another's.
    """
    pairs = itertools.product(WORDS, OUTWARD)
    asked = [f"/organisations/?{urlencode({'q': spell(words), 'near': outward})}" for words, outward in pairs]
    random.Random(7).shuffle(asked)
    return itertools.cycle(asked)


@pytest.fixture(scope="module")
def bench_portal(django_db_setup):
    with cloned("kentcivil_bench") as url:
        local = environment_with(DATABASE_URL=url, DEBUG="1")
        _manage(local, "fill_demonstration", "--verbosity", "0")
        served = environment_with(
            DATABASE_URL=url,
            DEBUG="0",
            ALLOWED_HOSTS="127.0.0.1",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        )
        _manage(served, "collectstatic", "--noinput", "--verbosity", "0")
        with running(served) as portal:
            yield portal


def _manage(environment, *arguments):
    subprocess.run([sys.executable, "manage.py", *arguments], env=environment, cwd=settings.BASE_DIR, check=True)


@pytest.mark.parametrize(
    ("copies", "bar", "spell"),
    [(0, 9, str.lower), (59, 11, str.upper)],
    ids=["2,840 organisations", "170,000 organisations"],
)
def test_search_page(bench_portal, copies, bar, spell, capsys):
    port = bench_portal.port
    if copies:
        assert grow(bench_portal.environment["DATABASE_URL"], copies=copies) >= 170_000
    asked = _never_asked_before(spell)
    took = seconds_each(port, {EMPTY: EMPTY, "uncached": lambda: next(asked), "cached": CACHED}, rounds=ROUNDS)
    uncached, cached = took["uncached"] / took[EMPTY], took["cached"] / took[EMPTY]
    rate = {name: requests_a_second(port, path, seconds=4) for name, path in {"empty": EMPTY, "cached": CACHED}.items()}
    with capsys.disabled():
        print(f"\n  empty view {took[EMPTY] * 1000:.2f} ms")
        print(f"  search, uncached {uncached:.1f} times the empty view (bar {bar})")
        print(f"  search, from cache {cached:.2f} times the empty view (bar 1.5)")
        print(f"  requests a second on two cores: empty {rate['empty']:.0f}, search from cache {rate['cached']:.0f}")
    assert uncached <= bar
    assert cached <= 1.5


@pytest.mark.parametrize("path", PAGES)
def test_weight_of_a_page(bench_portal, path, capsys):
    alone, together = gzipped_bytes(bench_portal.port, path)
    count = queries(bench_portal.port, path)
    with capsys.disabled():
        print(
            f"\n  {path}: {count} queries, {alone / KILOBYTE:.1f} KB, with style and script {together / KILOBYTE:.1f}"
        )
    assert together <= 60 * KILOBYTE
