"""An organisation's public page, its members' page and the link in the reminder."""

import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from organisations import actions
from organisations.models import Beneficiary, Theme
from organisations.reminders import still_correct_address
from organisations.states import Status
from tests.factories import UserFactory
from tests.organisations.factories import (
    ContactFactory,
    IdentifierFactory,
    MembershipFactory,
    OrganisationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    made = OrganisationFactory(
        name="Mama to Mama",
        summary="A baby bank </script><script>alert(1)</script>",
        town="Margate",
        postcode="CT9 1HP",
        latitude=51.39,
        longitude=1.38,
        phone="01632 960123",
        email="hello@mama.example",
        website="https://mama.example/",
        other_names="Thanet Baby Bank",
        income_band="small",
        legal_form="cio",
        is_online=True,
        is_countywide=True,
        verified_on=date(2022, 3, 4),
        themes=[Theme.objects.get(slug="food")],
        beneficiaries=[Beneficiary.objects.get(slug="babies")],
    )
    IdentifierFactory(organisation=made, number="1187654")
    ServiceFactory(organisation=made, name="Pram library", when="Tuesdays, 10am", access_needs="Ramp", cost="free")
    ServiceFactory(organisation=made, name="Ended service", is_running=False)
    ContactFactory(organisation=made, name="Open Olive", is_public=True)
    ContactFactory(organisation=made, name="Private Petra")
    return made


def test_the_public_page_tells_what_people_need(client, organisation):
    page = client.get(organisation.get_absolute_url()).content.decode()
    for text in (
        *(
            "Mama to Mama",
            "Pram library",
            "Tuesdays, 10am",
            "Ramp",
            "Free",
            "01632 960123",
            "Margate",
            "Works across Kent",
        ),
        *("4 March 2022", "charity-details/1187654", "£10,000 to £100,000", "Babies and new parents", "Open Olive"),
        *("Tell us something is wrong", "Thanet Baby Bank", "online or by phone"),
    ):
        assert text in page, text
    assert "Private Petra" not in page
    assert "Ended service" not in page
    assert "Change this entry" not in page
    assert "<script>alert" not in page


def test_the_page_describes_itself_to_search_engines(client, organisation):
    page = client.get(organisation.get_absolute_url()).content.decode()
    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert described["name"] == "Mama to Mama"
    assert described["description"] == organisation.summary
    assert described["address"]["postalCode"] == "CT9 1HP"
    assert described["identifier"] == [{"@type": "PropertyValue", "propertyID": "GB-CHC", "value": "1187654"}]
    assert described["areaServed"] == "Kent"


def test_a_bare_entry_has_a_page_too(client):
    page = client.get(OrganisationFactory(summary="").get_absolute_url()).content.decode()
    assert "We have no phone number" in page
    assert "Not yet checked by a person" in page


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_what_is_not_public_is_not_there_but_for_its_people(client, status):
    membership = MembershipFactory(organisation__status=status)
    address = membership.organisation.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(membership.user)
    page = client.get(address)
    assert "The public cannot see this entry" in page.content.decode()
    assert "ld+json" not in page.content.decode()
    assert client.get(reverse("organisation", args=["no-such"])).status_code == 404


def test_the_number_of_questions_to_the_database_does_not_grow(client, django_assert_num_queries, organisation):
    client.get("/organisations/x/")
    with CaptureQueriesContext(connection) as few:
        client.get(organisation.get_absolute_url())
    ServiceFactory.create_batch(10, organisation=organisation)
    IdentifierFactory.create_batch(10, organisation=organisation)
    with django_assert_num_queries(len(few)):
        client.get(organisation.get_absolute_url())


def test_a_member_changes_the_entry_and_says_that_it_is_correct(client):
    membership = MembershipFactory()
    organisation = membership.organisation
    address = reverse("my_organisation", args=[organisation.slug])
    client.force_login(membership.user)
    assert "Not yet checked" in client.get(address).content.decode()
    answer = client.post(address, {"name": organisation.name, "summary": "Lifts and visits", "is_online": "on"})
    assert answer.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.summary, organisation.is_online) == ("Lifts and visits", True)
    assert client.post(reverse("my_organisation_verify", args=[organisation.slug])).status_code == 302
    organisation.refresh_from_db()
    assert organisation.verified_by == membership.user
    wrong = client.post(address, {"summary": "x" * 500, "email": "nowhere", "postcode": "nowhere"}).content.decode()
    for sentence in ("400 letters or fewer", "like name@example.com", "like CT9 1HP", "Enter the name"):
        assert sentence in wrong


