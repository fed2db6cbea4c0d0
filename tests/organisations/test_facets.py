"""Filters with what they count: or inside one, and between them."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kentcivil.geography.models import District
from organisations.models import Beneficiary, Service, Theme
from tests.organisations.factories import OrganisationFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client):
    def looked(**parameters):
        response = client.get(reverse("organisation_search"), parameters)
        looked.page, looked.context = response.content.decode(), response.context
        return [row["name"] for row in response.context["rows"]]

    return looked


@pytest.fixture
def counted(look):
    """Search as a visitor; what the filters say, as {name-slug: number}."""

    def counted(**parameters):
        look(**parameters)
        pairs = re.findall(r'id="([\w-]+)" name="[\w-]+" type="checkbox".*?kent-count">([\d,+]+)<', look.page)
        return {name: int(number.replace(",", "").rstrip("+")) for name, number in pairs}

    return counted


@pytest.fixture
def county():
    """Six organisations that differ in everything a filter asks."""
    thanet, ashford = District.objects.get(slug="thanet"), District.objects.get(slug="ashford")
    food, sport = Theme.objects.get(slug="food"), Theme.objects.get(slug="sport")
    carers = Beneficiary.objects.get(slug="carers")
    today = timezone.localdate()
    one = OrganisationFactory(name="A", district=thanet, themes=[food], beneficiaries=[carers], verified_on=today)
    ServiceFactory(
        organisation=one,
        cost=Service.Cost.FREE,
        joining=Service.Joining.DROP_IN,
        when="Tuesdays, 10am to noon",
        access_needs="Level entrance and an accessible toilet.",
    )
    OrganisationFactory(name="B", district=thanet, themes=[sport], income_band="micro", verified_on="2019-01-01")
    OrganisationFactory(name="C", district=ashford, themes=[food, sport], income_band="small")
    OrganisationFactory(name="D", district=ashford, districts_served=[thanet], themes=[food])
    OrganisationFactory(name="E", is_countywide=True, district=ashford)
    closed = OrganisationFactory(name="F", district=ashford)
    ServiceFactory(organisation=closed, cost=Service.Cost.FREE, is_running=False)


def test_every_choice_says_how_many_it_would_leave(county, counted):
    counts = counted()
    assert counts["district-thanet"] == 4  # A and B are based there, D serves it, E works across Kent
    assert counts["district-ashford"] == 4
    assert counts["theme-food"] == 3
    assert counts["beneficiary-carers"] == 1
    assert counts["cost-free"] == 1
    assert counts["joining-drop-in"] == 1
    assert counts["day-tuesday"] == 1
    assert counts["time-morning"] == 1
    assert counts["access-step-free"] == counts["access-toilet"] == 1
    assert counts["size-micro"] == counts["size-small"] == 1
    assert counts["checked-year"] == 1


def test_what_a_filter_says_is_what_it_leaves(county, counted, look):
    for name, number in counted().items():
        filter_name, slug = name.split("-", 1)
        look(**{filter_name: slug})
        assert look.context["answer"].counts.total == number, name


def test_choices_of_one_filter_widen_and_filters_narrow(county, look, counted):
    assert look(theme=["food", "sport"]) == ["A", "B", "C", "D"]
    assert look(theme=["food", "sport"], district="thanet") == ["A", "B", "D"]
    counts = counted(theme="food", district="thanet")
    # Another theme would widen, so its number leaves the chosen theme aside, but not the district.
    assert (counts["theme-food"], counts["theme-sport"]) == (2, 1)
    assert counts["district-ashford"] == 2
    assert look(checked="year") == ["A"]
    assert look(checked="year", theme="sport") == []


def test_a_place_and_words_count_too(county, counted):
    for number in range(3):
        OrganisationFactory(
            name=f"Chess {number}",
            latitude=51.387,
            longitude=1.386 - number / 4,
            district=District.objects.get(slug="thanet"),
        )
    assert counted(q="chess")["district-thanet"] == 3
    assert counted(q="chess", near="CT9 1")["district-thanet"] == 1


def test_what_is_chosen_can_be_taken_off_one_by_one(county, look):
    look(theme=["food", "sport"], district="thanet", q="visits")
    links = re.findall(r'kent-chosen__one" href="([^"]+)"', look.page)
    assert len(links) == 3
    without = [link.replace("&amp;", "&") for link in links]
    assert without[0] == "?q=visits&theme=food&theme=sport"
    assert without[1] == "?q=visits&district=thanet&theme=sport"


@pytest.mark.parametrize(
    "parameters", [{"theme": "no"}, {"cost": "' OR 1=1"}, {"day": "someday"}, {"checked": "never"}, {"size": "%s"}]
)
def test_a_choice_that_does_not_exist_is_left_out_and_said(county, look, parameters):
    assert len(look(**parameters)) == 6
    assert "so we left it out" in look.page


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("Tuesdays, 10am to noon", "day/tuesday time/morning"),
        ("Monday to Friday 9am-5pm", "day/monday day/tuesday day/wednesday day/thursday day/friday time/morning"
         " time/afternoon"),
        ("Mon, Wed & Fri evenings", "day/monday day/wednesday day/friday time/evening"),
        ("Every day", "day/monday day/tuesday day/wednesday day/thursday day/friday day/saturday day/sunday"),
        ("weekends, 2pm to 4pm", "day/saturday day/sunday time/afternoon"),
        ("Thursdays, 6pm to 8pm", "day/thursday time/evening"),
        ("Saturdays 10-2pm", "day/saturday time/morning time/afternoon"),
        ("Thurs 7.30pm", "day/thursday time/evening"),
        ("Ring us", ""),
        ("Monthly, on the 3rd", ""),
        ("99pm 0am :", "time/morning"),
        ("", ""),
    ],
)  # fmt: skip
def test_days_and_times_are_read_out_of_what_a_service_says(said, marks):
    assert _marks("organisations_when", said) == set(marks.split())


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("Level entrance and an accessible toilet.", "access/step-free access/toilet"),
        ("Upstairs, without a lift or ramp. We can meet you downstairs.", ""),
        ("No steps. Hearing loop.", "access/step-free access/hearing-loop"),
        ("No hearing loop, but BSL on Mondays", "access/sign-language"),
        ("Assistance dogs welcome. Large print on request.", "access/dogs access/print"),
        ("Parking for two blue-badge holders, quiet room.", "access/parking access/quiet"),
        ("", ""),
    ],
)
def test_access_is_read_out_of_what_a_service_says(said, marks):
    assert _marks("organisations_access", said) == set(marks.split())


def _marks(function, said):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [said])
        return set(cursor.fetchone()[0])


def test_a_changed_service_is_counted_anew(county, counted):
    service = Service.objects.get(is_running=True)
    service.when, service.cost = "Sundays", Service.Cost.PAID
    service.save()
    counts = counted(sort="name")
    assert counts["day-sunday"] == counts["cost-paid"] == 1
    assert "cost-free" not in counts


@pytest.mark.parametrize("count", [1, 10, 100])
def test_counting_takes_one_question_whatever_is_chosen(client, django_assert_num_queries, count):
    food = Theme.objects.get(slug="food")
    OrganisationFactory.create_batch(count, themes=[food], district=District.objects.get(slug="thanet"))
    parameters = {"q": "visits", "theme": ["food", "sport"], "district": "thanet", "size": "unknown"}
    client.get(reverse("organisation_search"), parameters | {"page": "1"})
    with django_assert_num_queries(2):
        client.get(reverse("organisation_search"), parameters)
