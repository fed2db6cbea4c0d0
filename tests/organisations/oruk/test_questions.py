"""What users of the open data ask: every query parameter of the standard, and what is not understood."""

import json
from datetime import UTC, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentcivil.caching import changed
from organisations.models import Organisation, Service, Theme
from organisations.oruk import taxonomies
from tests.organisations.factories import OrganisationFactory, ServiceFactory
from tests.organisations.oruk import county

pytestmark = pytest.mark.django_db
ROOT = "/api/oruk/v3"


@pytest.fixture(autouse=True)
def filled():
    return county.fill()


@pytest.fixture
def ask(client):
    def ask(address, status=200, **asked):
        response = client.get(f"{ROOT}{address}", asked)
        assert response.status_code == status, response.content
        return response.json()

    return ask


def names(page):
    return [one.get("name") or one["service"]["name"] for one in page["contents"]]


def test_nothing_unpublished_is_seen_anywhere(client, ask, filled):
    for address in ("/services", "/service_at_locations", "/organizations"):
        for full in ("false", "true"):
            text = json.dumps(ask(address, full=full))
            assert "Hidden" not in text
            assert "Ended service" not in text
            assert "Private Petra" not in text
    hidden = filled["Hidden Draft"]
    ask(f"/organizations/{hidden.public_id}", status=404)
    ask(f"/services/{hidden.services.get().public_id}", status=404)
    ask(f"/services/{Service.objects.get(name='Ended service').public_id}", status=404)


def test_search_finds_words_of_the_organisation_and_puts_the_services_own_first(ask):
    assert names(ask("/services", search="sewing thanet")) == ["Sewing bee", "Pram library"]
    assert names(ask("/services", search="prams")) == ["Pram library", "Sewing bee"]
    assert names(ask("/organizations", search="bábies")) == ["Mama to Mama"]
    assert names(ask("/services", search="zebra")) == []


@pytest.mark.parametrize("text", ["%", "<script>", "'; DROP TABLE", "\x00\x01", "!!!", "a" * 10_000, "né" * 300, '"'])
def test_no_search_text_is_too_odd(ask, text):
    page = ask("/services", search=text)
    assert page["empty"]
    if not any(letter.isalnum() for letter in text) or len(text) > 200:
        assert page["messages"]


def test_pages(ask):
    first, last = ask("/services", per_page=2), ask("/services", per_page=2, page=3)
    assert (first["total_items"], first["total_pages"], first["size"]) == (5, 3, 2)
    assert (first["first_page"], first["last_page"], first["empty"]) == (True, False, False)
    assert (last["first_page"], last["last_page"], last["size"]) == (False, True, 1)
    assert len(set(names(first) + names(ask("/services", per_page=2, page=2)) + names(last))) == 5


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"minimum_age": "60", "maximum_age": "18"}, "“minimum_age” is higher"),
        ({"start_time": "16:00", "end_time": "09:00"}, "“start_time” is not before"),
    ],
)
def test_bounds_the_wrong_way_round_find_nothing_and_say_so(ask, asked, word):
    found = ask("/services", **asked)
    assert found["empty"]
    assert word in found["messages"][0]


@pytest.mark.parametrize("page", ["0", "-3", "4", "1000000000", "9" * 30, "-" + "9" * 5_000])
def test_a_page_that_is_not_there_is_empty_and_says_so(ask, page):
    found = ask("/services", per_page=2, page=page)
    assert found["empty"]
    assert "There is no page" in found["messages"][0]


