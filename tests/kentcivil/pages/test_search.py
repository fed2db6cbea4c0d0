"""One search over everything public."""

import pytest

from crowdfund.models import Award, Case
from tests.crowdfund.awarding import Scene
from tests.crowdfund.factories import RoundFactory
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_it_finds_in_several_parts_of_the_portal_at_once(client):
    OrganisationFactory(name="Margate Lanterns")
    RoundFactory(title="Lanterns round")
    page = client.get("/search/", {"q": "lanterns"}).text
    assert "Margate Lanterns" in page
    assert "Lanterns round" in page


def test_it_finds_projects_once_they_are_announced_and_leads_to_all_that_match(client):
    scene = Scene()
    for number in range(6):
        scene.offered(project_title=f"Lanterns on the pier {number}")
    Case.objects.filter(application__award=Award.objects.order_by("pk").first()).update(announced_at=None)
    page = client.get("/search/", {"q": "lantern"}).text
    assert "Projects that public funds back" in page
    assert 'href="/crowdfund/projects/lanterns-on-the-pier-5/"' in page
    assert "on the pier 0" not in page
    assert "There are more" not in page
    scene.offered(project_title="Lanterns in the wood")
    whole = "/crowdfund/projects/?q=lantern"
    assert whole in client.get("/search/", {"q": "lantern"}).text
    page = client.get(whole).text
    assert "on the pier 1" in page
    assert "in the wood" in page
    assert "in the wood" not in client.get("/crowdfund/projects/?q=pier").text


def test_it_shows_nothing_that_is_not_public(client):
    OrganisationFactory(name="Hidden Lanterns", status="draft")
    page = client.get("/search/", {"q": "lanterns"}).text
    assert "Hidden Lanterns" not in page
    assert "Nothing was found" in page


def test_where_there_is_more_than_fits_it_leads_to_the_whole_list(client):
    for number in range(7):
        OrganisationFactory(name=f"Lantern makers {number}")
    page = client.get("/search/", {"q": "lantern"}).text
    assert "/organisations/?q=lantern" in page


def test_without_words_it_only_asks_for_some(client):
    page = client.get("/search/", {"q": "   "}).text
    assert "Nothing was found" not in page


@pytest.mark.parametrize("query", ["%", "'", "\x00", "<script>alert(1)</script>", "a" * 10_000, "🍞 \u202eabc", "\\"])
def test_whatever_is_typed_gets_an_answer(client, query):
    page = client.get("/search/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_it_asks_the_database_as_often_whatever_is_found(client, rows, django_assert_max_num_queries):
    for number in range(rows):
        OrganisationFactory(name=f"Lantern makers {number}")
    # The tenth: whether any opportunity has the words as they were typed.
    with django_assert_max_num_queries(10):
        client.get("/search/", {"q": "lantern"})
