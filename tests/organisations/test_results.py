"""Results in other forms: a spreadsheet, a page to print, a feed, suggestions, and the shortlist."""

import csv
import io
import re
from datetime import timedelta

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone

from kentcivil.geography.models import District
from organisations import shortlist
from organisations.models import Organisation, Theme
from organisations.states import Status
from organisations.views import results
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
FOOD = {"q": "visits", "theme": "food", "sort": "name"}


@pytest.fixture
def three():
    food = Theme.objects.get(slug="food")
    OrganisationFactory(name="=cmd|' /C calc'!A0", themes=[food], phone="01632 960001", email="a@a.example")
    OrganisationFactory(name="Bread", themes=[food], postcode="CT9 1HP", town="Margate")
    OrganisationFactory(name="Choir")
    return Organisation.objects.order_by("pk")


def test_the_spreadsheet_has_what_the_page_has_and_no_formulas(client, three):
    page = client.get(reverse("organisation_search"), FOOD).content.decode()
    address = re.search(r'href="(/organisations/results.csv[^"]*)"', page)[1].replace("&amp;", "&")
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get(address)).decode())))
    assert [row["name"] for row in rows] == ["'=cmd|' /C calc'!A0", "Bread"]
    assert rows[0]["phone"] == "01632 960001"
    assert rows[1]["page"].endswith("/organisations/bread/")


def test_the_spreadsheet_has_every_page_of_results(client):
    OrganisationFactory.create_batch(45)
    answer = b"".join(client.get(reverse("organisations_csv"), {"q": "visits", "page": "2"})).decode()
    assert len(answer.splitlines()) == 46


@pytest.mark.parametrize("parameters", [{"q": "\x00%"}, {"page": "1e9"}, {"near": "<script>"}, {"q": "a" * 10_000}])
def test_odd_questions_get_a_file_all_the_same(client, three, parameters):
    assert client.get(reverse("organisations_csv"), parameters).status_code == 200
    assert client.get(reverse("organisations_print"), parameters).status_code == 200
    assert client.get(reverse("organisation_suggestions"), parameters).status_code == 200


def test_the_page_to_print_says_how_to_reach_them(client, three):
    page = client.get(reverse("organisations_print"), FOOD).content.decode()
    assert "01632 960001 · a@a.example" in page
    assert "Choir" not in page
    assert "?q=visits&amp;theme=food" in page


def test_the_page_to_print_says_what_was_chosen_and_whether_there_is_more(client, three, monkeypatch):
    page = client.get(reverse("organisations_print"), FOOD | {"near": "Nowhere"}).content.decode()
    assert "Only those with: Food" in page
    assert "2 organisations." in page
    assert "do not know a town or village in Kent called “Nowhere”" in page
    monkeypatch.setattr(results, "MOST_PRINTED", 2)
    assert "The first 2 organisations." in client.get(reverse("organisations_print")).content.decode()


@pytest.mark.parametrize("count", [1, 10, 100])
def test_printing_takes_the_same_questions_for_one_and_a_hundred(client, django_assert_num_queries, count):
    OrganisationFactory.create_batch(count, district=District.objects.get(slug="thanet"))
    client.get(reverse("organisations_print"), {"q": "visits", "page": "1"})
    with django_assert_num_queries(3):
        client.get(reverse("organisations_print"), {"q": "visits"})


def test_the_feed_has_the_newest_first_and_nothing_unpublished(client, three):
    Organisation.objects.filter(name="Choir").update(created_at=timezone.now() + timedelta(minutes=1))
    OrganisationFactory(name="Draft", status=Status.DRAFT)
    feed = feedparser.parse(client.get(reverse("organisations_atom")).content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries][0] == "Choir"
    assert len(feed.entries) == 3
    assert feed.entries[0].id.startswith("urn:uuid:")
    assert "/organisations/choir/" in feed.entries[0].link


def test_suggestions_begin_as_typed(client, three):
    def suggested(typed):
        return client.get(reverse("organisation_suggestions"), {"q": typed}).json()["suggestions"]

    assert suggested("bre")[:2] == ["Bread", "Bredgar"]
    assert suggested("food")[:2] == ["Food and essentials", "food bank"]
    assert suggested("food ba") == ["food bank"]
    assert suggested("hits m") == []
    assert suggested("choir marg") == ["choir Margate"]
    assert suggested("b") == suggested("%_") == suggested("") == []


def test_a_shortlist_is_kept_on_the_device_and_shared_by_a_link(client, three):
    page = client.get(reverse("organisation", args=["bread"])).content.decode()
    assert 'value="bread"' in page
    change = reverse("shortlist_change")
    client.post(change, {"add": "bread"})
    client.post(change, {"add": "choir"})
    client.post(change, {"add": "bread"})
    mine = client.get(reverse("shortlist")).content.decode()
    assert mine.index("Bread") < mine.index("Choir")
    link = re.search(r'href="[^"]*(/organisations/shortlist/[^"]+/)"', mine)[1]
    client.cookies.clear()
    assert "There is nothing on it yet" in client.get(reverse("shortlist")).content.decode()
    shared = client.get(link).content.decode()
    assert "Bread" in shared
    assert "Take off" not in shared


@pytest.mark.parametrize("step", ["add", "remove"])
def test_what_is_no_name_of_an_entry_is_not_found_on_the_shortlist(client, three, step):
    assert client.post(reverse("shortlist_change"), {step: "\0"}).status_code == 404


def test_an_entry_is_taken_off_and_one_that_is_gone_is_not_shown(client, three):
    change = reverse("shortlist_change")
    for slug in ("bread", "choir"):
        client.post(change, {"add": slug})
    client.post(change, {"remove": "bread"})
    assert "Bread" not in client.get(reverse("shortlist")).content.decode()
    Organisation.objects.filter(slug="choir").update(status=Status.CLOSED)
    assert "There is nothing on it yet" in client.get(reverse("shortlist")).content.decode()
    client.post(change, {"remove": "choir"})
    assert client.cookies[shortlist.COOKIE].value == ""
    assert client.post(change, {"add": "choir"}).status_code == 404
    assert client.post(change).status_code == 302


def test_a_damaged_cookie_or_link_harms_nobody(client, three):
    client.cookies[shortlist.COOKIE] = "1-2-3:forged"
    assert "There is nothing on it yet" in client.get(reverse("shortlist")).content.decode()
    assert client.get(reverse("shortlist_shared", args=["1-2:x"])).status_code == 404


def test_a_shortlist_has_an_end(client, monkeypatch, three):
    monkeypatch.setattr(shortlist, "MOST", 2)
    for entry in three:
        client.post(reverse("shortlist_change"), {"add": entry.slug})
    page = client.get(reverse("shortlist")).content.decode()
    assert "holds 2 organisations" in page
    assert "Choir" not in page


def test_a_page_from_the_cache_shows_a_change_at_once(client, django_capture_on_commit_callbacks):
    from organisations import actions
    from tests.factories import UserFactory

    entry = OrganisationFactory(name="Fresh Bread", status=Status.DRAFT)
    officer = UserFactory(is_superuser=True, is_staff=True)
    address = f"{reverse('organisation_search')}?q=fresh+bread"
    assert "Nothing found" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(by=officer, organisation=entry)
    assert "1 organisation" in client.get(address).content.decode()