def test_others_do_not_learn_that_the_members_page_exists(client, organisation):
    client.force_login(UserFactory())
    assert client.get(reverse("my_organisation", args=[organisation.slug])).status_code == 404
    assert client.post(reverse("my_organisation_verify", args=[organisation.slug])).status_code == 404


def test_the_link_in_the_reminder_asks_then_records(client):
    membership = MembershipFactory(organisation__verified_on=date(2021, 1, 1))
    address = still_correct_address(membership)
    client.get(address)
    membership.organisation.refresh_from_db()
    assert membership.organisation.verified_on == date(2021, 1, 1)
    assert "Thank you" in client.post(address).content.decode()
    membership.organisation.refresh_from_db()
    assert membership.organisation.verified_by == membership.user
    assert membership.organisation.status == Status.PUBLISHED
    assert "checked already" in client.get(address).content.decode()
    assert client.get(address[:-3] + "/").status_code == 404


def test_the_link_ends_with_time_and_when_its_owner_leaves(client):
    with time_machine.travel("2022-01-01T12:00Z"):
        address = still_correct_address(MembershipFactory())
    late = client.get(address)
    assert (late.status_code, "too old" in late.content.decode()) == (410, True)
    membership = MembershipFactory()
    address = still_correct_address(membership)
    membership.delete()
    assert client.post(address).status_code == 404
    closed = MembershipFactory(organisation__status=Status.CLOSED)
    assert client.post(still_correct_address(closed)).status_code == 404


@pytest.mark.parametrize(
    ("day", "reminders"),
    [("2022-05-01", 0), ("2022-05-21", 1), ("2022-06-14", 2), ("2022-06-20", 2), ("2022-07-05", 3)],
)
def test_owners_are_reminded_before_and_after_the_day_and_nobody_is_taken_down(day, reminders):
    organisation = OrganisationFactory(verified_on=date(2021, 6, 20), review_due=date(2022, 6, 20))
    owner = MembershipFactory(organisation=organisation).user
    MembershipFactory(organisation=organisation, role="editor")
    MembershipFactory(organisation=organisation, user__is_active=False)
    MembershipFactory(organisation__review_due=date(2022, 6, 20), organisation__status=Status.SUSPENDED)
    rule = rule_named("organisations.review")
    for moment in ("2022-05-01", "2022-05-21", "2022-06-14", "2022-06-20", "2022-07-05"):
        if moment > day:
            break
        with time_machine.travel(f"{moment}T12:00Z", tick=False):
            claim(rule)
            claim(rule)
    messages = Message.objects.filter(to=owner.email)
    assert Message.objects.count() == messages.count() == reminders
    organisation.refresh_from_db()
    assert organisation.status == Status.PUBLISHED
    if reminders:
        assert "/organisations/still-correct/" in messages.first().text


def test_owners_of_an_entry_that_nobody_has_ever_checked_are_reminded_too():
    with time_machine.travel("2021-06-20T12:00Z", tick=False):
        owner = MembershipFactory(organisation__verified_on=None, organisation__review_due=None).user
    with time_machine.travel("2022-05-21T12:00Z", tick=False):
        assert claim(rule_named("organisations.review")) == 1
    text = Message.objects.get(to=owner.email).text
    assert "Nobody has said yet that it is true. Please do so by 20 June 2022." in text
    with time_machine.travel("2022-05-22T12:00Z", tick=False):
        assert claim(rule_named("organisations.review")) == 0


def test_a_check_moves_the_reminders_on():
    membership = MembershipFactory(organisation__review_due=date(2022, 6, 20))
    with time_machine.travel(datetime(2022, 6, 15, 12, tzinfo=UTC), tick=False):
        actions.verify(by=membership.user, organisation=membership.organisation)
        assert claim(rule_named("organisations.review")) == 0
