"""Labelled pairs, as they come about: from the register and by hand, moved, misspelt, next door to each other.

444 pairs in judged.csv, half of them one organisation; none was looked at while the points were set. They go the whole
way: into the directory, into blocks, compared, onto the officers' list.
"""

import csv
import sys
from pathlib import Path

import pytest

from kentcivil.geography.models import PostcodeSector
from organisations.duplicates.finding import find_likenesses
from organisations.models import Identifier, Likeness, Organisation
from organisations.states import Status

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
FIELDS = ("name", "town", "postcode", "phone", "website", "email")
PRECISION, RECALL = 0.98, 0.90


def labelled(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_the_directory(pairs):
    """Both sides of each pair as published entries: [(is_same, number of one, number of the other)]."""
    sectors = {sector.sector: sector for sector in PostcodeSector.objects.all()}
    entries, numbers = [], []
    for row, pair in enumerate(pairs):
        for side in ("one", "other"):
            said = {
                field: pair[f"{side} {field}"] for field in ("name", "town", "postcode", "phone", "website", "email")
            }
            sector = sectors.get(said["postcode"][:-2])
            place = {"latitude": sector.latitude, "longitude": sector.longitude} if sector else {}
            entries.append(Organisation(slug=f"{side}-{row}", status=Status.PUBLISHED, **said, **place))
            numbers.append(pair[f"{side} charity"])
    made = Organisation.objects.bulk_create(entries)
    Identifier.objects.bulk_create(
        Identifier(organisation=entry, scheme=Identifier.Scheme.CHARITY, number=number)
        for entry, number in zip(made, numbers, strict=True)
        if number
    )
    return [(pair["same"] == "1", made[2 * row].pk, made[2 * row + 1].pk) for row, pair in enumerate(pairs)]


@pytest.mark.parametrize("name", ["judged.csv", "rehearsed.csv"])
def test_precision_and_recall(name, capsys):
    pairs = in_the_directory(labelled(name))
    assert len(pairs) >= 400
    find_likenesses()
    found = set(Likeness.objects.values_list("first_id", "second_id"))
    said = [(is_same, tuple(sorted(pair)) in found) for is_same, *pair in pairs]
    right = said.count((True, True))
    precision = right / (right + said.count((False, True)))
    recall = right / (right + said.count((True, False)))
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {len(pairs)} pairs, precision {precision:.3f}, recall {recall:.3f}\n")
    assert precision >= PRECISION
    assert recall >= RECALL


def test_no_judged_name_was_seen_before():
    def names(name):
        return {pair[f"{side} name"].lower() for pair in labelled(name) for side in ("one", "other")}

    assert not names("judged.csv") & names("rehearsed.csv")
