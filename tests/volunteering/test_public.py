"""What the public sees: the search, an opportunity, the pilot, and offering to help."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.organisations.factories import ThemeFactory
from tests.volunteering.factories import EnquiryFactory, OpportunityFactory, PilotFactory, VolunteerCentreFactory
from volunteering.models import Enquiry, Skill
from volunteering.views.interest import INTEREST

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def _search(client, **asked):
    return client.get(f"{reverse('volunteering')}?{urlencode(asked)}")


def _titles(response):
    return [thing.title for thing in response.context["page"]]


def _at(place, latitude, longitude, **said):
    return OpportunityFactory(title=place, place=place, latitude=latitude, longitude=longitude, **said)


def test_nearest_first_within_the_distance(client):
    _at("Margate", 51.389, 1.386)
    _at("Ashford town", 51.149, 0.873)
    _at("Kennington", 51.166, 0.889)
    found = _search(client, near="TN23 1", radius="5")
    assert _titles(found) == ["Ashford town", "Kennington"]
    assert "within 5 miles of TN23 1" in found.content.decode()
    assert _titles(_search(client, near="tn23", radius="40"))[-1] == "Margate"


def test_words_and_a_postcode_in_one_box(client):
    _at("Garden by the sea", 51.389, 1.386)
    _at("Garden in town", 51.149, 0.873)
    assert _titles(_search(client, q="garden near CT9 1")) == ["Garden by the sea"]


def test_what_can_be_done_from_home_is_near_everybody(client):
    OpportunityFactory(title="Ring", from_home=True, place="", district=None, latitude=None, longitude=None)
    OpportunityFactory()
    assert _titles(_search(client, near="CT9 1", home="on")) == ["Ring"]


def test_cause_pattern_check_and_age(client):
    cause = ThemeFactory(slug="gardens")
    day = timezone.localdate() + timedelta(days=3)
    OpportunityFactory(title="A", causes=[cause])
    OpportunityFactory(title="B", pattern="one-off", starts_on=day, ends_on=day)
    OpportunityFactory(title="C", checks="enhanced", minimum_age=16)
    assert _titles(_search(client, cause="gardens")) == ["A"]
    assert _titles(_search(client, pattern="one-off")) == ["B"]
    assert _titles(_search(client, no_check="on")) == ["B", "A"]
    assert _titles(_search(client, young="on")) == ["C"]


def test_a_misspelt_word_still_finds_something(client):
    OpportunityFactory(title="Neighbourhood gardener")
    assert _titles(_search(client, q="gradener")) == ["Neighbourhood gardener"]


def test_nothing_found_offers_ways_on(client):
    VolunteerCentreFactory(organisation__name="Ashford Volunteer Centre")
    page = _search(client, q="aeroplane", near="TN23 1", no_check="on").content.decode()
    for words in (
        "We found no opportunity like this",
        "Look within 20 miles",
        "Leave out the words",
        "Ashford Volunteer",
    ):
        assert words in page
    assert "radius=20" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"near": "M1 1AE"}, "is not in Kent or Medway"),
        ({"near": "nowhere at all"}, "is not a postcode"),
        ({"q": "x" * 201}, "at most 200"),
        ({"q": "a\x00b"}, "Null characters"),
        ({"radius": "1000000"}, "Select a valid choice"),
        ({"cause": "no-such"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(client, asked, sentence):
    OpportunityFactory()
    page = _search(client, **asked)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert _titles(page) == []


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc"])
def test_a_page_that_is_not_there_is_the_nearest_that_is(client, page):
    OpportunityFactory()
    assert _titles(_search(client, page=page)) == ["Garden helper"]


def test_closed_past_and_unpublished_are_not_listed(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    OpportunityFactory(ends_on=yesterday)
    for state in ("draft", "waiting", "closed"):
        OpportunityFactory(state=state)
    assert _titles(_search(client)) == []


def test_the_search_asks_as_often_for_a_hundred_as_for_one(client, django_assert_max_num_queries):
    one, asked, rows = OpportunityFactory(state="draft"), [], 0
    for size in (1, 10, 100):
        same = {"organisation": one.organisation, "centre": one.centre}
        rows += len(OpportunityFactory.create_batch(size - rows, **same))
        with django_assert_max_num_queries(8) as queries:
            _search(client, q="garden", near="TN23 1")
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked


def test_an_opportunity_says_everything_and_speaks_schema_org(client):
    opportunity = OpportunityFactory(
        title="Garden </script><script>alert(1)</script>",
        checks="basic",
        causes=[ThemeFactory()],
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        training="A course",
        wheelchair_access=True,
    )
    opportunity.skills.set(Skill.objects.all()[:2])
    page = client.get(opportunity.get_absolute_url()).content.decode()
    for words in ("Weed the beds", "Two hours on Tuesdays", "Basic DBS check", "I would like to help", "Repton"):
        assert words in page
    written = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    said = json.loads(written)
    assert said["title"] == opportunity.title
    assert (said["@type"], said["employmentType"]) == ("JobPosting", "VOLUNTEER")
    assert said["jobLocation"]["geo"]["latitude"] == 51.15


def test_one_from_home_speaks_schema_org_too(client):
    opportunity = OpportunityFactory(
        from_home=True, place="", district=None, latitude=None, longitude=None, postcode=""
    )
    assert "TELECOMMUTE" in client.get(opportunity.get_absolute_url()).content.decode()


def test_a_closed_one_is_gone_with_a_kind_word(client):
    opportunity = OpportunityFactory(state="closed", causes=[ThemeFactory(slug="gardens")])
    page = client.get(opportunity.get_absolute_url())
    assert page.status_code == 410
    assert "has closed" in page.content.decode()
    assert "?cause=gardens" in page.content.decode()
    assert client.get(reverse("volunteering_interest", args=[opportunity.slug])).status_code == 404
    past = OpportunityFactory(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(past.get_absolute_url()).status_code == 410


def test_a_draft_is_not_there(client):
    assert client.get(OpportunityFactory(state="draft").get_absolute_url()).status_code == 404
    assert client.get(reverse("volunteering_opportunity", args=["nothing"])).status_code == 404


def test_the_pilot_says_what_was_granted_and_counts_honestly(client):
    pilot = PilotFactory()
    thing = OpportunityFactory(centre=pilot.centre)
    EnquiryFactory.create_batch(5, opportunity=thing, state="introduced")
    EnquiryFactory(opportunity=thing, state="unconfirmed")
    page = client.get(reverse("volunteering_pilot"))
    text = page.content.decode()
    for words in ("£170,000", "21/00074", "12 months from September 2021", "Bring the centres together"):
        assert words in text
    counted = {str(label): (county and county.text, own and own.text) for label, county, own in page.context["figures"]}
    assert counted["Opportunities open now"] == ("1", "1")
    assert counted["Times somebody has offered to help through this portal"] == ("5", "5")
    assert counted["Kent districts with a volunteer centre, out of 12"] == ("1", None)
    assert pilot.ends_on.isoformat() == "2022-09-01"


def test_a_pilot_that_is_not_public_is_not_there(client):
    assert client.get(reverse("volunteering_pilot")).status_code == 404
    PilotFactory(public=False)
    assert client.get(reverse("volunteering_pilot")).status_code == 404


# --- Offering to help -------------------------------------------------------------------------------------------


def _form(**changed):
    return {
        "name": "Jo Fern",
        "email": "jo@example.org",
        "telephone": "",
        "message": "Hello",
        "age": "18+",
        "consent": "on",
        **changed,
    }


def _send(client, opportunity, **changed):
    return client.post(reverse("volunteering_interest", args=[opportunity.slug]), _form(**changed), follow=True)


def test_without_an_account_from_the_form_to_the_centre(client):
    opportunity = OpportunityFactory()
    assert "Check your email" in _send(client, opportunity).content.decode()
    link = re.search(r"https?://[^/]+(/volunteering/confirm/\S+)", Message.objects.get().text)[1]
    page = client.get(link)
    assert "Yes, this is my address" in page.content.decode()
    assert "Jo Fern" in page.content.decode()
    assert Enquiry.objects.get().state == "unconfirmed"  # only opening it does nothing: mail scanners do that
    assert "Thank you" in client.post(link).content.decode()
    assert Enquiry.objects.get().state == "new"
    assert "Thank you" in client.get(link).content.decode()


def test_with_an_account_it_is_sent_at_once_and_twice_is_kindly_answered(client):
    opportunity, person = OpportunityFactory(), UserFactory()
    client.force_login(person)
    assert person.email in client.get(reverse("volunteering_interest", args=[opportunity.slug])).content.decode()
    assert "Thank you" in _send(client, opportunity).content.decode()
    assert "You have told us already" in _send(client, opportunity).content.decode()
    again = client.get(reverse("volunteering_interest", args=[opportunity.slug])).content.decode()
    assert "There is nothing more to do" in again
    assert Enquiry.objects.get().email == person.email


def test_the_page_does_not_tell_who_asked_before(client):
    opportunity = OpportunityFactory()
    EnquiryFactory(opportunity=opportunity, email="jo@example.org")
    known, unknown = _send(client, opportunity), _send(client, opportunity, email="new@example.org")
    assert known.redirect_chain == unknown.redirect_chain


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "jo@"}, "name@example.com"),
        ({"telephone": "ring me"}, "Enter a phone number"),
        ({"message": "x" * 2001}, "2,000 characters or fewer"),
        ({"age": ""}, "Say whether you are 16 or 17"),
        ({"age": "16-17"}, "18 or over for this opportunity"),
        ({"consent": ""}, "Tick the box"),
    ],
)
def test_a_wrong_answer_is_explained_and_the_rest_is_kept(client, changed, sentence):
    page = _send(client, OpportunityFactory(), **changed).content.decode()
    assert "There is a problem" in page
    assert sentence in page
    assert "Hello" in page or "message" in changed
    assert not Enquiry.objects.exists()


def test_a_flood_is_held_back(client):
    opportunity = OpportunityFactory()
    pages = [_send(client, opportunity) for _one in range(INTEREST.per_person + 1)]
    assert [page.status_code for page in pages] == [200] * INTEREST.per_person + [429]
    assert "Wait an hour" in pages[-1].content.decode()


def test_a_damaged_link_says_what_to_do(client):
    page = client.get(reverse("volunteering_confirm", args=["damaged"]))
    assert page.status_code == 404
    assert "Register your interest again" in page.content.decode()


def test_a_strange_outcome_in_the_address_shows_nothing_strange(client):
    opportunity = OpportunityFactory()
    page = client.get(reverse("volunteering_interest_sent", args=[opportunity.slug]) + "?outcome=<script>")
    assert "Check your email" in page.content.decode()
