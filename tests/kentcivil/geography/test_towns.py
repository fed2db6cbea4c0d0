"""Towns and villages by name: what they are called, and where they are."""

import pytest

from kentcivil.geography import gazetteer, towns
from kentcivil.geography.places import Precision
from tests.benchmarks.relevance.judging import Entry, miles


def test_every_district_has_its_towns_and_no_name_is_twice():
    codes = {row["code"] for row in gazetteer.districts()}
    assert {town.district for town in towns.towns().values()} == codes
    with (towns.Path(towns.__file__).parent / "towns.csv").open(encoding="utf-8") as file:
        assert len(towns.towns()) == len(file.readlines()) - 1 > 500


def test_every_town_lies_beside_a_postcode_sector_of_its_district():
    """Within ten miles of the middle of one: sectors are large in the Marsh, and a slip of a degree is sixty miles."""
    sectors = gazetteer.sectors()
    for town in towns.towns().values():
        at = Entry("", "", "", town.latitude, town.longitude, {})
        own = [one for one in sectors if one["district_id"] == town.district]
        assert min(miles(at, (one["latitude"], one["longitude"])) for one in own) < 10, town


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("margate", "Margate"),
        ("St Peters", "St Peter's"),
        ("saint peter's", "St Peter's"),
        ("westgate on sea", "Westgate-on-Sea"),
        ("BOUGHTON UNDER BLEAN", "Boughton-under-Blean"),
        ("Royal Tunbridge Wells", "Royal Tunbridge Wells"),
        ("Chatham", "Chatham"),
    ],
)
def test_a_town_is_found_however_its_name_is_written(typed, name):
    place = towns.place_of(typed)
    assert place.label == name
    assert place.precision == Precision.TOWN
    assert place.approximate


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("margat", "Margate"), ("tunbrige wels", "Tunbridge Wells"), ("zz", ""), ("nowhere at all", "")],
)
def test_a_misspelt_town_is_offered(typed, meant):
    assert towns.nearly(typed) == meant


def test_across_the_border_the_nearest_town_of_ours_is_told():
    place = towns.place_of("st pauls cray")
    assert place.label == "Swanley"
    assert place.note == "We do not have St Paul's Cray, so distances are from the middle of Swanley."
    for name, (_, nearest) in towns.beyond().items():
        assert nearest in towns.towns()
        assert name not in towns.towns()


def test_names_begin_as_typed():
    assert towns.beginning_with("marg") == ["Margate"]
    assert towns.beginning_with("") == []
