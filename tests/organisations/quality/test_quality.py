"""How many entries are checked, what they lack, and which these are."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.accounts.roles import Role
from kentcivil.geography.models import District
from organisations.models import Beneficiary, Organisation, Theme
from organisations.quality import figures
from organisations.quality.measures import MEASURES, behind, months_before
from organisations.states import Status
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, OrganisationFactory, ServiceFactory

TODAY = date(2022, 8, 31)
DESK = reverse("admin:organisations_organisation_quality")


@pytest.fixture
def county(db):
    """Some entries of each kind, in two districts and in none."""
    thanet, dover = District.objects.get(slug="thanet"), District.objects.get(slug="dover")
    whole = OrganisationFactory(
        name="Whole",
        phone="01632 960000",
        email="a@b.example",
        website="https://a.example/",
        latitude=51.3,
        longitude=1.3,
        district=thanet,
        income_band="small",
        verified_on=date(2022, 8, 1),
        themes=[Theme.objects.get(slug="food")],
        beneficiaries=[Beneficiary.objects.get(slug="babies")],
    )
    ServiceFactory(organisation=whole)
    IdentifierFactory(organisation=whole)
    bare = OrganisationFactory(name="Bare", summary="", district=thanet)
    ServiceFactory(organisation=bare, is_running=False)
    OrganisationFactory(name="Half", email="c@d.example", district=dover, verified_on=date(2022, 1, 5))
    OrganisationFactory(name="Old", phone="01632 960001", verified_on=date(2021, 8, 31))
    OrganisationFactory(name="Draft", district=thanet, status=Status.DRAFT)


def counts(row):
    return {slug: count for slug, count in row.counts.items() if count}


def test_the_figures_of_each_district(county):
    rows = {row.name: row for row in figures.rows(today=TODAY)}
    assert list(rows)[0] == "All"
    assert (rows["All"].total, rows["Thanet"].total, rows["Dover"].total, rows["No district known"].total) == (
        4,
        2,
        1,
        1,
    )
    assert rows["Ashford"].total == 0
    assert counts(rows["Thanet"]) == {
        **{"checked-3-months": 1, "checked-12-months": 1, "never-checked": 1, "no-summary": 1, "no-way-to-ask": 1},
        **{"no-phone": 1, "no-email": 1, "no-website": 1, "no-place": 1, "no-theme": 1, "no-people": 1},
        **{"no-service": 1, "no-number": 1, "no-income": 1},
    }
    assert rows["Dover"].counts["checked-12-months"] == 1
    assert rows["Dover"].counts["checked-3-months"] == 0
    assert rows["No district known"].counts["checked-before"] == 1
    assert rows["All"].counts["no-phone"] == 2
    assert rows["All"].share("no-phone") == 50
    assert rows["Ashford"].share("no-phone") == 0


def test_checked_and_not_checked_are_all_there_are(county):
    for row in figures.rows(today=TODAY):
        told_apart = ("checked-12-months", "checked-before", "never-checked")
        assert sum(row.counts[slug] for slug in told_apart) == row.total


@pytest.mark.parametrize("slug", MEASURES)
def test_each_figure_counts_the_list_behind_it(county, slug):
    for row in figures.rows(today=TODAY):
        listed = behind(slug, Organisation.objects.published(), today=TODAY)
        if row.code is not None:
            listed = listed.filter(district=row.code or None)
        assert listed.count() == row.counts[slug]


@given(day=st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), months=st.integers(1, 30))
def test_so_many_months_earlier(day, months):
    earlier = months_before(day, months)
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day == day.day or (earlier + timedelta(days=1)).day == 1


def test_three_months_before_the_end_of_may():
    assert months_before(date(2022, 5, 31), 3) == date(2022, 2, 28)
    assert months_before(date(2024, 5, 31), 3) == date(2024, 2, 29)


@time_machine.travel("2022-08-31 12:00Z", tick=False)
def test_everybody_sees_the_figures_and_can_take_them(client, county):
    page = client.get(reverse("data_quality")).content.decode()
    assert "The directory has 4 entries on 31 August 2022" in page
    assert "admin" not in page
    answer = client.get(reverse("data_quality_csv"))
    rows = {row["district"]: row for row in csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))}
    assert rows["Thanet"]["Never checked by a person"] == "1"
    assert rows["All"]["entries"] == "4"


def test_an_empty_directory_has_figures_too(client, db):
    assert "has 0 entries" in client.get(reverse("data_quality")).content.decode()


# --- Officers ---


@pytest.fixture
def officer(client, settings, db):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    person = UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=Role.DIRECTORY_OFFICER))
    client.force_login(person)
    return person


@time_machine.travel("2022-08-31 12:00Z", tick=False)
def test_officers_go_from_each_figure_to_its_list(client, officer, county):
    assert f'href="{DESK}"' in client.get(reverse("admin:organisations_organisation_changelist")).content.decode()
    page = client.get(DESK).content.decode()
    links = re.findall(r'<a href="([^"]*status__exact=published[^"]*)">([\d,]+)', page)
    assert len(links) > 40
    for address, figure in links:
        listed = client.get(address.replace("&amp;", "&"))
        assert listed.status_code == 200, address
        assert listed.context["cl"].result_count == int(figure), address


def test_nobody_else_sees_the_officers_page(client, settings, db):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    assert client.get(DESK).status_code == 302
    client.force_login(UserFactory())
    assert client.get(DESK).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    assert client.get(DESK).status_code == 403


def test_an_unknown_figure_lists_everything(client, officer, county):
    assert client.get(reverse("admin:organisations_organisation_changelist"), {"quality": "shoe-size"}).status_code in (
        200,
        302,
    )


@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_page_costs_the_same_for_one_and_for_many(client, db, django_assert_max_num_queries, count):
    OrganisationFactory.create_batch(count)
    with django_assert_max_num_queries(4):
        client.get(reverse("data_quality"))
