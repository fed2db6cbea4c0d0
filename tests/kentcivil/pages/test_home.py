"""The front page: what there is to find, what is open, what comes next."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.crowdfund.factories import RoundFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.factories import MeetingFactory

pytestmark = pytest.mark.django_db


def test_it_is_there_on_the_first_day_when_nothing_else_is(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "No round is open today" in page.text
    assert "No meeting is planned" in page.text


def test_its_search_leads_to_the_directory(client):
    page = client.get("/").text
    assert f'action="{reverse("organisation_search")}"' in page
    assert 'name="q"' in page
    assert 'name="near"' in page


def test_it_counts_what_is_public_today(client):
    OrganisationFactory.create_batch(3)
    OrganisationFactory(status="draft")
    assert "in the directory: 3." in client.get("/").text


def test_it_names_the_open_round_until_its_last_moment(client):
    round_ = RoundFactory()
    with time_machine.travel(round_.closes_at - timedelta(seconds=1), tick=False):
        assert round_.title in client.get("/").text
    with time_machine.travel(round_.closes_at, tick=False):
        assert round_.title not in client.get("/").text


def test_it_names_the_next_meeting_and_none_that_is_over(client):
    now = timezone.now()
    public = {"state": "published", "published_at": now - timedelta(days=9)}
    MeetingFactory(title="Over and done", starts_at=now - timedelta(days=3), **public)
    MeetingFactory(title="Next in line", starts_at=now + timedelta(days=3), **public)
    page = client.get("/").text
    assert "Next in line" in page
    assert "Over and done" not in page


def test_somebody_not_signed_in_gets_no_cookie(client):
    page = client.get("/")
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_it_asks_the_database_the_same_few_questions_whatever_there_is(client, rows, django_assert_num_queries):
    OrganisationFactory.create_batch(rows)
    RoundFactory.create_batch(min(rows, 10))
    with django_assert_num_queries(7):
        client.get("/")
