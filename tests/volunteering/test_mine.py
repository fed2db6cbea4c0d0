"""Members of an organisation ask for volunteers and see where it stands; others do not know that it is there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import EnquiryFactory, OpportunityFactory, VolunteerCentreFactory, district
from volunteering.models import Opportunity, VolunteerCentre

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    VolunteerCentreFactory()
    return MembershipFactory(organisation__district=district()).user


@pytest.fixture
def organisation(member):
    return member.organisations.get()


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def _form(**changed):
    return {
        "title": "Befriending",
        "summary": "Visit somebody.",
        "tasks": "Tea and a chat.",
        "pattern": "regular",
        "commitment": "An hour a week",
        "times": ["weekday-days"],
        "postcode": "TN23 3",
        "minimum_age": "18",
        "checks": "none",
        **changed,
    }


def _post(client, organisation, **changed):
    return client.post(reverse("my_opportunity_post", args=[organisation.slug]), _form(**changed), follow=True)


def test_from_the_form_to_the_centre_and_closed(signed_in, organisation):
    assert "Ask for volunteers for" in signed_in.get(reverse("my_volunteering")).content.decode()
    assert signed_in.get(reverse("my_opportunity_post", args=[organisation.slug])).status_code == 200
    page = _post(signed_in, organisation)
    assert "Only you can see this" in page.content.decode()
    opportunity = Opportunity.objects.get()
    changed = signed_in.post(
        reverse("my_opportunity_change", args=[opportunity.slug]), _form(title="Visiting"), follow=True
    )
    assert "Visiting" in changed.content.decode()
    sent = signed_in.post(reverse("my_opportunity_submit", args=[opportunity.slug]), follow=True)
    assert "They will check it" in sent.content.decode()
    again = signed_in.post(reverse("my_opportunity_submit", args=[opportunity.slug]), follow=True)
    assert "cannot become" in again.content.decode()
    assert signed_in.get(reverse("my_opportunity_change", args=[opportunity.slug])).status_code == 404
    closed = signed_in.post(reverse("my_opportunity_close", args=[opportunity.slug]), follow=True)
    assert "It is closed" in closed.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Enter a name for the opportunity"),
        ({"times": []}, "Choose when in the week"),
        ({"postcode": "M1 1AE"}, "is not in Kent or Medway"),
        ({"postcode": ""}, "or say that it can be done from home"),
        ({"pattern": "one-off"}, "Enter the day on which it is"),
        ({"minimum_age": "3"}, "greater than or equal to 8"),
        (
            {
                "starts_on_0": "2",
                "starts_on_1": "5",
                "starts_on_2": "2030",
                "ends_on_0": "1",
                "ends_on_1": "5",
                "ends_on_2": "2030",
            },
            "on or after the first day",
        ),
    ],
)
def test_a_wrong_answer_is_explained(signed_in, organisation, changed, sentence):
    page = _post(signed_in, organisation, **changed).content.decode()
    assert "There is a problem" in page
    assert sentence in page
    assert not Opportunity.objects.exists()


def test_a_one_off_needs_only_its_day(signed_in, organisation):
    _post(signed_in, organisation, pattern="one-off", starts_on_0="2", starts_on_1="5", starts_on_2="2030")
    assert Opportunity.objects.get().ends_on.isoformat() == "2030-05-02"


def test_where_no_centre_works_the_form_says_so(signed_in, organisation):
    mine = OpportunityFactory(organisation=organisation, state="draft")
    VolunteerCentre.objects.update(open=False)
    assert "No volunteer centre works in Ashford" in _post(signed_in, organisation).content.decode()
    page = signed_in.post(reverse("my_opportunity_change", args=[mine.slug]), _form()).content.decode()
    assert "No volunteer centre works in Ashford" in page


@pytest.mark.parametrize(
    "name", ["my_opportunity", "my_opportunity_change", "my_opportunity_submit", "my_opportunity_close"]
)
def test_what_belongs_to_others_is_not_there(client, name):
    opportunity = OpportunityFactory(state="draft")
    client.force_login(UserFactory())
    ask = client.post if name in ("my_opportunity_submit", "my_opportunity_close") else client.get
    assert ask(reverse(name, args=[opportunity.slug])).status_code == 404
    assert client.get(reverse("my_opportunity_post", args=[opportunity.organisation.slug])).status_code == 404


def test_every_state_has_words_of_its_own(signed_in, organisation):
    yesterday = timezone.localdate() - timedelta(days=1)
    for state, words in {
        "waiting": "will check it",
        "published": "See the public page",
        "returned": "asks for a change",
        "closed": "It is closed",
    }.items():
        opportunity = OpportunityFactory(organisation=organisation, state=state, returned_because="Say more.")
        assert words in signed_in.get(reverse("my_opportunity", args=[opportunity.slug])).content.decode()
    past = OpportunityFactory(organisation=organisation, ends_on=yesterday)
    assert "last day is over" in signed_in.get(reverse("my_opportunity", args=[past.slug])).content.decode()


def test_a_volunteer_sees_how_far_things_are_in_as_many_queries_however_many(client, django_assert_max_num_queries):
    person = UserFactory()
    client.force_login(person)
    opportunity = OpportunityFactory()
    asked, rows = [], 0
    for size in (1, 10, 100):
        rows += len(EnquiryFactory.create_batch(size - rows, opportunity=opportunity, user=person, state="introduced"))
        with django_assert_max_num_queries(8) as queries:
            page = client.get(reverse("my_volunteering")).content.decode()
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked
    assert page.count("Introduced") == 100
