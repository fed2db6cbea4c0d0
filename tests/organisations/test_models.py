import pytest
from django.db import IntegrityError, transaction

from organisations.models import Identifier, IncomeBand, Organisation
from organisations.states import Status
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, MembershipFactory, OrganisationFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"status": "lost"},
        {"latitude": 51.3},
        {"longitude": 1.3},
        {"latitude": 151.3, "longitude": 1.3},
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(**{"slug": "entry", **wrong})


def test_a_person_who_verified_without_a_date_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(verified_by=UserFactory())


def test_a_registered_number_belongs_to_one_entry():
    IdentifierFactory(number="1123456")
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentifierFactory(number="1123456")


def test_registered_numbers_lead_to_their_registers():
    assert Identifier(scheme="GB-CHC", number="1123456").register_address.endswith("/charity-details/1123456")
    assert Identifier(scheme="GB-LAE", number="KEN").register_address == ""
    assert str(Identifier(scheme="GB-COH", number="01234567")) == "GB-COH-01234567"


def test_only_published_entries_are_public():
    shown = OrganisationFactory()
    for status in set(Status) - {Status.PUBLISHED}:
        OrganisationFactory(status=status)
    assert list(Organisation.objects.published()) == [shown]
    assert shown.is_published


def test_a_service_is_public_while_it_runs_and_its_organisation_is_public():
    shown = ServiceFactory()
    ServiceFactory(is_running=False)
    ServiceFactory(organisation__status=Status.SUSPENDED)
    assert list(type(shown).objects.published()) == [shown]


def test_people_find_the_organisations_they_speak_for():
    membership = MembershipFactory()
    OrganisationFactory()
    assert list(Organisation.objects.of_member(membership.user)) == [membership.organisation]
    assert list(membership.user.organisations.all()) == [membership.organisation]


@pytest.mark.parametrize(
    ("income", "band"),
    [
        (None, IncomeBand.UNKNOWN),
        (0, IncomeBand.MICRO),
        (9_999, IncomeBand.MICRO),
        (10_000, IncomeBand.SMALL),
        (999_999, IncomeBand.MEDIUM),
        (9_999_999, IncomeBand.LARGE),
        (10_000_000, IncomeBand.MAJOR),
    ],
)
def test_income_falls_into_a_band(income, band):
    assert IncomeBand.of(income) == band
