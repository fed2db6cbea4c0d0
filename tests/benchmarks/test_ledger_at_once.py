"""64 officers take 10,000 random steps with awards at once: `make bench`.

Nothing may deadlock, and afterwards the ledger sums to zero, no pot and no cap is broken, and every balance comes out
the same when it is made again from the entries alone.
"""

import logging
import multiprocessing
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, connections

from crowdfund.models import Entry
from tests.crowdfund.ledger_walk import Walk, breaches

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS = int(os.environ.get("LEDGER_OFFICERS", "64"))
STEPS = int(os.environ.get("LEDGER_STEPS", "10000"))
PROCESSES = 2
"""Among which the officers are divided, as a portal divides them: one process alone keeps one core busy."""
ROUNDS = 4
APPLICATIONS = max(STEPS // 70, 8)
POT = Decimal(1_500) * APPLICATIONS
"""Pounds in the larger pot of each round: too little for all that its officers want to pledge."""


@pytest.fixture
def quiet():
    """Thousands of lines on mail that was sent say nothing here."""
    logging.disable(logging.INFO)
    yield
    logging.disable(logging.NOTSET)


def _officers(walk, seeds, barrier, taken):
    """Some of the officers, in a process of their own. What they did is put into `taken`, an error too."""

    def officer(seed):
        random = Random(seed)
        connection.ensure_connection()
        try:
            barrier.wait(timeout=120)
            return Counter(walk.step(random) for _ in range(-(-STEPS // OFFICERS)))
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(len(seeds)) as threads:
            # An error other than a refusal, a deadlock among them, is raised here.
            taken.put(sum(threads.map(officer, seeds), Counter()))
    except Exception as error:
        taken.put(repr(error))


def test_officers_at_once(quiet):
    walk = Walk(rounds=ROUNDS, applications=APPLICATIONS, pot=POT)
    connections.close_all()
    forked = multiprocessing.get_context("fork")
    barrier, found = forked.Barrier(OFFICERS), forked.Queue()
    seeds = [range(OFFICERS)[place::PROCESSES] for place in range(PROCESSES)]
    processes = [forked.Process(target=_officers, args=(walk, some, barrier, found)) for some in seeds]
    started = time.monotonic()
    for process in processes:
        process.start()
    counts = [found.get() for _process in processes]
    for process in processes:
        process.join()
    assert not [error for error in counts if isinstance(error, str)]
    taken = sum(counts, Counter())
    seconds = time.monotonic() - started
    refused = sum(count for name, count in taken.items() if name.startswith("refused"))
    entries = Entry.objects.count()
    print(
        f"\n{OFFICERS} officers, {sum(taken.values()):,} steps in {seconds:.0f} s, {refused:,} of them refused; "
        f"{entries:,} entries; {dict(taken.most_common())}"
    )
    assert sum(taken.values()) >= STEPS
    assert breaches() == []
    for step in ("pledge", "release_pledge", "withdraw_award", "claw_back", "approve and pay", "receive"):
        assert taken[step], f"nobody took the step {step}"
