"""Every page of every address of Open Referral UK, and every id on them, against the standard's published schemas."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import pytest
from django.core.servers.basehttp import WSGIRequestHandler

from tests.organisations.oruk import county
from tests.shared import shared

ROOT = "/api/oruk/v3"
ADDRESSES = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
EXAMPLES = 5
"""For each operation; tests/benchmarks/test_oruk_walk.py asks many times more."""
ENVELOPE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


def validator(schema):
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def standard():
    return json.loads(shared("standards/oruk/openapi.json").read_text())


def schemas(validator=validator):
    """{address: (validator of what a list holds, validators of one)}

    :param validator: makes one of a schema, checking formats too.
    """
    described = standard()["components"]["schemas"]

    def compiled(name):
        return validator(json.loads(shared(f"standards/oruk/compiled/{name}.json").read_text()))

    def described_as(name):
        return validator({**described[name], "components": {"schemas": described}})

    return {
        "services": (compiled("service_list"), [compiled("service"), described_as("compiled_service")]),
        # By the standard's own description one is judged as a service; by its folder as what it is.
        "service_at_locations": (
            compiled("service_at_location_list"),
            [compiled("service_at_location"), described_as("compiled_service")],
        ),
        "organizations": (compiled("organization_list"), [compiled("organization")]),
        "taxonomies": (described_as("taxonomy"), [described_as("taxonomy")]),
        "taxonomy_terms": (described_as("taxonomy_term"), [described_as("taxonomy_term")]),
    }


def walk(get, *, per_page, say=lambda line: None, validator=validator):
    """Look at every page and every id.

    :param get: from an address below the root to its JSON.
    :param validator: as for :func:`schemas`.
    :returns: ({address: how many ids}, errors)
    """
    errors, counts = [], {}
    for address, (in_list, whole) in schemas(validator).items():
        ids, page = [], {"last_page": False, "page_number": 0}
        while not page["last_page"]:
            number = page["page_number"] + 1
            page = get(f"/{address}?page={number}&per_page={per_page}")
            assert page.keys() == ENVELOPE
            assert (page["page_number"], page["size"]) == (number, len(page["contents"]))
            errors += [f"{address}: {error.message}" for one in page["contents"] for error in in_list.iter_errors(one)]
            errors += nulls(page, address)
            ids += [one["id"] for one in page["contents"]]
        assert len(set(ids)) == len(ids) == page["total_items"]
        for asked in ids:
            one = get(f"/{address}/{asked}")
            assert one["id"] == asked
            errors += [f"{address}/{asked}: {error.message}" for check in whole for error in check.iter_errors(one)]
            errors += nulls(one, f"{address}/{asked}")
        counts[address] = len(ids)
        say(f"{address}: {len(ids)} ids, {page['total_pages']} pages")
    return counts, errors


def nulls(value, where):
    """Places where there is null or an empty text, list or object."""
    if value in (None, "", {}):
        return [f"{where} is {value!r}"]
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in nulls(inner, f"{where}.{key}")]
    if isinstance(value, list):
        return [line for inner in value for line in nulls(inner, where)]
    return []


@pytest.fixture
def filled(db):
    return county.fill()


@pytest.mark.parametrize("per_page", [2, 50])
def test_every_page_and_every_id_is_as_the_standard_says(filled, client, per_page):
    counts, errors = walk(lambda address: client.get(ROOT + address).json(), per_page=per_page)
    assert errors == []
    assert counts == {
        "services": 5,
        "service_at_locations": 4,
        "organizations": 4,
        "taxonomies": 2,
        "taxonomy_terms": counts["taxonomy_terms"],
    }


def test_the_walk_notices_what_is_wrong():
    broken = {"id": "no uuid", "name": "", "status": "unheard of", "email": None}
    assert len(list(schemas()["services"][1][0].iter_errors(broken))) >= 3
    assert len(nulls(broken, "it")) == 2


def test_the_root_says_what_it_is(client, db):
    root = client.get(f"{ROOT}/").json()
    described = standard()["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert list(validator(described).iter_errors(root)) == []
    assert root["version"] == "HSDS-UK-3.0"
    assert root["openapi_url"].endswith(f"{ROOT}/openapi.json")


def test_what_is_served_is_what_the_served_description_says(filled, client):
    described = client.get(f"{ROOT}/openapi.json").json()
    for path, operations in described["paths"].items():
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check = validator({**schema, "components": described["components"]})
        address = path
        if "{id}" in path:
            listed = client.get(ROOT + path.removesuffix("/{id}")).json()["contents"]
            address = path.replace("{id}", listed[0]["id"])
        for query in (
            ("", "?full=true") if {"$ref": "#/components/parameters/full"} in operations["get"]["parameters"] else ("",)
        ):
            assert [error.message for error in check.iter_errors(client.get(ROOT + address + query).json())] == []


# --- Schemathesis: whatever a client may send -------------------------------------------------------------------

REFUSED_AS_TOO_LONG = """
[checks]
negative_data_rejection.expected-statuses = ["400", "404", "405", "414"]
positive_data_acceptance.expected-statuses = ["2xx", "404", "414"]
"""
"""What it may find beside its own rules: the proxy refuses an address of more than 16,000 bytes by 414.

Its own rules allow the refusals of doors that need a key, and every 5xx, too; here none of these is right.
"""


def schemathesis(description, url, *, ids, examples, excluded=()):
    """Run schemathesis with all of its checks; returns what it printed.

    :param description: path or address of an OpenAPI document.
    :param ids: {path of an operation: an id that is there}, so that more than 404 is seen.
    :raises AssertionError: with what it printed, when it found a failure.
    """
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(description), "--url", url]
    command += ["--checks", "all", "--max-examples", str(examples), "--generation-deterministic", "--no-color"]
    command += [part for check in excluded for part in ("--exclude-checks", check)]
    command += ["--suppress-health-check", "all", "--continue-on-failure"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "schemathesis.toml").write_text(
            REFUSED_AS_TOO_LONG
            + "".join(
                f'[[operations]]\ninclude-path = "{path}"\nparameters = {{ "path.id" = "{one}" }}\n'
                for path, one in ids.items()
            )
        )
        ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
    return ran.stdout


def ids_of(get):
    """{path: the first id that its list has}"""
    return {f"/{address}/{{id}}": get(f"/{address}?per_page=1")["contents"][0]["id"] for address in ADDRESSES}


@pytest.fixture
def served(transactional_db, monkeypatch, live_server, client):
    """The root's address, and ids that are there."""
    # Otherwise each small answer waits 40 ms for the client's acknowledgement of its headers.
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
    county.fill()
    return live_server.url + ROOT, ids_of(lambda address: client.get(ROOT + address).json())


def test_whatever_is_sent_the_served_description_holds(served):
    url, ids = served
    said = schemathesis(f"{url}/openapi.json", url, ids=ids, examples=EXAMPLES)
    # All but the address of the description itself, which it leaves alone.
    assert re.search(r"Operations: +(.*)", said)[1] == "11 selected / 11 total"


def test_whatever_is_sent_the_standards_description_holds(served):
    url, ids = served
    ids = {path: one for path, one in ids.items() if "organizations" not in path}
    described = shared("standards/oruk/openapi.json")
    # It names no answer but 200: an id that nothing has, and a page that is no number, need another.
    said = schemathesis(described, url, ids=ids, examples=EXAMPLES, excluded=["status_code_conformance"])
    assert re.search(r"Operations: +(.*)", said)[1] == "9 selected / 9 total"
