"""A large directory: words that very many entries have are looked for among drawn ones, and nothing rare is missed."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from kentcivil.geography.models import District
from organisations import facets, sampling, search, spelling, statements
from organisations.models import Theme
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client, monkeypatch):
    """Search as a visitor of a directory that counts as large from the first entry on."""
    monkeypatch.setattr(sampling, "LARGE", -2)
    monkeypatch.setattr(sampling, "ENOUGH", 10)
    monkeypatch.setattr(statements, "MOST_DRAWN", 20)
    monkeypatch.setattr(facets, "COUNTED", 20)

    def looked(**parameters):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organisations_organisation")
        response = client.get(reverse("organisation_search"), parameters)
        looked.page, looked.context = response.content.decode(), response.context
        return [row["name"] for row in response.context["rows"]]

    return looked


def test_what_very_many_have_is_counted_about(look):
    food = Theme.objects.get(slug="food")
    thanet = District.objects.get(slug="thanet")
    OrganisationFactory.create_batch(200, themes=[food], district=thanet)
    OrganisationFactory(name="Visits for all", themes=[food], district=thanet)
    assert look(q="visits")[0] == "Visits for all"
    assert (number := re.search(r"About (\d+) organisations", look.page))
    assert 80 <= int(number[1]) <= 400
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
