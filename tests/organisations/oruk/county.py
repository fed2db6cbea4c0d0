"""A small county with every kind of entry that the standard's objects are made from."""

from datetime import date

from kentcivil.geography.models import District
from organisations.models import Beneficiary, Theme
from organisations.states import Status
from tests.organisations.factories import ContactFactory, IdentifierFactory, OrganisationFactory, ServiceFactory

MARGATE = {"latitude": 51.3891, "longitude": 1.3862}


def fill():
    """:returns: {name: organisation}"""
    thanet, dover, medway = (District.objects.get(slug=slug) for slug in ("thanet", "dover", "medway"))
    mama = OrganisationFactory(
        name="Mama to Mama",
        summary="A baby bank in Thanet.",
        purpose="More.",
        website="https://mama.example/ö b?a=[1]",
        email="hello@mama.example",
        phone="01632 960123",
        town="Margate",
        postcode="CT9 1HP",
        district=thanet,
        address="1 High Street",
        verified_on=date(2022, 3, 4),
        themes=[Theme.objects.get(slug="food"), Theme.objects.get(slug="baby-and-family")],
        beneficiaries=[Beneficiary.objects.get(slug="babies")],
        districts_served=[thanet, dover],
        **MARGATE,
    )
    IdentifierFactory(organisation=mama, number="1187654")
    IdentifierFactory(organisation=mama, scheme="GB-COH", number="01234567")
    ContactFactory(organisation=mama, name="Open Olive", job="Secretary", is_public=True)
    ContactFactory(organisation=mama, name="Private Petra")
    ServiceFactory(
        organisation=mama,
        name="Pram library",
        description="Prams and cots.",
        who_for="Anybody with a baby",
        when="Tuesdays and Thursdays, 10am to midday",
        cost="free",
        joining="book",
        joining_note="Ring us",
        access_needs="Ramp",
        place_name="St Mary's Hall",
        address="2 Church Lane\nCliftonville",
        postcode="CT9 1HP",
        district=thanet,
        getting_there="By bus",
        minimum_age=16,
        maximum_age=45,
        **MARGATE,
    )
    ServiceFactory(
        organisation=mama, name="Sewing bee", when="First Monday of the month, 7-9pm", cost="paid", cost_note="£3.50"
    )
    ServiceFactory(organisation=mama, name="Ended service", is_running=False)
    line = OrganisationFactory(
        name="Kent Listening Line", summary="", purpose="", website="not an address", email="nobody", is_online=True
    )
    ServiceFactory(
        organisation=line, name="Listening", when="Every day, 6pm to midnight", cost="donation", cost_note="£2 or £5"
    )
    wide = OrganisationFactory(
        name="Kent Wide Trust", is_countywide=True, beneficiaries=[Beneficiary.objects.get(slug="carers")]
    )
    ServiceFactory(
        organisation=wide, name="Grants", when="Term time", place_name="The Office", postcode="ME1 1AA", district=medway
    )
    hidden = OrganisationFactory(name="Hidden Draft", status=Status.DRAFT, themes=[Theme.objects.get(slug="food")])
    ServiceFactory(organisation=hidden, name="Hidden service")
    silent = OrganisationFactory(name="Dover Silent Club", district=dover, town="Dover")
    ServiceFactory(
        organisation=silent, name="Silence", address="3 Snargate Street", postcode="CT17 9AA", district=dover
    )
    return {one.name: one for one in (mama, line, wide, hidden, silent)}