@pytest.mark.parametrize(("asked", "size"), [("0", 1), ("-1", 1), ("1000000000", 5), ("500", 5)])
def test_a_page_of_an_odd_size_is_put_right(ask, asked, size):
    found = ask("/services", per_page=asked)
    assert found["size"] == size
    assert ("messages" in found) == (asked != "500")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"page": "two"}, "whole number"),
        ({"page": "1.5"}, "whole number"),
        ({"page": "0.0"}, "whole number"),
        ({"per_page": "20.0"}, "whole number"),
        ({"page": "+1"}, "whole number"),
        ({"page": "[1]"}, "whole number"),
        ({"per_page": ""}, "whole number"),
        ({"minimum_age": "old"}, "is a number"),
        ({"maximum_age": "NaN"}, "is a number"),
        ({"full": "perhaps"}, "true or false"),
        ({"taxonomy_term": "x"}, "There is no parameter"),
        ({"<script>": "x"}, "There is no parameter"),
        ({"page": ["1", "2"]}, "once only"),
        ({"page": ["1", "1"]}, "once only"),
        ({"per_page": ["", "5"]}, "once only"),
    ],
)
def test_what_is_malformed_is_refused_with_a_sentence(ask, asked, word):
    assert word in ask("/services", status=400, **asked)["message"]


def test_terms_and_taxonomies(ask):
    food = Theme.objects.get(slug="food")
    themes, people = taxonomies.TAXONOMIES
    assert names(ask("/services", taxonomy_term_id=taxonomies.term_id(themes, food.pk))) == [
        "Pram library",
        "Sewing bee",
    ]
    assert names(ask("/organizations", taxonomy_id=people.id)) == ["Kent Wide Trust", "Mama to Mama"]
    assert names(ask("/service_at_locations", taxonomy_id=themes.id)) == ["Pram library"]
    for asked in ({"taxonomy_term_id": themes.id}, {"taxonomy_id": "x"}, {"taxonomy_term_id": "{"}):
        for address in ("/services", "/organizations"):
            found = ask(address, **asked)
            assert found["empty"]
            assert "There is no taxonomy" in found["messages"][0]


def test_ages(ask):
    ServiceFactory(organisation__name="Youth", name="Youth club", minimum_age=11, maximum_age=17)
    assert names(ask("/services", minimum_age="11")) == ["Pram library", "Youth club"]
    assert names(ask("/services", minimum_age="11.5")) == ["Pram library"]
    assert names(ask("/services", maximum_age="17.9")) == ["Youth club"]
    assert names(ask("/services", maximum_age="16.99")) == []
    assert names(ask("/services", minimum_age="1e308")) == []
    assert names(ask("/services", maximum_age="-1e308")) == []


def test_days_and_times(ask):
    assert names(ask("/services", day="TU")) == ["Listening", "Pram library"]
    assert names(ask("/services", day="mondays")) == ["Listening", "Sewing bee"]
    assert names(ask("/services", start_time="18:30")) == ["Sewing bee"]
    assert names(ask("/services", end_time="12:00:00", day="TH")) == ["Pram library"]
    for asked, word in (
        ({"day": "Tagesschau"}, "day"),
        ({"start_time": "25:00"}, "start_time"),
        ({"end_time": "x"}, "end_time"),
    ):
        found = ask("/services", **asked)
        assert found["empty"]
        assert f"“{word}”" in found["messages"][0]


def test_an_organisations_services(ask, filled):
    assert names(ask("/services", organization_id=filled["Mama to Mama"].public_id)) == ["Pram library", "Sewing bee"]
    assert "no organisation" in ask("/services", organization_id="x")["messages"][0]


def test_a_postcode_finds_what_serves_its_district(ask):
    assert names(ask("/services", postcode="CT9 1HP")) == ["Grants", "Listening", "Pram library", "Sewing bee"]
    # Dover is served by Mama to Mama, and the silent club is based there.
    assert names(ask("/organizations", postcode="CT17 9")) == [
        *("Dover Silent Club", "Kent Listening Line", "Kent Wide Trust", "Mama to Mama")
    ]
    # Medway is not the county's.
    assert names(ask("/organizations", postcode="ME7 1")) == ["Kent Listening Line"]
    abroad = ask("/services", postcode="M1 1AA")
    assert abroad["empty"]
    assert "not in Kent" in abroad["messages"][0]


