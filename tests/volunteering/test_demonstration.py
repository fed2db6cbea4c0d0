"""The demonstration county's volunteering: believable, and there even where the directory is not."""

import pytest
from django.utils import timezone

from kentcivil.pages.demonstration import County
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.volunteering.factories import district
from tests.volunteering.races import breaches
from volunteering import demonstration
from volunteering.models import Concern, Enquiry, Hours, Opportunity, Pilot, Volunteer, VolunteerCentre

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    people = {"broker": UserFactory(), "volunteer": UserFactory()}
    return County(now=timezone.now(), people=people, quiet=True)


def test_the_county_has_something_for_everybody(county):
    OrganisationFactory(name="Thanet Volunteer Centre", district=district("Thanet"))
    OrganisationFactory(name="Ashford Volunteer Centre", slug="ashford-volunteer-centre", district=district())
    OrganisationFactory(name="Mama to Mama", slug="mama-to-mama", district=district("Thanet"))
    demonstration.fill(county)
    assert VolunteerCentre.objects.count() == 12
    offered = Opportunity.objects.published()
    assert offered.count() > 110
    in_ashford = offered.filter(centre__organisation__slug="ashford-volunteer-centre").count()
    assert in_ashford > 30
    assert Opportunity.objects.waiting().filter(centre__brokers=county.people["broker"]).exists()
    assert Opportunity.objects.filter(state="closed").exists()
    assert {one.state for one in Opportunity.objects.filter(organisation__slug="mama-to-mama", slug__gt="")} >= {
        "published",
        "waiting",
        "returned",
    }
    assert Enquiry.objects.count() == 25
    assert Enquiry.objects.of(county.people["volunteer"]).count() == 2
    assert Enquiry.objects.seen_by_broker(county.people["broker"]).count() > 10
    volunteer = Volunteer.objects.of(county.people["volunteer"]).get()
    assert set(
        volunteer.places.in_play().filter(session__starts_at__gt=county.now).values_list("state", flat=True)
    ) == {
        "taken",
        "offered",
    }
    assert breaches() == []
    assert Hours.objects.minutes() > 5000
    assert Concern.objects.read_by(county.people["broker"]).count() == 1
    assert Pilot.objects.published().get().grant == 170_000


def test_it_does_without_the_directory(county):
    demonstration.fill(county)
    assert VolunteerCentre.objects.count() == 12
