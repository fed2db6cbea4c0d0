"""Somebody with a table of names finds out which entries they are."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.reconciliation.matching import plain
from tests.organisations.factories import IdentifierFactory, OrganisationFactory
from tests.organisations.oruk import county

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def filled():
    return county.fill()


@pytest.fixture
def match(client):
    """A function from a query to its candidates."""

    def match(query="", **more):
        asked = {"q": {"query": query, **more} if query else more}
        response = client.post("/reconcile/", {"queries": json.dumps(asked)})
        assert response.status_code == 200, response.content
        return response.json()["q"]["result"]

    return match


@pytest.mark.parametrize(
    "written",
    ["Mama to Mama", "MAMA TO MAMA", "Mama to Mama Ltd", "The Mama to Mama Trust", "Máma to Mama", "Mama-to-Mama"],
)
def test_a_name_written_a_little_differently_is_a_certain_match(match, written):
    best = match(written)[0]
    assert (best["name"], best["match"]) == ("Mama to Mama", True)


def test_half_a_letter_in_what_a_client_sends_comes_back_as_it_was(client):
    answer = client.post("/reconcile/", {"queries": '{"\\ud800": {"query": "\\ud800 Mama to Mama"}}'})
    assert answer.json()["\ud800"]["result"][0]["name"] == "Mama to Mama"
    asked = {"extend": '{"ids": ["\\ud800"], "properties": [{"id": "summary"}]}'}
    assert client.post("/reconcile/", asked).json()["rows"] == {"\ud800": {"summary": []}}


def test_a_misspelt_name_is_a_candidate_and_no_more(match):
    best = match("Mamma to Mamma")[0]
    assert best["name"] == "Mama to Mama"
    assert 40 <= best["score"] < 95
    assert not best["match"]
    assert best["features"] == [{"id": "name", "value": best["score"]}]


def test_two_of_nearly_the_same_name_are_not_certain(match):
    for town in ("Deal", "Dover"):
        OrganisationFactory(name=f"St Mary's Friends {town}", town=town, other_names="Friends of Saint Marys")
    both = match("Friends of St. Mary's")
    assert [one["score"] for one in both] == [100, 100]
    assert not any(one["match"] for one in both)
    best = match("Friends of St. Mary's", properties=[{"pid": "town", "v": "Dover"}])[0]
    assert (best["name"], best["match"]) == ("St Mary's Friends Dover", True)


def test_a_number_is_certain_whatever_the_name(match):
    for asked in (
        {"query": "1187654"},
        {"query": "GB-CHC-1187654"},
        {"query": "Old name", "properties": [{"pid": "charity-number", "v": 1187654}]},
        {"properties": [{"pid": "company-number", "v": "1234567"}]},
    ):
        best = match(asked.pop("query", ""), **asked)[0]
        assert (best["name"], best["score"], best["match"]) == ("Mama to Mama", 100, True)


def test_columns_alone_find_too(match):
    assert match(properties=[{"pid": "email", "v": "Hello@mama.example"}])[0]["match"]
    assert match(properties=[{"pid": "postcode", "v": "ct9 1hp"}])[0]["name"] == "Mama to Mama"
    assert match(properties=[{"pid": "shoe size", "v": "9"}]) == []
    assert match("Mama to Mama", properties=[{"pid": "website", "v": "elsewhere.example"}])[0]["score"] == 70


def test_types_narrow_down(match):
    assert [one["name"] for one in match("Kent Wide Trust", type="charity")] == []
    assert match("Kent Wide Trust", type="organisation")[0]["match"]
    assert match("Mama to Mama", type=["charity", "company"], type_strict="all")[0]["match"]
    assert match("Mama to Mama", type="person") == []


def test_what_is_not_public_is_never_found(client, match, filled):
    hidden = filled["Hidden Draft"]
    IdentifierFactory(organisation=hidden, number="1190001")
    assert match("Hidden Draft") == match("1190001") == []
    assert client.get("/reconcile/suggest/entity?prefix=hidden").json()["result"] == []
    for address in (
        f"preview?id={hidden.public_id}",
        f"entry/{hidden.public_id}",
        f"flyout/entity?id={hidden.public_id}",
    ):
        assert client.get(f"/reconcile/{address}").status_code == 404


def test_suggestions_begin_with_what_begins_so(client):
    OrganisationFactory(name="Wide Kent", other_names="KWX")

    def suggested(**asked):
        return [one["name"] for one in client.get("/reconcile/suggest/entity", asked).json()["result"]]

    assert suggested(prefix="kent") == ["Kent Listening Line", "Kent Wide Trust", "Wide Kent"]
    assert suggested(prefix="kent", cursor="2") == ["Wide Kent"]
    assert suggested(prefix="kwx") == ["Wide Kent"]
    assert suggested(prefix="1187") == ["Mama to Mama"]
    assert suggested(prefix="", cursor="odd") == suggested() == suggested(prefix="!!") == []


def test_flyouts_say_a_few_lines(client, filled):
    entity = client.get(f"/reconcile/flyout/entity?id={filled['Mama to Mama'].public_id}").json()
    assert "A baby bank in Thanet." in entity["html"]
    assert "Postcode" in client.get("/reconcile/flyout/property?id=postcode").json()["html"]
    assert "Registered charity" in client.get("/reconcile/flyout/type?id=charity").json()["html"]
    assert client.get("/reconcile/flyout/type?id=<b>").status_code == 404


def test_a_preview_may_stand_in_a_frame_of_another_site(client, filled):
    filled["Mama to Mama"].name = "Mama <script>"
    filled["Mama to Mama"].save()
    page = client.get(f"/reconcile/preview?id={filled['Mama to Mama'].public_id}")
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "Mama &lt;script&gt;" in page.content.decode()
    assert client.get("/reconcile/preview").status_code == 404


def test_an_id_leads_to_the_entrys_page(client, filled):
    address = client.get("/reconcile/").json()["view"]["url"].replace("{{id}}", str(filled["Mama to Mama"].public_id))
    assert client.get(address)["Location"] == filled["Mama to Mama"].get_absolute_url()


@pytest.mark.parametrize(
    ("name", "said", "word"),
    [
        ("queries", "not json", "not JSON"),
        ("queries", "[" * 100_000, "not JSON"),
        ("queries", "[]", "object of queries"),
        ("queries", '{"q": 5}', "not an object"),
        ("queries", '{"q": {"query": 5}}', "needs a text"),
        ("queries", '{"q": {"query": "x", "properties": "y"}}', "needs a text"),
        ("queries", '{"q": {"query": "x", "properties": [{"pid": 5}]}}', "needs “pid”"),
        ("queries", json.dumps({str(n): {"query": "x"} for n in range(101)}), "at most 100"),
        ("extend", "5", "the lists"),
        ("extend", '{"ids": [5], "properties": []}', "texts"),
        ("extend", '{"ids": [], "properties": [{"id": "shoe size"}]}', "no property “shoe size”"),
        ("extend", '{"ids": [], "properties": ["x"]}', "no property"),
        ("other", "", "as a form"),
    ],
)
def test_what_is_malformed_is_refused_with_a_sentence(client, name, said, word):
    response = client.post("/reconcile/", {name: said})
    assert response.status_code == 400
    assert word in response.json()["message"]


@pytest.mark.parametrize("limit", [0, -1, "x", None, True, 1e300, 2.5, 10_000])
def test_an_odd_limit_is_as_good_as_none(match, limit):
    assert match("Mama to Mama", limit=limit)


def test_asking_by_address_works_too(client):
    asked = json.dumps({"q0": {"query": "Mama to Mama"}})
    assert client.get("/reconcile/", {"queries": asked}).json()["q0"]["result"][0]["match"]


@given(text=st.text(max_size=60), value=st.one_of(st.text(max_size=20), st.integers(), st.booleans()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_in_the_table_is_answered(client, text, value):
    asked = {
        "q": {"query": text, "properties": [{"pid": "website", "v": value}, {"pid": "charity-number", "v": value}]}
    }
    response = client.post("/reconcile/", {"queries": json.dumps(asked)})
    assert response.status_code == 200
    assert client.get("/reconcile/suggest/entity", {"prefix": text}).status_code == 200


def test_plain_names():
    assert plain("The St. Mary’s & St Peter's Assoc.") == "the saint marys and saint peters association"


def test_a_question_costs_the_same_for_one_candidate_and_for_many(client, django_assert_max_num_queries):
    for count in (1, 10, 100):
        OrganisationFactory.create_batch(count)
        with django_assert_max_num_queries(8):
            client.post("/reconcile/", {"queries": json.dumps({"q": {"query": "Good Neighbours"}})})
