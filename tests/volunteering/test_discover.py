"""Ways to something to do: filters of the search, suggestions with reasons, and a calendar."""

from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tests.organisations.factories import ThemeFactory
from tests.volunteering.factories import OpportunityFactory, SessionFactory, VolunteerFactory, district
from volunteering.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def _search(client, **asked):
    response = client.get(f"{reverse('volunteering')}?{urlencode(asked)}")
    return [thing.title for thing in response.context["page"]]


def _suggestions(client, **asked):
    return client.get(f"{reverse('volunteering_suggestions')}?{urlencode(asked, doseq=True)}")


def _titles(response):
    return [match.opportunity.title for match in response.context["matches"]]


# --- Search -----------------------------------------------------------------------------------------------------


def test_skill_time_of_the_week_and_wheelchair(client):
    driving = Skill.objects.get(notation="Driving")
    OpportunityFactory(title="Drive").skills.add(driving)
    OpportunityFactory(title="Evening", times=["weekday-evenings"])
    OpportunityFactory(title="Whenever", times=["flexible"])
    OpportunityFactory(title="Step-free", wheelchair_access=True)
    assert _search(client, skill="Driving") == ["Drive"]
    assert set(_search(client, times="weekday-evenings")) == {"Evening", "Whenever"}
    assert set(_search(client, times="weekend-days")) == {"Whenever"}
    assert _search(client, wheelchair="on") == ["Step-free"]
    assert _search(client, wheelchair="on", times="weekday-evenings") == []
    page = client.get(f"{reverse('volunteering')}?times=weekend-evenings&skill=Driving").content.decode()
    assert "Look at every time of the week" in page
    assert "Look at every skill" in page


@pytest.mark.parametrize("asked", [{"skill": "nothing"}, {"times": "never"}, {"times": "flexible"}])
def test_a_choice_that_is_none_gets_a_sentence(client, asked):
    OpportunityFactory()
    page = client.get(f"{reverse('volunteering')}?{urlencode(asked)}")
    assert "Select a valid choice" in page.content.decode()
    assert list(page.context["page"]) == []


# --- Suggestions ------------------------------------------------------------------------------------------------


def test_what_shares_most_comes_first_with_its_reasons(client):
    animals, food = ThemeFactory(slug="x-animals", name="Ponies"), ThemeFactory(slug="x-food", name="Soup")
    driving = Skill.objects.get(notation="Driving")
    best = OpportunityFactory(title="Best", causes=[animals], times=["weekday-evenings"])
    best.skills.add(driving)
    OpportunityFactory(title="Cause only", causes=[animals], times=["weekend-days"])
    OpportunityFactory(title="Skill only", times=["weekend-days"]).skills.add(driving)
    OpportunityFactory(title="Something else", causes=[food])
    found = _suggestions(client, interests="x-animals", skills=driving.pk, times="weekday-evenings")
    assert _titles(found) == ["Best", "Cause only", "Skill only"]
    page = found.content.decode()
    for words in ("You like: Ponies", "You are good at: Driving", "You are free: Weekday evenings"):
        assert words in page


def test_times_alone_suggest_what_is_then_and_what_is_whenever(client):
    OpportunityFactory(title="Evening", times=["weekday-evenings"])
    OpportunityFactory(title="Whenever", times=["flexible"])
    OpportunityFactory(title="Weekend", times=["weekend-days"])
    found = _suggestions(client, times="weekday-evenings")
    assert _titles(found) == ["Evening", "Whenever"]
    assert "You choose when" in found.content.decode()


def test_near_is_better_than_far_and_far_is_left_out_unless_it_is_done_from_home(client):
    cause = ThemeFactory(slug="x-garden", name="Gardens")
    OpportunityFactory(title="Ashford", causes=[cause], latitude=51.149, longitude=0.873)
    OpportunityFactory(title="Wye", causes=[cause], latitude=51.182, longitude=0.938)
    OpportunityFactory(title="Margate", causes=[cause], latitude=51.389, longitude=1.386)
    home = {"place": "", "postcode": "", "district": None, "latitude": None, "longitude": None, "from_home": True}
    OpportunityFactory(title="Ring", causes=[cause], **home)
    found = _suggestions(client, interests="x-garden", near="TN23 1")
    assert _titles(found)[-1] == "Wye"
    assert set(_titles(found)) == {"Ashford", "Wye", "Ring"}
    assert "About 4 miles away" in found.content.decode() or "About 3 miles away" in found.content.decode()
    assert "You can do it from home" in found.content.decode()


