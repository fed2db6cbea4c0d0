"""Organisations for tests, published unless told otherwise, as most of the directory is."""

import factory
from django.contrib.auth.models import Group
from django.utils.text import slugify

from organisations.models import (
    Beneficiary,
    Contact,
    Identifier,
    Membership,
    Organisation,
    RegisteredCharity,
    Service,
    Theme,
)
from organisations.states import Status
from tests.factories import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Good Neighbours {n}")
    slug = factory.LazyAttribute(lambda organisation: slugify(organisation.name))
    summary = "Visits and lifts for people who live alone."
    status = Status.PUBLISHED

    @factory.post_generation
    def themes(self, create, chosen):
        if chosen:
            self.themes.add(*chosen)

    @factory.post_generation
    def beneficiaries(self, create, chosen):
        if chosen:
            self.beneficiaries.add(*chosen)

    @factory.post_generation
    def districts_served(self, create, chosen):
        if chosen:
            self.districts_served.add(*chosen)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.OWNER


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Tuesday lunch {n}")


class IdentifierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Identifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = Identifier.Scheme.CHARITY
    number = factory.Sequence(lambda n: str(1_100_000 + n))


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Faker("name", locale="en_GB")


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Theme {n}")
    slug = factory.LazyAttribute(lambda theme: slugify(theme.name))


class BeneficiaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Beneficiary

    name = factory.Sequence(lambda n: f"People {n}")
    slug = factory.LazyAttribute(lambda people: slugify(people.name))


class RegisteredCharityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisteredCharity

    organisation_number = factory.Sequence(lambda n: 5_000_000 + n)
    number = factory.Sequence(lambda n: str(1_100_000 + n))
    name = factory.Sequence(lambda n: f"Good Neighbours {n}")
    legal_form = "cio"
    status = RegisteredCharity.Status.REGISTERED


def person_with(role, **fields):
    """Somebody who holds a role, such as Role.DIRECTORY_OFFICER."""
    person = UserFactory(**fields)
    person.groups.add(Group.objects.get(name=role))
    return person
