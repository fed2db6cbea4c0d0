"""The grants against the 360Giving Data Standard: every file valid, the three the same, nobody's personal data in them.

The schemas are read from ../shared/standards/threesixty; the closed codelists of the standard are enforced.
"""

import csv
import io
import json
import re

import flattentool
import openpyxl
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from crowdfund.models import AwardLine
from tests.crowdfund.awarded import SECRET, announced_awards
from tests.shared import shared

pytestmark = pytest.mark.django_db

AWARDS = 150
AT_A_TIME = 50


PUBLISHERS = "/open-data/grants"
"""Address of the publisher's own grants, without the form."""


def files_of(client):
    """{address without the form: the funder's forms}, of every file that the page of the funders links to."""
    page = client.get("/open-data/grants/").content.decode()
    found = {}
    for address, form in re.findall(r'href="(/open-data/grants(?:/[^"]+)?)\.(json|csv|xlsx)"', page):
        found.setdefault(address, []).append(form)
    return found


def body_of(client, form, address=PUBLISHERS):
    response = client.get(f"{address}.{form}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def _schema(name="360-giving-schema.json"):
    return json.loads((shared("standards/threesixty") / name).read_text())


def _package_validator():
    grant, package = _schema(), _schema("360-giving-package-schema.json")
    address = package["properties"]["grants"]["items"]["$ref"]
    # The schemas name their draft by an address of their own, so it is said here: 2020-12.
    registry = Registry().with_resource(address, DRAFT202012.create_resource(grant))
    return Draft202012Validator(package, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _codes(name):
    with (shared("standards/threesixty") / "codelists" / name).open(newline="") as file:
        return {row["Code"] for row in csv.DictReader(file)}


def errors_of(package):
    """What the schema has against a package, as sentences.

    Grants are looked at some at a time: that all of them differ, the validator finds out by comparing each with each.
    """
    grants, validator = package["grants"], _package_validator()
    errors = [
        f"{'/'.join(map(str, error.path))} (of those from {first}): {error.message}"
        for first in range(0, max(len(grants), 1), AT_A_TIME)
        for error in validator.iter_errors({**package, "grants": grants[first : first + AT_A_TIME]})
    ]
    different = {json.dumps(grant, sort_keys=True) for grant in grants}
    return errors + [f"grants: {len(grants) - len(different)} are there twice"] * (len(different) < len(grants))


def codes_of_others(grants):
    """Codes of grants that are not in the standard's closed lists."""
    geographic, currencies, countries = _codes("geoCodeType.csv"), _codes("currency.csv"), _codes("countryCode.csv")
    places = [
        place
        for grant in grants
        for place in grant["beneficiaryLocation"] + grant["recipientOrganization"][0].get("location", [])
    ]
    return (
        {grant["currency"] for grant in grants} - currencies
        | {place["geoCodeType"] for place in places} - geographic
        | {place["countryCode"] for place in places} - countries
    )


@pytest.fixture(scope="module")
def awards(kept_for_the_module):
    announced_awards(AWARDS)


def test_every_grant_is_valid_and_uses_the_standard_s_codes(client, awards):
    identifiers = []
    for address in files_of(client):
        package = json.loads(body_of(client, "json", address))
        assert errors_of(package) == []
        assert codes_of_others(package["grants"]) == set()
        identifiers += [grant["id"] for grant in package["grants"]]
    assert len(set(identifiers)) == len(identifiers) == AwardLine.objects.count() > AWARDS


def test_a_broken_file_would_be_noticed(client, awards):
    package = json.loads(body_of(client, "json"))
    del package["grants"][0]["recipientOrganization"]
    package["grants"][1]["dataSource"] = "not an address"
    assert len(errors_of(package)) == 2
    package["grants"].append(package["grants"][2])
    assert errors_of(package)[2] == "grants: 1 are there twice"


def test_the_three_files_say_the_same(client, awards, tmp_path):
    for place, (address, forms) in enumerate(files_of(client).items()):
        assert forms == ["json", "csv", "xlsx"]
        package = json.loads(body_of(client, "json", address))
        folder = tmp_path / str(place)
        folder.mkdir()
        for form in ("csv", "xlsx"):
            again = converted(client, form, folder, address)
            assert _by_id(again) == _by_id(package), (address, form)
            if form == "xlsx":
                said = {name: value for name, value in again.items() if name not in ("grants", "downloadURL")}
                assert said == {name: value for name, value in package.items() if name not in ("grants", "downloadURL")}


def converted(client, form, tmp_path, address=PUBLISHERS):
    """The CSV or XLSX file as flattentool turns it into JSON."""
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(_schema()))
    about = _schema("360-giving-package-schema.json")
    del about["properties"]["grants"]
    (tmp_path / "about.json").write_text(json.dumps(about))
    if form == "csv":
        source = tmp_path / "csv"
        source.mkdir()
        (source / "grants.csv").write_bytes(body_of(client, "csv", address).replace(b"'=A", b"=A"))
    else:
        source = tmp_path / "grants.xlsx"
        source.write_bytes(body_of(client, "xlsx", address))
    made = tmp_path / f"{form}.json"
    flattentool.unflatten(
        str(source),
        input_format=form,
        output_name=str(made),
        schema=str(schema),
        convert_titles=True,
        root_list_path="grants",
        id_name="id",
        root_id="",
        metatab_name="Meta" if form == "xlsx" else None,
        metatab_schema=str(tmp_path / "about.json"),
        metatab_vertical_orientation=True,
        metatab_only=False,
    )
    return json.loads(made.read_text())


def _by_id(package):
    return {grant["id"]: grant for grant in package["grants"]}


def test_no_file_names_a_person_or_a_secret(client, awards):
    for address in files_of(client):
        workbook = openpyxl.load_workbook(io.BytesIO(body_of(client, "xlsx", address)), read_only=True)
        cells = "\n".join(str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row)
        for text in (cells, body_of(client, "json", address).decode(), body_of(client, "csv", address).decode()):
            assert SECRET not in text
            assert "Friends of 1" in text
