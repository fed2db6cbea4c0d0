"""The answers of the reconciliation service against the published schemas of its standard, version 0.2."""

import json

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.organisations.oruk import county
from tests.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def check():
    """A function: fails where an answer is not as the schema of that name says."""
    schemas = {path.name: json.loads(path.read_text()) for path in shared("standards/reconciliation").glob("*.json")}
    registry = Registry().with_resources(
        (schema["$id"].rstrip("#"), Resource(contents=schema, specification=DRAFT7)) for schema in schemas.values()
    )

    def check(name, answer):
        schema = schemas[f"{name}.json"]
        found = jsonschema.Draft7Validator(schema, registry=registry, format_checker=jsonschema.FormatChecker())
        assert [error.message for error in found.iter_errors(answer)] == []
        return answer

    return check


@pytest.fixture(autouse=True)
def filled():
    return county.fill()


def test_the_manifest(check, client):
    manifest = check("manifest", client.get("/reconcile/").json())
    for kind in ("entity", "property", "type"):
        assert manifest["suggest"][kind]["service_url"].endswith("/reconcile")


def test_the_check_notices_what_is_wrong(check):
    with pytest.raises(AssertionError):
        check("manifest", {"versions": ["0.1"], "name": "x"})
    with pytest.raises(AssertionError):
        check("reconciliation-result-batch", {"q0": {"result": [{"id": 5}]}})


def test_a_batch(check, client):
    queries = {
        "q0": {"query": "Mama 2 Mama", "limit": 3},
        "q1": {"query": "", "properties": [{"pid": "charity-number", "v": "1187654"}]},
        "q2": {
            "query": "Mama to Mama",
            "type": ["charity"],
            "type_strict": "all",
            "properties": [{"pid": "town", "v": ["Margate", 5, True, {"id": "x", "name": "y"}]}],
        },
        "q3": {"query": "nobody at all"},
    }
    check("reconciliation-query-batch", queries)
    answer = check("reconciliation-result-batch", client.post("/reconcile/", {"queries": json.dumps(queries)}).json())
    assert answer.keys() == queries.keys()
    assert [bool(one["result"]) for one in answer.values()] == [True, True, True, False]


def test_data_extension(check, client, filled):
    ids = [str(one.public_id) for one in filled.values()] + ["unheard of"]
    names = [
        one["id"]
        for one in check(
            "data-extension-property-proposal", client.get("/reconcile/properties?type=organisation").json()
        )["properties"]
    ]
    query = {"ids": ids, "properties": [{"id": name, "settings": {}} for name in names]}
    check("data-extension-query", query)
    answer = check("data-extension-response", client.post("/reconcile/", {"extend": json.dumps(query)}).json())
    assert answer["rows"].keys() == set(ids)
    mama = answer["rows"][str(filled["Mama to Mama"].public_id)]
    assert mama["charity-number"] == [{"str": "1187654"}]
    assert mama["checked-on"] == [{"date": "2022-03-04T00:00:00"}]
    # What is not published is as unknown as what is not there.
    assert set(map(str, answer["rows"][str(filled["Hidden Draft"].public_id)].values())) == {"[]"}


def test_suggestions(check, client):
    entities = check("suggest-entities-response", client.get("/reconcile/suggest/entity?prefix=kent").json())
    assert [one["name"] for one in entities["result"]] == ["Kent Listening Line", "Kent Wide Trust"]
    assert check("suggest-properties-response", client.get("/reconcile/suggest/property?prefix=numb").json())["result"]
    assert check("suggest-types-response", client.get("/reconcile/suggest/type?prefix=char").json())["result"]