def test_a_distance_finds_what_is_within_so_many_metres(ask):
    assert names(ask("/services", postcode="CT9 1HP", proximity="5000")) == ["Pram library"]
    assert names(ask("/organizations", postcode="CT9 1HP", proximity="5000")) == ["Mama to Mama"]
    assert names(ask("/services", postcode="CT17 9", proximity="2000")) == []
    assert names(ask("/services", postcode="CT17 9", proximity="1e300")) == ["Pram library"]
    assert "needs a “postcode”" in ask("/services", proximity="5")["messages"][0]
    for odd in ("near", "-5", ""):
        assert "number of metres" in ask("/services", postcode="CT9 1HP", proximity=odd)["messages"][-1]


def test_what_changed_since(ask, filled):
    early, late = datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC)
    Organisation.objects.update(updated_at=early)
    Service.objects.update(updated_at=early)
    Service.objects.filter(name="Silence").update(updated_at=late)
    Organisation.objects.filter(name="Kent Wide Trust").update(updated_at=late)
    assert names(ask("/services", modified_after="2022-06-01T00:00:00Z")) == ["Grants", "Silence"]
    assert names(ask("/services", modified_after="2022-06-01T01:00:00+01:00")) == ["Grants", "Silence"]
    assert names(ask("/services", modified_after="2022-06-01T01:00:00 01:00")) == ["Grants", "Silence"]
    assert names(ask("/organizations", modified_after="2022-03-01")) == ["Kent Wide Trust"]
    assert names(ask("/services", modified_after="2022-06-01T00:00:01Z")) == []
    for odd in ("yesterday", "2022-13-01", "0001-01-01T00:00:00+14:00", "2022-02-30T10:00:00Z"):
        assert "modified_after" in ask("/services", modified_after=odd)["messages"][0]


