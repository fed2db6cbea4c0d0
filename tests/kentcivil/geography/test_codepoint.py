"""Code-Point Open is loaded whole or not at all."""

import csv
import io
import zipfile
from contextlib import suppress
from statistics import mean

import pytest
from django.core.management import CommandError, call_command

from kentcivil.geography.models import Postcode, PostcodeSector
from kentcivil.geography.places import UnknownPlace, locate
from tests.shared import shared

pytestmark = pytest.mark.django_db

# Margate and Rochester, then what is left out: London, and a postcode without a place.
MARGATE = '"CT9 1HP",10,635463,170960,"E92000001","E19000002","E18000008","E10000016","E07000114","E05005076"'
ROCHESTER = '"ME1 1AA",10,574570,168212,"E92000001","E19000002","E18000008","","E06000035","E05014465"'
LONDON = '"SW1A1AA",10,529090,179645,"E92000001","E19000003","E18000007","","E09000033","E05013806"'
NOWHERE = '"CT9 9ZZ",90,0,0,"E92000001","E19000002","E18000008","E10000016","E07000114","E05005076"'


@pytest.fixture
def published(tmp_path):
    """Writes a zip as Ordnance Survey lays it out, with these lines."""

    def write(*lines, name="Data/CSV/ct.csv", compress=zipfile.ZIP_DEFLATED):
        path = tmp_path / "codepo_gb.zip"
        with zipfile.ZipFile(path, "w", compress) as archive:
            archive.writestr("Doc/licence.txt", "Open Government Licence")
            archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA\n")
            archive.writestr(name, "".join(line + "\r\n" for line in lines))
        return path

    return write


def load(path):
    told = io.StringIO()
    call_command("load_postcodes", str(path), stdout=told, stderr=io.StringIO())
    return told.getvalue().splitlines()[-1]


def test_postcodes_are_loaded_and_what_vanished_is_dropped(published):
    assert load(published(MARGATE, ROCHESTER, LONDON, NOWHERE)) == (
        "2 added, 0 changed, 0 dropped, 0 as they were; skipped: 1 outside Kent and Medway, 1 with no place."
    )
    place = locate("CT9 1HP")
    assert place.district.name == "Thanet"
    assert (place.latitude, place.longitude) == pytest.approx((51.3894, 1.3835), abs=0.001)
    assert load(published(MARGATE, ROCHESTER)).startswith("0 added, 0 changed, 0 dropped, 2 as they were")
    moved = MARGATE.replace("635463", "635464")
    assert load(published(moved)).startswith("0 added, 1 changed, 1 dropped, 0 as they were")
    assert list(Postcode.objects.values_list("pk", flat=True)) == ["CT9 1HP"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([MARGATE, "CT9 1HQ,10,635463"], "line 2: 3 columns where Code-Point Open has 10"),
        ([MARGATE, MARGATE], "holds CT9 1HP more than once"),
        ([LONDON], "holds no postcode of Kent or Medway"),
        ([MARGATE.replace("635463", "east")], "line 1: the columns are not a postcode"),
        ([MARGATE.replace("635463", "9999999")], "line 1: the columns are not a postcode"),
        ([MARGATE.replace("CT9 1HP", "Margate")], "line 1: the columns are not a postcode"),
        ([MARGATE + '"'], "not the text of Code-Point Open"),
        (["\x00" * 3_000_000], "a line of more than"),
    ],
)
def test_a_wrong_file_changes_nothing(published, lines, says):
    load(published(ROCHESTER))
    with pytest.raises(CommandError, match=says) as refused:
        load(published(*lines))
    assert str(refused.value).endswith("Nothing was changed.")
    assert list(Postcode.objects.values_list("pk", flat=True)) == ["ME1 1AA"]


def test_a_zip_with_other_files_is_refused(published):
    with pytest.raises(CommandError, match="not the zip of Code-Point Open"):
        load(published(MARGATE, name="Data/ct.csv"))


def test_a_zip_cut_short_is_refused(published, tmp_path):
    whole = published(*[MARGATE] * 50).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="not a whole zip file"):
        load(tmp_path / "half.zip")


def test_damage_inside_a_zip_is_found(published):
    path = published(MARGATE, compress=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"635463", b"635464"))
    with pytest.raises(CommandError, match="damaged"):
        load(path)


def test_a_zip_bomb_is_stopped(published):
    with pytest.raises(CommandError, match="zip bomb"):
        load(published(*[LONDON] * 400_000))


def test_no_file_and_an_empty_file_are_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        load(tmp_path / "none.zip")
    (tmp_path / "empty.zip").touch()
    with pytest.raises(CommandError, match="is empty"):
        load(tmp_path / "empty.zip")


def test_every_postcode_of_kent_and_medway_finds_its_district():
    path = shared("data/codepo_gb_kent.zip")
    load(path)
    expected = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as stream:
                for row in csv.reader(io.TextIOWrapper(stream)):
                    expected[row[0]] = row[8]
    found = dict(Postcode.objects.values_list("postcode", "district_id"))
    assert found == expected
    assert sum(district != "E06000035" for district in found.values()) == 45_958
    assert sum(district == "E06000035" for district in found.values()) == 6_168


def test_each_sector_lies_in_the_middle_of_its_postcodes():
    load(shared("data/codepo_gb_kent.zip"))
    by_sector = {}
    for postcode in Postcode.objects.all():
        by_sector.setdefault(postcode.postcode[:-2], []).append(postcode)
    for sector in PostcodeSector.objects.all():
        postcodes = by_sector[sector.sector]
        assert len(postcodes) == sector.postcodes
        assert mean(postcode.latitude for postcode in postcodes) == pytest.approx(sector.latitude, abs=0.0002)
        assert mean(postcode.longitude for postcode in postcodes) == pytest.approx(sector.longitude, abs=0.0002)


def test_one_postcode_in_a_hundred_is_located_as_people_type_it():
    load(shared("data/codepo_gb_kent.zip"))
    for postcode in Postcode.objects.select_related("district")[::100]:
        place = locate(postcode.postcode.replace(" ", "").lower())
        assert (place.label, place.district) == (postcode.postcode, postcode.district)
    with suppress(UnknownPlace):
        locate("CT9 1ZZ")
        pytest.fail("CT9 1ZZ does not exist")
