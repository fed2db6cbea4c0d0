"""What directory officers do in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kentcivil.accounts.roles import Role
from organisations.models import Organisation, Theme
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
LIST = reverse("admin:organisations_organisation_changelist")


def sign_in(client, role):
    person = UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def officer(client):
    return sign_in(client, Role.DIRECTORY_OFFICER)


def act(client, action, *organisations, **more):
    return client.post(LIST, {"action": action, "_selected_action": [one.pk for one in organisations], **more})


def test_an_officer_finds_and_filters_entries(client, officer):
    IdentifierFactory(organisation=OrganisationFactory(name="Findable"), number="1187654")
    OrganisationFactory(name="Other", verified_on="2020-01-01", review_due="2021-01-01", status=Status.SUSPENDED)
    assert "Findable" in client.get(LIST, {"q": "1187654"}).content.decode()
    for check, shown in (("never", "Findable"), ("overdue", "Other"), ("fresh", None)):
        page = client.get(LIST, {"check": check})
        assert [entry.name for entry in page.context["cl"].result_list] == ([shown] if shown else [])


def test_an_officer_records_a_check_and_takes_an_entry_down_with_a_reason(client, officer):
    organisation = OrganisationFactory()
    act(client, "verify", organisation)
    organisation.refresh_from_db()
    assert organisation.verified_by == officer
    asked = act(client, "suspend", organisation)
    assert "Reason" in asked.content.decode()
    assert "Give a reason" in act(client, "suspend", organisation, reason="").content.decode()
    act(client, "suspend", organisation, reason="Letters came back.")
    organisation.refresh_from_db()
    assert (organisation.status, organisation.status_reason) == (Status.SUSPENDED, "Letters came back.")
    act(client, "publish", organisation)
    act(client, "close", organisation, reason="It ended.")
    organisation.refresh_from_db()
    assert organisation.status == Status.CLOSED
    refused = client.get(LIST) and act(client, "publish", organisation)
    assert refused.status_code == 302
    assert "cannot become" in client.get(LIST).content.decode()


def test_an_officer_writes_an_entry_with_what_belongs_to_it(client, officer):
    organisation = OrganisationFactory(summary="Old")
    ServiceFactory(organisation=organisation)
    address = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    form = client.get(address).context["adminform"].form
    said = {name: form.initial.get(name) for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, False, [])}
    said |= {"summary": "New", "postcode": "CT9 1HP", "themes": [Theme.objects.get(slug="food").pk]}
    for prefix in ("identifiers", "contacts", "memberships", "services"):
        said |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    said |= {"identifiers-TOTAL_FORMS": 1, "identifiers-0-scheme": "GB-CHC", "identifiers-0-number": "1187654"}
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    organisation.refresh_from_db()
    assert (organisation.summary, organisation.district.slug) == ("New", "thanet")
    assert {"summary", "postcode", "themes"} <= set(organisation.curated_fields)
    assert organisation.status == Status.PUBLISHED
    assert client.get(reverse("admin:organisations_organisation_history", args=[organisation.pk])).status_code == 200


def test_the_form_for_a_new_entry_opens(client, officer):
    assert client.get(reverse("admin:organisations_organisation_add")).status_code == 200
    assert client.get(reverse("admin:organisations_theme_add")).status_code == 200
    assert client.get(reverse("admin:organisations_service_changelist")).status_code == 200


def test_the_export_is_harmless_to_a_spreadsheet(client, officer):
    IdentifierFactory(organisation=OrganisationFactory(name="=HYPERLINK(1)", slug="bad"), number="1187654")
    page = client.get(reverse("admin:organisations_organisation_export"))
    assert page.status_code == 200
    assert "onchange" not in page.content.decode()
    answer = client.post(reverse("admin:organisations_organisation_export"), {"format": "0", "resource": ""})
    text = answer.content.decode()
    assert "'=HYPERLINK(1)" in text
    assert "GB-CHC-1187654" in text


@pytest.mark.parametrize("role", [Role.FUNDING_OFFICER, Role.BROKER, Role.AUDITOR, Role.ASSESSOR, Role.BOARD_OFFICER])
def test_others_look_but_change_nothing(client, role):
    sign_in(client, role)
    organisation = MembershipFactory().organisation
    ContactFactory(organisation=organisation, name="Private Petra")
    page = client.get(reverse("admin:organisations_organisation_change", args=[organisation.pk]))
    assert page.status_code == 200
    assert ("Private Petra" in page.content.decode()) == (role == Role.AUDITOR)
    act(client, "close", organisation, reason="Because")
    assert Organisation.objects.get(pk=organisation.pk).status == Status.PUBLISHED


@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_list_asks_the_database_the_same_number_of_times(client, officer, django_assert_max_num_queries, count):
    OrganisationFactory.create_batch(count)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