@given(
    asked=st.dictionaries(
        st.sampled_from(
            ["search", "postcode", "proximity", "day", "start_time", "modified_after", "taxonomy_id", "organization_id"]
        ),
        st.text(max_size=40),
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_breaks_it_and_none_finds_more_than_there_is(client, asked):
    response = client.get(f"{ROOT}/services", asked)
    assert response.status_code == 200
    assert response.json()["total_items"] <= 5


def test_a_list_with_everything_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    for address in ("/services", "/service_at_locations", "/organizations"):
        for count in (1, 10, 100):
            OrganisationFactory.create_batch(count - 1)
            for _ in range(min(count, 10)):
                ServiceFactory(organisation__is_online=True)
            with django_assert_max_num_queries(5):
                assert (
                    client.get(f"{ROOT}{address}", {"full": "true", "per_page": 500, "search": ""}).status_code == 200
                )
            changed("organisations")


def test_one_costs_few_queries(client, ask, filled, django_assert_max_num_queries):
    for address in ("/services", "/service_at_locations", "/organizations"):
        one = ask(address)["contents"][0]["id"]
        with django_assert_max_num_queries(5):
            client.get(f"{ROOT}{address}/{one}")


@pytest.mark.parametrize(
    "address",
    [
        "/services/x",
        "/services/{}",
        "/taxonomies/x",
        "/taxonomy_terms/x",
        "/nowhere",
        "/services/",
        "/service_at_locations/00000000-0000-0000-0000-000000000000",
        "/organizations/00000000-0000-0000-0000-000000000000",
        "/taxonomies/00000000-0000-0000-0000-000000000000",
        "/taxonomy_terms/00000000-0000-0000-0000-000000000000",
        "/services/%00",
    ],
)
def test_what_is_not_there_answers_404_in_json(client, address):
    response = client.get(f"{ROOT}{address}")
    assert response.status_code == 404
    assert "There is n" in response.json()["message"]
    assert response["Access-Control-Allow-Origin"] == "*"


# --- The shapes ---


def test_a_service_says_when_where_for_whom_and_what_it_costs(ask, filled):
    one = ask(f"/services/{Service.objects.get(name='Pram library').public_id}")
    assert one["organization"]["name"] == "Mama to Mama"
    assert one["organization"]["website"] == "https://mama.example/%C3%B6%20b?a=%5B1%5D"
    assert {
        number["identifier_scheme"]: number["identifier"] for number in one["organization"]["organization_identifiers"]
    } == {
        "GB-CHC": "1187654",
        "GB-COH": "01234567",
    }
    (schedule,) = one["schedules"]
    assert (schedule["freq"], schedule["byday"], schedule["opens_at"], schedule["closes_at"]) == (
        "WEEKLY",
        "TU,TH",
        "10:00",
        "12:00",
    )
    assert [area["extent"] for area in one["service_areas"]] == ["E07000108", "E07000114"]
    assert (one["cost_options"][0]["amount"], one["assured_date"], one["status"]) == (0, "2022-03-04", "active")
    assert [(contact["name"], contact["title"]) for contact in one["contacts"]] == [("Open Olive", "Secretary")]
    assert {term["taxonomy_term"]["name"] for term in one["attributes"]} == {
        *("Food and essentials", "Babies, children and families", "Babies and new parents")
    }
    (place,) = one["service_at_locations"]
    address = place["location"]["addresses"][0]
    assert (address["address_1"], address["city"], address["postal_code"], address["state_province"]) == (
        *("St Mary's Hall, 2 Church Lane, Cliftonville", "Margate", "CT9 1HP", "Kent"),
    )
    assert place["location"]["accessibility"][0]["description"] == "Ramp"
    assert ask(f"/service_at_locations/{place['id']}")["service"]["name"] == one["name"]


def test_a_monthly_meeting_is_monthly_and_one_in_term_time_promises_no_days(ask):
    monthly = ask(f"/services/{Service.objects.get(name='Sewing bee').public_id}")
    assert (monthly["schedules"][0]["freq"], monthly["schedules"][0]["byday"]) == ("MONTHLY", "1MO")
    assert monthly["cost_options"][0]["amount"] == 3.5
    assert "service_at_locations" not in monthly
    term = ask(f"/services/{Service.objects.get(name='Grants').public_id}")
    assert "freq" not in term["schedules"][0]
    assert term["service_areas"][0]["extent"] == "E10000016"
    assert term["service_at_locations"][0]["location"]["addresses"][0]["state_province"] == "Medway"


def test_help_online_is_at_a_virtual_place(ask):
    one = ask(f"/services/{Service.objects.get(name='Listening').public_id}")
    assert one["service_at_locations"][0]["location"]["location_type"] == "virtual"
    assert one["cost_options"][0] == {"option": "Give what you can", "amount_description": "£2 or £5"} | {
        key: one["cost_options"][0][key] for key in ("id", "service_id")
    }
    assert not {"email", "website"} & one["organization"].keys()


@pytest.mark.parametrize(
    ("said", "days", "opens", "closes"),
    [
        ("Tuesdays, 10am to midday", "TU", time(10), time(12)),
        ("Mon, Wed and Fri 10-12pm", "MO WE FR", time(10), time(12)),
        ("Monday to Friday, 9.30am–4pm", "MO TU WE TH FR", time(9, 30), time(16)),
        ("Fri – Mon from 7pm", "MO FR SA SU", time(19), None),
        ("Weekdays 14:30 until 16:00", "MO TU WE TH FR", time(14, 30), time(16)),
        ("Every day, 10 a.m. to 2", "MO TU WE TH FR SA SU", time(10), time(14)),
        ("Thurs 7-9pm", "TH", time(19), time(21)),
        ("Weekends, noon to midnight", "SA SU", time(12), time(0)),
        ("Last Saturday of the month, 11:00 - 12:30 p.m.", "SA", time(11), time(12, 30)),
        ("Open 25pm to 26pm on Sundays", "SU", None, None),
        ("For 10 to 12 weeks from January", "", None, None),
        ("Ask us", "", None, None),
        ("", "", None, None),
    ],
)
def test_the_database_reads_days_and_hours_from_what_people_write(said, days, opens, closes):
    service = ServiceFactory(when=said)
    service.refresh_from_db()
    assert (service.days, service.opens_at, service.closes_at) == (days.split(), opens, closes)


@given(said=st.text(max_size=120))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_reads_whatever_is_written(filled, said):
    said = said.replace("\x00", "").encode("utf-8", "ignore").decode()
    Service.objects.filter(name="Silence").update(when=said)
