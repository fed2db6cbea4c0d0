"""The public search, in the words of those who search."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentcivil.geography.distance import annotate_distance
from kentcivil.geography.models import District
from kentcivil.geography.places import locate
from organisations import facets, sampling, search, spelling, statements, wording
from organisations.documents import written_later
from organisations.models import Beneficiary, Organisation, Theme
from organisations.states import Status
from tests.organisations.factories import IdentifierFactory, OrganisationFactory, ServiceFactory

pytestmark = pytest.mark.django_db

MARGATE = {"latitude": 51.387, "longitude": 1.386, "town": "Margate"}
ASHFORD = {"latitude": 51.148, "longitude": 0.873, "town": "Ashford"}


@pytest.fixture
def thanet():
    return District.objects.get(slug="thanet")


@pytest.fixture
def ashford():
    return District.objects.get(slug="ashford")


@pytest.fixture
def look(client):
    """Search as a visitor; the names found, in order."""

    def looked(**parameters):
        response = client.get(reverse("organisation_search"), parameters)
        assert response.status_code == 200
        looked.page = response.content.decode()
        looked.context = response.context
        return [row["name"] for row in response.context["rows"]] if response.context else None

    return looked


def test_without_a_question_everything_published_is_listed_by_name(look):
    OrganisationFactory(name="Thanet Carers")
    OrganisationFactory(name="Ashford Carers")
    OrganisationFactory(name="Not yet", status=Status.PENDING)
    assert look() == ["Ashford Carers", "Thanet Carers"]
    assert "2 organisations" in look.page


def test_what_an_entry_says_is_text_and_no_html(look):
    OrganisationFactory(name="Bits & <b>Bobs</b>", town='<i a="1">', summary="<script>alert('x')</script>")
    look()
    assert "Bits &amp; &lt;b&gt;Bobs&lt;/b&gt;</a>" in look.page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;</p>" in look.page
    assert "&lt;i a=&quot;1&quot;&gt;" in look.page


def test_a_name_comes_before_a_mention(look):
    OrganisationFactory(name="Friends of the Library", summary="We also run a food bank on Mondays.")
    OrganisationFactory(name="Deal Food Bank")
    assert look(q="food bank") == ["Deal Food Bank", "Friends of the Library"]


@pytest.mark.parametrize("typed", ["mens shed", "Men's Sheds", "MENS SHED", "the mens shed", "shed for men"])
def test_endings_apostrophes_and_small_words_do_not_matter(look, typed):
    OrganisationFactory(name="Whitstable Men's Shed")
    assert look(q=typed) == ["Whitstable Men's Shed"]


def test_accents_do_not_matter(look):
    OrganisationFactory(name="Dementia Café Hythe")
    assert look(q="dementia cafe") == ["Dementia Café Hythe"]
    OrganisationFactory(name="Cafe for all")
    assert "Cafe for all" in look(q="café")


def test_other_names_numbers_services_themes_people_and_towns_are_searched(look, thanet):
    here = OrganisationFactory(
        name="Mama to Mama",
        other_names="Thanet Baby Basics",
        town="Margate",
        district=thanet,
        themes=[Theme.objects.get(slug="food")],
        beneficiaries=[Beneficiary.objects.get(slug="babies")],
    )
    IdentifierFactory(organisation=here, number="1187654")
    ServiceFactory(organisation=here, name="Cot and pram library")
    for words in ("baby basics", "1187654", "pram", "essentials", "new parents", "margate", "thanet"):
        assert look(q=words) == ["Mama to Mama"], words


def test_what_is_taken_away_is_found_no_more(look):
    service = ServiceFactory(name="Harp library")
    assert look(q="harp")
    service.name = "Viola library"
    service.save()
    assert look(q="harps") == []
    assert look(q="viola")
    service.delete()
    assert look(q="violas") == []


def test_saving_an_entry_as_it_was_read_before_its_themes_changed_loses_none(look):
    theme = Theme.objects.get(slug="food")
    made = OrganisationFactory(name="Deal Pantry")
    read_before = Organisation.objects.get(pk=made.pk)
    made.themes.add(theme)
    read_before.save()
    assert look(theme="food") == look(q="essentials") == ["Deal Pantry"]


def test_a_theme_that_is_renamed_is_found_by_its_new_name(look):
    theme = Theme.objects.get(slug="food")
    people = Beneficiary.objects.get(slug="carers")
    OrganisationFactory(themes=[theme], beneficiaries=[people])
    theme.name = "Groceries"
    theme.save()
    people.name = "Whoever cares"
    people.save()
    assert len(look(q="groceries")) == 1
    assert len(look(q="whoever cares")) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dementia cafe tunbridge wels", "dementia cafe tunbridge wells"),
        ("fodo bank", "food bank"),
        ("dementai cafe", "dementia cafe"),
        ("tunbrige wells", "tunbridge wells"),
        ("fooood bank", "food bank"),
    ],
)
def test_misspelt_words_are_put_right_and_the_visitor_is_told(look, typed, meant):
    OrganisationFactory(name="Dementia Café", town="Tunbridge Wells")
    OrganisationFactory(name="Food Bank", town="Tunbridge Wells")
    spelling.refresh()
    assert look(q=typed)
    assert "Showing results for" in look.page
    assert f"<strong>{meant}</strong>" in look.page
    assert typed in look.page


def test_when_no_entry_has_all_words_those_with_some_are_shown_and_that_is_said(look):
    OrganisationFactory(name="Herne Bay Food Bank")
    assert look(q="food parcels delivered") == ["Herne Bay Food Bank"]
    assert "some of them" in look.page


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_postcode_puts_the_nearest_first_and_says_how_far(look, thanet, ashford, monkeypatch, few):
    monkeypatch.setattr(sampling, "LARGE", few - 2)  # A database that was never analysed has -1 entries.
    monkeypatch.setattr(search, "FEW", few)
    OrganisationFactory(name="Far", district=ashford, **ASHFORD)
    OrganisationFactory(name="Near", district=thanet, **MARGATE)
    OrganisationFactory(name="Nearer", district=thanet, latitude=51.3888, longitude=1.3876, town="Margate")
    OrganisationFactory(name="Serves", district=ashford, districts_served=[thanet], **ASHFORD)
    OrganisationFactory(name="County", is_countywide=True)
    OrganisationFactory(name="Online", is_online=True)
    names = look(near="CT9 1")
    assert set(names[:2]) == {"Near", "Nearer"}
    assert set(names[2:]) == {"Serves", "County", "Online"}
    assert "away in Margate, Thanet" in look.page
    assert "Serves Thanet; based about" in look.page
    assert "Works across Kent" in look.page
    assert "Helps online or by phone" in look.page
    assert look(near="CT9 1", sort="name") == sorted(names)
    assert "Far" not in names
    assert sorted(look(near="CT9 1", q="visits", sort="distance")) == sorted(names)


def test_a_postcode_among_the_words_means_near_there(look, thanet):
    OrganisationFactory(name="Margate Food Bank", district=thanet, **MARGATE)
    OrganisationFactory(name="Ashford Food Bank", **ASHFORD)
    assert look(q="food bank near CT9 1HP") == ["Margate Food Bank"]
    assert look(q="CT9 1") == ["Margate Food Bank"]
    assert look(q="food bank", near="CT9 1", radius="40", sort="best")[0] in ("Margate Food Bank", "Ashford Food Bank")


def test_distances_are_those_of_the_geography(thanet):
    for step in range(8):
        OrganisationFactory(latitude=51.2 + step / 20, longitude=0.3 + step / 7)
    place = locate("CT9 1")
    expected = dict(annotate_distance(Organisation.objects.all(), place).values_list("pk", "miles"))
    rows = search.ask(search.Question(place=place, radius=40)).rows
    assert {row.id: row.miles for row in rows} == {
        pk: pytest.approx(miles, abs=1e-6) for pk, miles in expected.items() if miles <= 40
    }


def test_the_radius_decides_what_is_near(look, thanet):
    OrganisationFactory(name="Margate", district=thanet, **MARGATE)
    OrganisationFactory(name="Ashford", **ASHFORD)
    assert look(near="CT9 1", radius="5") == ["Margate"]
    assert look(near="CT9 1", radius="40") == ["Margate", "Ashford"]


@pytest.mark.parametrize("near", ["M1 1AA", "nowhere", "10115", "ZZ99 9ZZ"])
def test_a_place_that_is_not_known_is_explained_beside_its_field(look, near):
    OrganisationFactory(name="Somebody")
    assert look(near=near) == ["Somebody"]
    assert 'id="near-error"' in look.page


@pytest.mark.parametrize("asked", [{"q": "visits in Bexley"}, {"q": "visits", "near": "bexley"}])
def test_a_town_across_the_border_is_looked_for_near_the_nearest_of_ours(look, asked):
    OrganisationFactory(name="Visitors", latitude=51.446, longitude=0.217, town="Dartford")
    assert look(**asked) == ["Visitors"]
    assert "We do not have Bexley, so distances are from the middle of Dartford." in look.page


def test_filters_narrow_the_list(look, thanet, ashford):
    food, sport = Theme.objects.get(slug="food"), Theme.objects.get(slug="sport")
    carers = Beneficiary.objects.get(slug="carers")
    OrganisationFactory(name="A", district=thanet, themes=[food], beneficiaries=[carers])
    OrganisationFactory(name="B", district=ashford, districts_served=[thanet], themes=[sport])
    OrganisationFactory(name="C", district=ashford, themes=[food])
    OrganisationFactory(name="D", is_countywide=True)
    assert look(district="thanet") == ["A", "B", "D"]
    assert look(theme="food") == ["A", "C"]
    assert look(theme="food", district="thanet") == ["A"]
    assert look(beneficiary="carers") == ["A"]
    assert look(q="visits", theme="sport") == ["B"]
    assert look(theme="food", sort="checked") == ["A", "C"]


def test_sorting_by_the_last_check_puts_unchecked_entries_last(look):
    OrganisationFactory(name="Never")
    OrganisationFactory(name="Long ago", verified_on="2020-01-05")
    OrganisationFactory(name="Lately", verified_on="2022-03-05")
    assert look(sort="checked") == ["Lately", "Long ago", "Never"]
    assert look(sort="checked", q="visits") == ["Lately", "Long ago", "Never"]
    assert "Checked by a person in March 2022" in look.page
    assert "Not yet checked by a person" in look.page


def test_an_order_is_kept_only_when_it_was_chosen(look):
    OrganisationFactory(name="A mention", summary="We run a food bank.")
    OrganisationFactory(name="Food Bank")
    assert look(q="food bank", sort="")[0] == "Food Bank"
    assert look.context["asked"]["sort"] == ""
    assert look(q="food bank", sort="name")[0] == "A mention"
    assert look.context["asked"]["sort"] == "name"


def test_an_empty_page_offers_ways_on(look, thanet):
    OrganisationFactory(name="Margate Choir", district=thanet, **MARGATE)
    assert look(q="zebra", near="TN24 8", radius="3", district="thanet", theme="food") == []
    assert "Nothing found" in look.page
    for way in ("look up to 5 miles away", "look everywhere in Kent", "search without “Thanet”", "without the words"):
        assert way in look.page
    assert "03000 41 41 41" in look.page
    look(q="zebra", near="TN24 8", radius="40")
    assert "look up to" not in look.page


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"q": "a" * 10_000}, "first 200 letters"),
        ({"q": "%"}, "no word in"),
        ({"q": "\x00\x07"}, ""),
        ({"q": "\x00food\x00 bank"}, ""),
        ({"q": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"q": "'; drop table organisations_organisation; --"}, ""),
        ({"q": "\\'\"!&|<->:*()"}, "no word in"),
        ({"q": "food \\ ' & | ! bank:*"}, ""),
        ({"page": "1000000000"}, "no page"),
        ({"page": "999999"}, "no page 999999: this is the last"),
        ({"page": "-1"}, "There is no page"),
        ({"page": "two"}, "There is no page"),
        ({"page": "٣"}, "no page 3"),
        ({"theme": "unheard-of"}, "no theme called"),
        ({"district": "' or 1=1"}, "no district called"),
        ({"beneficiary": "%"}, "no group of people called"),
        ({"radius": "7000"}, "is not a distance"),
        ({"radius": "-1"}, "is not a distance"),
        ({"sort": "price"}, "cannot sort by"),
        ({"sort": "distance"}, "type a postcode"),
        ({"near": "CT9 1" * 50}, "too long"),
        ({"unknown": "filter"}, ""),
    ],
)
def test_what_cannot_be_understood_gets_a_word_not_an_error(look, parameters, said):
    OrganisationFactory(name="Food Bank")
    look(**parameters)
    assert said in look.page


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["q", "near", "radius", "district", "theme", "beneficiary", "sort", "page"]),
        st.text(max_size=60) | st.sampled_from(["CT9 1", "food", "'", "\\", "-food", '"food bank"', "a or b", "%s"]),
    )
)
def test_no_question_whatever_is_an_error(client, parameters):
    assert client.get(reverse("organisation_search"), parameters).status_code == 200


@pytest.mark.parametrize("count", [1, 10, 100])
@pytest.mark.parametrize(
    ("parameters", "questions"),
    # What filters leave without any words is remembered until an entry changes; a postcode sector is looked up.
    [({}, 1), ({"q": "visits"}, 2), ({"near": "CT9 1"}, 2), ({"theme": "food", "q": "visits"}, 2)],
)
def test_the_number_of_questions_to_the_database_stays_the_same(
    client, django_assert_num_queries, thanet, count, parameters, questions
):
    food = Theme.objects.get(slug="food")
    OrganisationFactory.create_batch(count, district=thanet, themes=[food], districts_served=[thanet], **MARGATE)
    client.get(reverse("organisation_search"), parameters | {"page": "1"})
    with django_assert_num_queries(questions):
        client.get(reverse("organisation_search"), parameters)


def test_pages_follow_each_other_without_gap_or_double(look):
    OrganisationFactory.create_batch(45)
    seen = look(page="1") + look(page="2") + look(page="3")
    assert len(seen) == len(set(seen)) == 45
    assert look(q="visits", page="3") == look(q="visits", page="9")


def test_more_than_can_be_counted_is_said_so(look, monkeypatch, thanet):
    monkeypatch.setattr(facets, "COUNTED", 3)
    OrganisationFactory.create_batch(6, district=thanet)
    look(q="visits")
    assert "More than 3 organisations" in look.page
    assert re.search(r"Thanet <span class=.kent-count.>4\+<", look.page)
    look()
    assert "More than 3 organisations" in look.page


def test_more_than_can_be_looked_through_is_said_so(look, monkeypatch):
    monkeypatch.setattr(statements, "MOST", 3)
    OrganisationFactory.create_batch(6)
    assert len(look(q="visits")) == 3
    assert "6 organisations" in look.page
    assert "The first 3 are listed" in look.page


def test_where_very_many_fit_only_the_nearest_are_listed_and_that_is_said(look, thanet, monkeypatch):
    monkeypatch.setattr(sampling, "LARGE", -2)
    monkeypatch.setattr(search, "FEW", -2)
    monkeypatch.setattr(statements, "NEAREST", 3)
    for step in (4, 1, 5, 2, 3):
        OrganisationFactory(name=f"{step} away", district=thanet, latitude=51.387 - step / 200, longitude=1.386)
    OrganisationFactory(name="County", is_countywide=True)
    asked = {"q": "visits", "near": "CT9 1HP", "sort": "distance"}
    assert look(**asked) == ["1 away", "2 away", "3 away"]
    assert "The first 3 are listed" in look.page
    assert look(**asked, page="2") == ["1 away", "2 away", "3 away"]
    monkeypatch.setattr(statements, "NEAREST", 5)
    assert look(**asked, page="1") == ["1 away", "2 away", "3 away", "4 away", "5 away", "County"]


def test_a_large_write_leaves_every_entry_findable(look):
    with written_later():
        made = OrganisationFactory(name="Harbour Swimmers")
        ServiceFactory(organisation=made, name="Dawn dip")
        assert Organisation.objects.get(pk=made.pk).document is None
    assert look(q="dawn dip") == ["Harbour Swimmers"]
    assert look(q="swimmer harbour") == ["Harbour Swimmers"]


def test_site_search_finds_published_entries_best_first():
    OrganisationFactory(name="Friends of the Library", summary="We run a food bank.")
    OrganisationFactory(name="Deal Food Bank")
    OrganisationFactory(name="Hidden Food Bank", status=Status.SUSPENDED)
    found = Organisation.objects.published().matching("food banks")
    assert [entry.name for entry in found] == ["Deal Food Bank", "Friends of the Library"]


@pytest.mark.parametrize(
    ("miles", "approximate", "said"),
    [
        (0.2, False, "under half a mile"),
        (1.0, False, "1.0 mile"),
        (1.24, False, "1.2 miles"),
        (1.24, True, "about 1 mile"),
        (12.6, False, "about 13 miles"),
    ],
)
def test_a_distance_is_no_finer_than_it_is_known(miles, approximate, said):
    assert wording.distance(miles, approximate) == said


def test_places_are_named_as_far_as_they_are_known(look, thanet, ashford):
    OrganisationFactory(name="No place")
    OrganisationFactory(name="District only", district=ashford, districts_served=[thanet, ashford])
    look()
    where = {row["name"]: row["where"] for row in look.context["rows"]}
    assert where == {"No place": "", "District only": "Serves Ashford and Thanet; based in Ashford"}
    OrganisationFactory(name="Point only", latitude=51.388, longitude=1.386)
    look(near="CT9 1")
    assert {row["where"] for row in look.context["rows"]} >= {"Based under half a mile away"}
    OrganisationFactory(name="Near and everywhere", is_countywide=True, district=thanet, **MARGATE)
    look(near="CT9 1", radius="5")
    assert "works across Kent" in look.page
