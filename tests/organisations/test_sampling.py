"""A large directory: words that very many entries have are looked for among drawn ones, and nothing rare is missed."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from kentcivil.geography.distance import annotate_distance
from kentcivil.geography.models import District
from organisations import facets, filters, rare, sampling, search, spelling, statements
from organisations.models import Organisation, Theme
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client, monkeypatch):
    """Search as a visitor of a directory that counts as large from the first entry on."""
    monkeypatch.setattr(sampling, "LARGE", -2)
    monkeypatch.setattr(sampling, "ENOUGH", 10)
    monkeypatch.setattr(sampling, "RARE", 5)
    monkeypatch.setattr(statements, "MOST_DRAWN", 20)
    monkeypatch.setattr(facets, "COUNTED", 20)

    def looked(**parameters):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organisations_organisation")
        response = client.get(reverse("organisation_search"), parameters)
        looked.page, looked.context = response.content.decode(), response.context
        return [row["name"] for row in response.context["rows"]]

    return looked


def very_many(**fields):
    """320 entries whose ids are always the same, since these decide which are drawn: of few, chance may draw twice as
    many as it should."""
    for number in range(320):
        OrganisationFactory(pk=1_000_000 + number, **fields)


def test_what_very_many_have_is_counted_about(look):
    food = Theme.objects.get(slug="food")
    thanet = District.objects.get(slug="thanet")
    very_many(themes=[food], district=thanet)
    OrganisationFactory(name="Visits for all", themes=[food], district=thanet)
    assert look(q="visits")[0] == "Visits for all"
    assert (number := re.search(r"About (\d+) organisations", look.page))
    assert 160 <= int(number[1]) <= 560
    assert re.search(r'id="theme-food".*?kent-count">about \d+<', look.page)
    assert len(look.context["rows"]) == search.PAGE_SIZE
    # A filter in use is counted among drawn ones too, the others of its entries.
    look(q="visits", theme="food")
    assert re.search(r'id="theme-food".*?kent-count">about \d+<', look.page)


def test_words_and_filters_that_hardly_ever_go_together_are_looked_for_everywhere(look, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED", 0)
    monkeypatch.setattr(sampling, "ENOUGH", 0)
    OrganisationFactory.create_batch(30)
    OrganisationFactory(name="Rare", themes=[Theme.objects.get(slug="food")])
    assert look(q="visits", theme="food") == ["Rare"]


@pytest.mark.parametrize("large", [sampling.LARGE, -2])
def test_filters_that_leave_nothing_are_said_to_be_at_fault_and_not_the_words(look, monkeypatch, large):
    monkeypatch.setattr(sampling, "LARGE", large)
    OrganisationFactory(name="Deal Food Bank")
    OrganisationFactory(name="Deal Foot Clinic", themes=[Theme.objects.get(slug="health")])
    assert look(q="food bank", theme="health") == []
    assert "search without “Health" in look.page
    assert "Showing results for" not in look.page
    # Words that nothing has are put right all the same.
    spelling.refresh()
    assert look(q="foot clinci", theme="health") == ["Deal Foot Clinic"]
    assert "Showing results for" in look.page


@pytest.mark.parametrize(
    ("entries", "one_in"), [(0, 1), (1_599, 1), (1_600, 8), (12_000, 8), (12_800, 64), (102_000, 64), (102_400, 512)]
)
def test_of_how_many_entries_one_is_looked_at(entries, one_in):
    assert sampling.share(entries) == one_in
    assert sampling.share(entries, near=True) == min(one_in, 64)
    assert sampling.share(entries, below=one_in) < one_in or one_in == 1


@pytest.fixture
def few(look, monkeypatch):
    """Words and filters of which few entries have both, in a directory that counts as large."""
    monkeypatch.setattr(sampling, "RARE", 400)
    food, sport = Theme.objects.get(slug="food"), Theme.objects.get(slug="sport")
    thanet, dover = District.objects.get(slug="thanet"), District.objects.get(slug="dover")
    OrganisationFactory(name="Food in Thanet", themes=[food], district=thanet)
    OrganisationFactory(name="Food in Dover", themes=[food], district=dover)
    OrganisationFactory(name="Sport in Thanet", themes=[sport], district=thanet, income_band="small")
    OrganisationFactory(name="Larder", themes=[food], district=thanet, summary="None", purpose="")


def test_few_that_have_words_and_filters_are_all_found_and_counted(few, look):
    assert look(q="visits", theme="food", district="thanet") == ["Food in Thanet"]
    numbers = dict(re.findall(r'id="([\w-]+)" name="[\w-]+" type="checkbox".*?kent-count">([^<]+)<', look.page))
    # Each filter's numbers leave its own choices aside.
    assert {name: numbers.get(name) for name in ("theme-food", "theme-sport", "district-thanet", "district-dover")} == {
        "theme-food": "1",
        "theme-sport": "1",
        "district-thanet": "1",
        "district-dover": "1",
    }
    assert look(q="visits", theme=["food", "sport"], size="small") == ["Sport in Thanet"]
    assert look(q="visits", theme="food", district="dover", page="7") == ["Food in Dover"]


def test_filters_that_leave_none_of_few_are_said_to_be_at_fault(few, look):
    assert look(q="visits", theme="sport", district="dover") == []
    assert "search without “Sport" in look.page


def test_more_than_a_few_are_looked_for_in_the_usual_way(few, look, monkeypatch):
    monkeypatch.setattr(rare, "MOST", 0)
    assert look(q="visits", theme="food", district="thanet") == ["Food in Thanet"]


def test_all_that_lies_near_a_place_is_counted_about(look, monkeypatch):
    where = {"latitude": 51.38, "longitude": 1.38, "district": District.objects.get(slug="thanet")}
    very_many(themes=[Theme.objects.get(slug="food")], **where)
    OrganisationFactory(latitude=51.2, longitude=0.3)
    look(near="CT9 1")
    assert 160 <= int(re.search(r"About (\d+) organisations", look.page)[1]) <= 560
    look(near="TN9 1", radius="10")
    assert "1 organisation<" in look.page.replace("\n", "")
    look()
    assert 160 <= int(re.search(r"About (\d+) organisations", look.page)[1]) <= 560


@pytest.fixture
def near_margate(look, monkeypatch):
    """Entries near Margate and elsewhere, of which many count as having the words."""
    monkeypatch.setattr(search, "FEW", -2)
    thanet, ashford = District.objects.get(slug="thanet"), District.objects.get(slug="ashford")
    margate, elsewhere = {"latitude": 51.387, "longitude": 1.386}, {"latitude": 51.148, "longitude": 0.873}
    OrganisationFactory(name="Sea Choir", district=thanet, **margate)
    OrganisationFactory(name="Margate Old Choir", district=ashford, **elsewhere)
    OrganisationFactory(name="Choir of Margate", other_names=" ".join(f"voice{n}" for n in range(40)))
    OrganisationFactory(name="Ashford Choir", summary="We sang in Margate.", district=ashford, **elsewhere)
    OrganisationFactory(name="Countywide Choir", is_countywide=True)


def test_a_name_with_the_place_is_found_wherever_it_is(near_margate, look):
    near, all_named = {"Sea Choir"}, {"Margate Old Choir", "Choir of Margate"}
    assert set(look(q="choir near Margate")) == near | all_named | {"Countywide Choir"}
    assert set(look(q="old choir Margate")[:1]) == {"Margate Old Choir"}
    # A word that others would do in place of has no pairs.
    assert set(look(q="choirr near Margate")) >= near


@pytest.mark.parametrize("one_in", sampling.SHARES_NEAR)
@pytest.mark.parametrize(
    "asked", ["q=visits+near+Margate", "q=visits&near=CT9+1&radius=3&theme=food", "q=visits+Ramsgate"]
)
def test_a_kept_plan_counts_what_is_found_near_a_place(look, asked, one_in):
    food, thanet = Theme.objects.get(slug="food"), District.objects.get(slug="thanet")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM generate_series(1000000, 1010000) AS id WHERE (hashint8(id) & 63) = 0 LIMIT 41")
        drawn = [number for (number,) in cursor.fetchall()]
    OrganisationFactory(id=drawn[0], summary="Visits to Margate and Ramsgate.")
    for step, number in enumerate(drawn[1:]):
        where = {"latitude": 51.387 - step / 150, "longitude": 1.386 - step / 300}
        served = [thanet] * (step % 7 == 0)
        OrganisationFactory(id=number, themes=[food] * (step % 2), districts_served=served, **where)
    question = filters.read(QueryDict(asked)).question
    _answer, (question, queries, *_how) = search._answer(question)
    said = statements.parameters(question, queries, page=1) | {"one_in": one_in, "year": question.checked_since}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entries FROM {statements.counted_near(said)}".format(most=100), said)
        kept = cursor.fetchone()[0]
        cursor.execute(f"SELECT id FROM organisations_organisation WHERE {statements.found_by(said, near=True)}", said)
        plain = {number for (number,) in cursor.fetchall()}
    everything = annotate_distance(Organisation.objects.order_by("pk"), question.place)
    named, *others = [(entry.pk, entry.miles) for entry in everything]
    found = {
        number
        for step, (number, miles) in enumerate(others)
        if (miles <= question.radius or step % 7 == 0) and (step % 2 or not question.chosen)
    }
    assert plain == found | ({named[0]} if queries["whole"] else set())
    assert kept == len(plain)
    assert 3 < len(plain) < 40


def test_a_box_has_the_squares_that_cover_it():
    assert sampling.squares(51.2, 51.3, 1.1, 1.3) == [50409, 50410, 60409, 60410]
    assert len(sampling.squares(50.9, 51.5, 0.4, 1.2)) == 30
    assert sampling.squares(50.0, 52.0, 0.0, 2.0) == []
