"""Centres, opportunities and enquiries for tests. Opportunities are published in Ashford unless told otherwise."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from kentcivil.geography.models import District
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from volunteering import consent
from volunteering.actions.enquiries import keep_until
from volunteering.models import (
    Broker,
    BudgetLine,
    Enquiry,
    GuardianConsent,
    Hours,
    Opportunity,
    Pilot,
    Place,
    SafeguardingCheck,
    Session,
    Spend,
    Volunteer,
    VolunteerCentre,
)
from volunteering.pilot_states import SpendState
from volunteering.states import EnquiryState, OpportunityState, PlaceState


def district(name="Ashford"):
    return District.objects.get(name=name)


class VolunteerCentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VolunteerCentre
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory, name=factory.Sequence(lambda n: f"Volunteer Centre {n}"))
    email = factory.Sequence(lambda n: f"centre{n}@example.org")
    telephone = "01233 000 000"

    @factory.post_generation
    def districts(self, create, chosen):
        if among := [district()] if chosen is None else chosen:
            self.districts.add(*among)


class BrokerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Broker

    centre = factory.SubFactory(VolunteerCentreFactory)
    user = factory.SubFactory(UserFactory)


class OpportunityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opportunity
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    centre = factory.SubFactory(VolunteerCentreFactory)
    title = "Garden helper"
    slug = factory.Sequence(lambda n: f"garden-helper-{n}")
    summary = "Help us look after a garden that everybody may use."
    tasks = "Weed the beds, water the seedlings and drink tea with us."
    commitment = "Two hours on Tuesdays"
    times = [Opportunity.Times.WEEKDAY_DAYS]
    place = "Repton Community Centre"
    postcode = "TN23 3"
    latitude = 51.15
    longitude = 0.87
    district = factory.LazyFunction(district)
    state = OpportunityState.PUBLISHED
    submitted_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))

    @factory.post_generation
    def causes(self, create, chosen):
        if chosen:
            self.causes.add(*chosen)


class EnquiryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enquiry

    opportunity = factory.SubFactory(OpportunityFactory)
    centre = factory.SelfAttribute("opportunity.centre")
    name = factory.Faker("name", locale="en_GB")
    email = factory.Sequence(lambda n: f"helper{n}@example.org")
    age = Enquiry.Age.ADULT
    consent_wording = consent.CURRENT
    state = EnquiryState.NEW
    keep_until = factory.LazyAttribute(lambda enquiry: keep_until(EnquiryState(enquiry.state), timezone.now()))
    confirmed_at = factory.LazyAttribute(
        lambda enquiry: None if enquiry.state == EnquiryState.UNCONFIRMED else timezone.now()
    )


class PilotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pilot

    name = "The Ashford volunteering pilot"
    centre = factory.SubFactory(VolunteerCentreFactory)
    grant = 170_000
    decision_reference = "21/00074"
    started_on = date(2021, 9, 1)
    months = 12
    purpose = "One place for volunteering in Kent."
    aims = "Bring the centres together\n\nOne place to look"
    story = "It began in Ashford.\n\nIt went on."
    public = True


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    pilot = factory.SubFactory(PilotFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    title = factory.Sequence(lambda n: f"Budget line {n}")
    amount = 1_000


class SpendFactory(factory.django.DjangoModelFactory):
    """A payment that the council has accepted, unless told otherwise."""

    class Meta:
        model = Spend

    line = factory.SubFactory(BudgetLineFactory)
    paid_on = date(2021, 10, 5)
    amount = Decimal("120.40")
    what = "Leaflets"
    evidence = "volunteering/evidence/none.pdf"
    evidence_name = "receipt.pdf"
    state = SpendState.ACCEPTED
    decided_at = factory.LazyFunction(timezone.now)


def staff(*roles, **said):
    """Somebody who works in the admin with these roles."""
    user = UserFactory(is_staff=True, **said)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


class VolunteerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Volunteer

    user = factory.SubFactory(UserFactory)
    born_on = date(1980, 5, 17)
    district = factory.LazyFunction(district)


class SessionFactory(factory.django.DjangoModelFactory):
    """Two hours, three days from now, for two people."""

    class Meta:
        model = Session

    opportunity = factory.SubFactory(OpportunityFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    capacity = 2


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    session = factory.SubFactory(SessionFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    state = PlaceState.TAKEN


class GuardianConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuardianConsent

    volunteer = factory.SubFactory(VolunteerFactory)
    guardian_name = factory.Faker("name", locale="en_GB")
    guardian_email = factory.Sequence(lambda n: f"guardian{n}@example.org")
    state = GuardianConsent.State.GIVEN
    wording = consent.CURRENT
    answered_at = factory.LazyFunction(timezone.now)


class SafeguardingCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SafeguardingCheck

    volunteer = factory.SubFactory(VolunteerFactory)
    kind = SafeguardingCheck.Kind.ENHANCED
    seen_on = factory.LazyFunction(timezone.localdate)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))


class HoursFactory(factory.django.DjangoModelFactory):
    """Two hours, confirmed by the organisation yesterday."""

    class Meta:
        model = Hours

    volunteer = factory.SubFactory(VolunteerFactory)
    opportunity = factory.SubFactory(OpportunityFactory)
    day = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    claimed_minutes = 120
    claimed_at = factory.LazyFunction(timezone.now)
    confirmed_minutes = 120
    confirmed_at = factory.LazyFunction(timezone.now)
