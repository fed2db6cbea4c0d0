"""Suggestions by email: to those who asked, of what fits them, once a week."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kentcivil.mail.models import Message
from tests.organisations.factories import ThemeFactory
from tests.volunteering.factories import (
    EnquiryFactory,
    OpportunityFactory,
    PlaceFactory,
    SafeguardingCheckFactory,
    SessionFactory,
    VolunteerFactory,
    district,
)
from volunteering import suggestions, tasks
from volunteering.models import Consent, Enquiry, Opportunity, SafeguardingCheck, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens():
    return ThemeFactory(name="Gardens")


@pytest.fixture
def volunteer(gardens):
    volunteer = VolunteerFactory(times=["weekday-days"])
    volunteer.interests.set([gardens])
    Consent.objects.create(volunteer=volunteer, purpose=Consent.Purpose.SUGGESTIONS, wording="1")
    return volunteer


def test_what_fits_comes_first_and_what_does_not_is_left_out(volunteer, gardens):
    skill = Skill.objects.first()
    volunteer.skills.set([skill])
    liked = OpportunityFactory(causes=[gardens])
    both = OpportunityFactory(causes=[gardens])
    both.skills.set([skill])
    home = OpportunityFactory(causes=[gardens], from_home=True, district=district("Thanet"))
    for unfit in (
        {"causes": []},
        {"causes": [gardens], "district": district("Thanet")},
        {"causes": [gardens], "state": "closed"},
    ):
        OpportunityFactory(**unfit)
    weekend = OpportunityFactory(causes=[gardens], times=["weekend-days"])
    EnquiryFactory(opportunity=OpportunityFactory(causes=[gardens]), user=volunteer.user)
    PlaceFactory(session=SessionFactory(opportunity=OpportunityFactory(causes=[gardens])), volunteer=volunteer)
    found = _suited_to(volunteer)
    assert found[0] == both
    assert set(found[1:]) == {liked, home}
    volunteer.times = []
    assert set(_suited_to(volunteer)) == {both, liked, home, weekend}
    volunteer.born_on = timezone.localdate() - timedelta(days=17 * 365)
    assert _suited_to(volunteer) == [], "all are for 18 and over"


def _suited_to(volunteer):
    return [match.opportunity for match in suggestions.suited_to(volunteer, Opportunity.objects.published())]


def test_once_a_week_to_those_who_asked_and_not_about_what_is_old(volunteer, gardens):
    new = OpportunityFactory(title="New beds", causes=[gardens])
    OpportunityFactory(title="Old beds", causes=[gardens], published_at=timezone.now() - timedelta(days=30))
    silent = VolunteerFactory()
    silent.interests.set([gardens])
    tasks.suggest()
    tasks.suggest()
    message = Message.objects.get()
    assert message.to == volunteer.user.email
    assert new.get_absolute_url() in message.text
    assert "You like: Gardens" in message.text
    assert "Old beds" not in message.text
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert suggestions.send() == 0, "nothing new"
    volunteer.consents.update(withdrawn_at=timezone.now())
    assert suggestions.send() == 0


def test_the_daily_task_erases_people_and_notes_of_checks():
    EnquiryFactory(keep_until=timezone.localdate() - timedelta(days=1))
    old = timezone.localdate() - timedelta(days=400)
    SafeguardingCheckFactory(seen_on=old, expires_on=old + timedelta(days=300))
    tasks.erase()
    assert not SafeguardingCheck.objects.exists()
    assert Enquiry.objects.get().erased_at
    tasks.let_offers_run_out()