def test_nothing_that_fits_says_what_to_do(client):
    ThemeFactory(slug="x-none", name="Nothing")
    assert "We found nothing that fits" in _suggestions(client, interests="x-none").content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"near": "M1 1AE"}, "is not in Kent or Medway"),
        ({"interests": "no-such"}, "is not one of the available choices"),
        ({"skills": "no-number"}, "is not a valid value"),
        ({"times": "never"}, "is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(client, asked, sentence):
    response = _suggestions(client, **asked)
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_a_volunteers_account_has_said_it_already(client):
    cause = ThemeFactory(slug="x-garden", name="Gardens")
    OpportunityFactory(title="Ours", causes=[cause])
    OpportunityFactory(title="For adults", causes=[cause], minimum_age=99)
    OpportunityFactory(title="Elsewhere", causes=[cause], district=district("Dover"))
    volunteer = VolunteerFactory(district=district())
    volunteer.interests.add(cause)
    client.force_login(volunteer.user)
    found = _suggestions(client)
    assert _titles(found) == ["Ours"]
    assert "what your volunteer account says" in found.content.decode()


def test_a_visitor_is_asked_first(client):
    response = _suggestions(client)
    assert "We do not keep it" in response.content.decode()
    assert response.context["matches"] == []


def test_suggestions_ask_as_often_for_a_hundred_as_for_one(client, django_assert_max_num_queries):
    cause = ThemeFactory(slug="x-garden", name="Gardens")
    one, asked = OpportunityFactory(state="draft"), []
    same = {"organisation": one.organisation, "centre": one.centre}
    for size in (1, 9, 90):
        for opportunity in OpportunityFactory.create_batch(size, causes=[cause], **same):
            opportunity.skills.add(Skill.objects.first())
        with django_assert_max_num_queries(16) as queries:
            _suggestions(client, interests="x-garden", near="TN23 1")
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked


# --- Calendar ---------------------------------------------------------------------------------------------------


def _events(client, **asked):
    response = client.get(f"{reverse('volunteering_feed')}?{urlencode(asked)}")
    assert response["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_the_calendar_has_the_days_and_sessions_of_what_a_search_finds(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    fair = OpportunityFactory(title="Fair", pattern="one-off", starts_on=tomorrow, ends_on=tomorrow)
    garden = OpportunityFactory(title="Garden", times=["weekend-days"])
    planned = SessionFactory(opportunity=garden)
    cancelled = SessionFactory(opportunity=garden, state="cancelled", cancelled_because="Snow")
    OpportunityFactory(title="No day of its own")
    found = {str(event["UID"]).split("@")[0]: event for event in _events(client)}
    assert set(found) == {f"opportunity-{fair.pk}", f"session-{planned.uid}", f"session-{cancelled.uid}"}
    assert str(found[f"session-{cancelled.uid}"]["STATUS"]) == "CANCELLED"
    assert found[f"session-{planned.uid}"].decoded("DTSTART") == planned.starts_at.replace(microsecond=0)
    day = found[f"opportunity-{fair.pk}"]
    assert day.decoded("DTEND") - day.decoded("DTSTART") == timedelta(days=1)
    assert len(_events(client, times="weekend-days")) == 2
    assert len(_events(client, q="fair")) == 1
    assert _events(client, near="nowhere at all") == []


def test_the_calendar_asks_as_often_for_a_hundred_as_for_one(client, django_assert_max_num_queries):
    one, asked = OpportunityFactory(state="draft"), []
    for size in (1, 9, 90):
        for opportunity in OpportunityFactory.create_batch(size, organisation=one.organisation, centre=one.centre):
            SessionFactory(opportunity=opportunity)
        with django_assert_max_num_queries(6) as queries:
            _events(client)
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked
