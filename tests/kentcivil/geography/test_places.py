"""What somebody types as a place is found, or they are told what to type instead."""

import pytest

from kentcivil.geography.models import District, Postcode, PostcodeSector
from kentcivil.geography.places import Precision, UnknownPlace, locate

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    Postcode.objects.create(postcode="CT9 1HP", district_id="E07000114", latitude=51.389, longitude=1.381)
    Postcode.objects.create(postcode="CT10 1AA", district_id="E07000114", latitude=51.36, longitude=1.44)
    Postcode.objects.create(postcode="TN1 1AB", district_id="E07000116", latitude=51.13, longitude=0.26)


def test_the_twelve_districts_and_medway_are_there():
    assert District.objects.filter(in_kent=True).count() == 12
    assert list(District.objects.filter(in_kent=False).values_list("name", flat=True)) == ["Medway"]
    assert PostcodeSector.objects.count() == 281


@pytest.mark.parametrize(
    "typed",
    ["CT9 1HP", "ct91hp", " ct9  1hp ", "CT9-1HP", "c t 9 1 h p", "CT9 IHP", "ct9ihp", "ＣＴ９　１ＨＰ", "CT9 1HP."],
)
def test_a_postcode_is_found_however_it_is_typed(loaded, typed):
    place = locate(typed)
    assert (place.label, place.district.name, place.precision) == ("CT9 1HP", "Thanet", Precision.POSTCODE)
    assert not place.approximate
    assert place.note == ""


@pytest.mark.parametrize("typed", ["CT1O 1AA", "CTI0 IAA", "ctio1aa"])
def test_letters_for_digits_are_forgiven(loaded, typed):
    assert locate(typed).label == "CT10 1AA"


@pytest.mark.parametrize("typed", ["CT9 1", "ct91", "CT9 I"])
def test_a_sector_is_found(typed):
    place = locate(typed)
    assert (place.label, place.district.name, place.precision) == ("CT9 1", "Thanet", Precision.SECTOR)
    assert place.approximate


def test_an_outward_code_is_found_at_the_middle_of_its_postcodes():
    place = locate("CT9")
    assert (place.label, place.district.name, place.precision) == ("CT9", "Thanet", Precision.OUTWARD)
    assert 51.36 < place.latitude < 51.40


def test_ct10_is_broadstairs_and_not_a_sector_of_canterbury():
    assert locate("ct10").label == "CT10"


def test_where_no_postcodes_are_loaded_the_sector_stands_in_and_says_so():
    place = locate("CT9 1HP")
    assert (place.label, place.precision, place.approximate) == ("CT9 1", Precision.SECTOR, True)
    assert place.note == "We do not have CT9 1HP, so distances are from the middle of CT9 1."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("SW1A 1AA", "SW1A 1AA is not in Kent or Medway."),
        ("M20", "M20 is not in Kent or Medway."),
        ("BR6 0AA", "BR6 0AA is not in Kent or Medway."),
        ("CT9 1ZZ", "CT9 1ZZ is not a postcode in use: it may be mistyped, or retired by Royal Mail."),
        ("TN1 1ZZ", "TN1 1ZZ is not a postcode of Kent or Medway: it may lie across the border"),
        ("CT99 1AA", "CT99 1AA is not a postcode in use."),
        ("ME4 0AA", "ME4 0AA is not a postcode in use."),
        ("90210", "90210 looks like a postcode of another country."),
        ("1012 ab", "1012 AB looks like a postcode of another country."),
        ("K1A 0B1", "K1A 0B1 looks like a postcode of another country."),
        ("D02 X285", "D02 X285 looks like a postcode of another country."),
        ("Margate", "“Margate” is not a postcode."),
        ("CT9 1HPP", "“CT9 1HPP” is not a postcode."),
        ("QQ1 1AA", "“QQ1 1AA” is not a postcode."),
        ("", "Enter a Kent or Medway postcode, such as CT9 1HP."),
        (" \x00 ", "Enter a Kent or Medway postcode, such as CT9 1HP."),
        ("CT9 " * 2500, "That is too long to be a postcode."),
    ],
)
def test_what_is_not_found_gets_a_sentence_that_helps(loaded, typed, says):
    with pytest.raises(UnknownPlace) as refused:
        locate(typed)
    assert str(refused.value).startswith(says)
    assert any(f"{ours} 1" in str(refused.value) for ours in ("CT9", "TN1"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [1, 2])
def test_districts_come_back_after_the_tables_were_flushed(again):
    assert District.objects.count() == 13
    assert PostcodeSector.objects.count() == 281
