"""Ten thousand awards as open data: each file valid, the three the same, nobody named, nothing to flag, flat memory."""

import gc
import json
import time
import tracemalloc

import pytest
from django.test import Client
from django.utils import timezone

from crowdfund.models import AwardLine
from tests.conformance.quality import flags
from tests.conformance.test_grants import body_of, codes_of_others, converted, errors_of
from tests.crowdfund.awarded import SECRET, announced_awards

pytestmark = pytest.mark.django_db

AWARDS = 10_000
FORMS = ("json", "csv", "xlsx")
MOST_TIMES_THE_MEMORY = 3
"""Of a file of ten times the awards; what was sent waits for the collector, so it is not quite the same."""


@pytest.fixture(scope="module")
def peaks_of_few(kept_for_the_module):
    """The ten thousand awards of all tests here, and the bytes that each file took when there were a tenth of them."""
    made = {"organisations": 400, "registered": True}
    round_ = announced_awards(AWARDS // 10, **made)
    peaks = {form: _peak(form) for form in FORMS}
    announced_awards(AWARDS - AWARDS // 10, start=AWARDS // 10, round_=round_, **made)
    return peaks


def test_ten_thousand_awards_in_three_files(client, peaks_of_few, tmp_path, capsys):
    began = started = time.perf_counter()
    package = json.loads(body_of(client, "json"))
    made_in = time.perf_counter() - started
    grants = package["grants"]
    files = [address for address in client.get("/open-data/grants/").content.decode().split('"') if ".json" in address]
    errors, foreign, flagged, told = errors_of(package), codes_of_others(grants), {}, 0
    for address in files:
        alone = json.loads(b"".join(client.get(address).streaming_content))
        flagged |= flags(alone["grants"], timezone.localdate())
        told += len(alone["grants"])
    by_id = {grant["id"]: grant for grant in grants}
    differing = [form for form in ("csv", "xlsx") if _by_id(converted(client, form, tmp_path)) != by_id]
    named = [form for form in ("json", "csv") if SECRET.encode() in body_of(client, form)]
    with capsys.disabled():
        print(
            f"\n  {AWARDS:,} awards, {len(grants):,} grants in {made_in:.1f} s; {len(errors)} errors,"
            f" {len(foreign)} codes that are in no list, {len(flagged)} flags in {len(files)} files of a funder;"
            f" {differing or 'no file'} differs after conversion, {named or 'none'} names a person"
            f" ({time.perf_counter() - began:.0f} s for all)"
        )
    assert len(by_id) == len(grants) == told == AwardLine.objects.count() > AWARDS
    assert (errors, foreign, flagged, differing, named) == ([], set(), {}, [], [])


@pytest.mark.parametrize("form", FORMS)
def test_memory_of_ten_times_the_awards(peaks_of_few, capsys, form):
    few, many = peaks_of_few[form], _peak(form)
    with capsys.disabled():
        print(
            f"\n  {form}: {few / 2**20:.1f} MB for {AWARDS // 10:,} awards, {many / 2**20:.1f} MB for {AWARDS:,},"
            f" {many / few:.2f} times; bar {MOST_TIMES_THE_MEMORY}"
        )
    assert many <= MOST_TIMES_THE_MEMORY * few


def _peak(form):
    gc.collect()
    gc.freeze()  # as in a fresh web process, where the collector has little to look through
    tracemalloc.start()
    for _piece in Client().get(f"/open-data/grants.{form}").streaming_content:
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.unfreeze()
    return most


def _by_id(package):
    return {grant["id"]: grant for grant in package["grants"]}
