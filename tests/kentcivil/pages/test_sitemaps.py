"""What search engines are told: every public page and nothing else."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from kentcivil.pages.sitemaps import SITEMAPS
from tests.crowdfund.awarded import announced_awards
from tests.crowdfund.factories import RoundFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.consultation_factories import ConsultationFactory
from tests.partnership_board.factories import (
    ActionFactory,
    BodyFactory,
    CommitmentFactory,
    EditionFactory,
    MeetingFactory,
)
from tests.volunteering.factories import OpportunityFactory, PilotFactory

pytestmark = pytest.mark.django_db


def _told(client, address):
    """The addresses that a sitemap or its index names, each with its date or None."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    told = {}
    for entry in ElementTree.fromstring(answer.content):
        address, *dates = (part.text for part in entry if part.tag.endswith(("loc", "lastmod")))
        told[address.removeprefix("http://testserver")] = dates[0][:10] if dates else None
    return told


def _all_told(client):
    return {page for section in _told(client, "/sitemap.xml") for page in _told(client, section)}


@pytest.fixture
def county():
    """Something of each kind that is public."""
    PilotFactory()
    round_ = announced_awards(3)
    edition = EditionFactory(published=True)
    body = BodyFactory()
    return [
        *(OpportunityFactory(), round_, edition, body, MeetingFactory(published=True), ActionFactory(body=body)),
        *(CommitmentFactory(objective__strategy=edition.strategy), ConsultationFactory(published=True)),
        OrganisationFactory(),
    ]


def test_each_public_thing_has_its_page_in_the_sitemap(client, county):
    told = _all_told(client)
    assert {thing.get_absolute_url() for thing in county} <= told
    assert "/" in told
    assert sum(page.startswith("/crowdfund/projects/") for page in told) == 4, "the list and three projects"


def test_every_page_that_is_named_is_there_for_everybody(client, county):
    for page in _all_told(client):
        assert client.get(page).status_code == 200, page


def test_what_is_not_public_is_not_named(client):
    hidden = [
        OrganisationFactory(status="draft"),
        OpportunityFactory(state="draft"),
        RoundFactory(state="draft"),
        MeetingFactory(),
        EditionFactory(),
        CommitmentFactory(state="draft"),
        ConsultationFactory(),
    ]
    assert _all_told(client).isdisjoint(thing.get_absolute_url() for thing in hidden)


def test_it_says_when_an_entry_last_changed(client, time_machine):
    time_machine.move_to("2026-03-04 12:00+00:00", tick=False)
    organisation = OrganisationFactory()
    assert _told(client, "/sitemap-organisations.xml") == {organisation.get_absolute_url(): "2026-03-04"}
    assert _told(client, "/sitemap.xml")["/sitemap-organisations.xml"] == str(date(2026, 3, 4))


def test_many_entries_are_told_in_several_files(client, monkeypatch):
    monkeypatch.setattr(SITEMAPS["organisations"], "limit", 2)
    entries = OrganisationFactory.create_batch(3)
    files = [file for file in _told(client, "/sitemap.xml") if "organisations" in file]
    assert files == ["/sitemap-organisations.xml", "/sitemap-organisations.xml?p=2"]
    assert {page for file in files for page in _told(client, file)} == {entry.get_absolute_url() for entry in entries}


@pytest.mark.parametrize("address", ["/sitemap-nothing.xml", "/sitemap-board.xml?p=9", "/sitemap-board.xml?p=x"])
def test_a_file_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_it_asks_the_database_as_often_however_many_there_are(client, rows, django_assert_max_num_queries):
    OrganisationFactory.create_batch(rows)
    with django_assert_max_num_queries(3):
        client.get("/sitemap-organisations.xml")


def test_crawlers_are_told_where_it_is_and_what_has_no_end(client):
    told = client.get("/robots.txt")
    assert told["Content-Type"].startswith("text/plain")
    assert f"Sitemap: http://testserver{reverse('sitemap_index')}" in told.text
    assert "Disallow: /search/" in told.text
