"""Ten thousand awards as open data: each file valid, the three the same, nobody named, nothing to flag, flat memory."""

import gc
import json
import time
import tracemalloc

import pytest
from django.test import Client
from django.utils import timezone

from crowdfund.models import AwardLine
from kentcivil import collector
from tests.conformance.quality import flags
from tests.conformance.test_grants import body_of, codes_of_others, converted, errors_of, files_of
from tests.crowdfund.awarded import SECRET, announced_awards

pytestmark = pytest.mark.django_db

AWARDS = 10_000
FORMS = ("json", "csv", "xlsx")
MOST_TIMES_THE_MEMORY = 3
"""Of a file of ten times the awards."""


@pytest.fixture(scope="module")
def peaks_of_few(kept_for_the_module):
    """The ten thousand awards of all tests here, and the bytes that each file took when there were a tenth of them."""
    made = {"organisations": 400, "registered": True}
    round_ = announced_awards(AWARDS // 10, **made)
    peaks = {form: _peak(form) for form in FORMS}
    announced_awards(AWARDS - AWARDS // 10, start=AWARDS // 10, round_=round_, **made)
    return peaks


def test_ten_thousand_awards_in_three_files(client, peaks_of_few, tmp_path, capsys):
    began, made_in = time.perf_counter(), 0
    identifiers, errors, foreign, flagged, differing, named = [], [], set(), {}, [], []
    files = files_of(client)
    for place, address in enumerate(files):
        started = time.perf_counter()
        package = json.loads(body_of(client, "json", address))
        made_in += time.perf_counter() - started
        grants, folder = package["grants"], tmp_path / str(place)
        folder.mkdir()
        errors += errors_of(package)
        foreign |= codes_of_others(grants)
        flagged |= flags(grants, timezone.localdate())
        by_id = {grant["id"]: grant for grant in grants}
        identifiers += [grant["id"] for grant in grants]
        differing += [
            f"{address}.{form}" for form in ("csv", "xlsx") if _by_id(converted(client, form, folder, address)) != by_id
        ]
        named += [f"{address}.{form}" for form in ("json", "csv") if SECRET.encode() in body_of(client, form, address)]
    with capsys.disabled():
        print(
            f"\n  {AWARDS:,} awards, {len(identifiers):,} grants in {len(files)} funders' files in {made_in:.1f} s;"
            f" {len(errors)} errors, {len(foreign)} codes that are in no list, {len(flagged)} flags;"
            f" {differing or 'no file'} differs after conversion, {named or 'none'} names a person"
            f" ({time.perf_counter() - began:.0f} s for all)"
        )
    assert len(set(identifiers)) == len(identifiers) == AwardLine.objects.count() > AWARDS
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
    usual = gc.get_threshold()
    gc.collect()
    collector.begin()  # as in a fresh web process: little to look through, and looked at as seldom as there
    tracemalloc.start()
    for _piece in Client().get(f"/open-data/grants.{form}").streaming_content:
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.unfreeze()
    gc.set_threshold(*usual)
    return most


def _by_id(package):
    return {grant["id"]: grant for grant in package["grants"]}
