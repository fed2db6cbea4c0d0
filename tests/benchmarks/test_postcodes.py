"""Every postcode of Kent: its district, and what lies around it, as a great circle worked out by hand has it."""

import csv
import io
import random
import zipfile

import pytest
from django.core.management import call_command

from kentcivil.geography.models import Postcode
from kentcivil.geography.places import Precision, locate
from organisations import search
from organisations.models import Organisation
from tests.benchmarks.relevance.judging import Entry, miles
from tests.shared import shared

ALL, AROUND = 45_958, 300
MEDWAY = "E06000035"


@pytest.fixture
def loaded(db):
    path = shared("data/codepo_gb_kent.zip")
    call_command("load_postcodes", str(path), verbosity=0)
    with zipfile.ZipFile(path) as archive:
        rows = [row for name in archive.namelist() for row in csv.reader(io.TextIOWrapper(archive.open(name)))]
    return {row[0]: row[8] for row in rows if row[8] != MEDWAY}


def test_every_postcode_of_kent_finds_its_district_and_the_nearest_entries(loaded, capsys, settings):
    assert len(loaded) == ALL
    known = dict(Postcode.objects.exclude(district_id=MEDWAY).values_list("postcode", "district_id"))
    without_place = found = 0
    for written, district in loaded.items():
        compact = written.replace(" ", "")
        place = locate(written)
        assert place.district.code == district, written
        if f"{compact[:-3]} {compact[-3:]}" in known:
            assert place.precision == Precision.POSTCODE, written
            found += 1
        else:
            without_place += 1
    settings.DEBUG = True  # The demonstration is refused elsewhere. With DEBUG on, Django would keep every query.
    call_command("fill_demonstration", verbosity=0)
    settings.DEBUG = False
    published = Organisation.objects.published().values_list("pk", "latitude", "longitude", "town")
    entries = [(pk, Entry("", "", town, latitude, longitude, {})) for pk, latitude, longitude, town in published]
    chance = random.Random(4)
    for written in chance.sample(sorted(known), AROUND):
        place, radius = locate(written), chance.choice([1, 3, 5, 10, 20, 40])
        around = {pk for pk, entry in entries if miles(entry, (place.latitude, place.longitude)) <= radius}
        rows, _place = search.everything(search.Question(place=place, radius=radius, sort="distance"))
        assert {row.id for row in rows if row.is_near} == around, (written, radius)
    with capsys.disabled():
        print(f"\n  {found} of {ALL} postcodes found with their district, {without_place} by their sector;")
        print(f"  {AROUND} of them searched around: the same entries as a great circle worked out by hand")
