"""Which two entries look like one organisation, rule by rule."""

import pytest

from organisations.duplicates import naming
from organisations.duplicates.likeness import LIKELY, Features, compare, email, phone, web
from tests.organisations.duplicates.tuned_on import PAIRS


def entry(name, town="", said=None, **more):
    said = {**(said or {}), **more}
    return Features(
        pk=0,
        names=(naming.words(name), *(naming.words(other) for other in said.get("others", []))),
        numbers=frozenset(said.get("numbers", [])),
        companies=frozenset(said.get("companies", [])),
        phones=frozenset(filter(None, [phone(said.get("phone", ""))])),
        web=web(said.get("web", "")),
        emails=frozenset(filter(None, [email(said.get("email", ""))])),
        postcode=said.get("postcode", ""),
        town=town,
        latitude=said.get("latitude"),
        longitude=said.get("longitude"),
    )


@pytest.mark.parametrize(
    ("is_same", "one", "other"), PAIRS, ids=lambda side: side[0] if isinstance(side, tuple) else ""
)
def test_pairs_by_hand(is_same, one, other):
    score, reasons = compare(entry(*one), entry(*other))
    assert (score >= LIKELY) == bool(is_same), (score, reasons)
    assert compare(entry(*other), entry(*one)) == (score, reasons)
