"""An entry that nobody checks sinks, then carries a notice, then is on the officers' list; nothing takes it down."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import freshness
from organisations.models import Organisation
from organisations.states import Status
from tests.organisations.factories import MembershipFactory, OrganisationFactory, person_with

pytestmark = pytest.mark.django_db
# Days since the review date (or, of one that was never checked, since it counts as due): what follows.
STEPS = [
    (-1, 1.0, False, False),
    (0, 1.0, False, False),
    (1, 0.9, False, False),
    (89, 0.9, False, False),
    (90, 0.75, True, False),
    (364, 0.75, True, False),
    (365, 0.55, True, True),
    (3_000, 0.55, True, True),
]


def weights():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {freshness.weight('o')} FROM organisations_organisation o")
        return {pk: float(weight) for pk, weight in cursor.fetchall()}


@pytest.mark.parametrize("is_checked", [True, False])
@pytest.mark.parametrize(("days", "weight", "has_notice", "is_listed"), STEPS)
def test_what_follows_when_nobody_checks(is_checked, days, weight, has_notice, is_listed):
    today = timezone.localdate()
    due = today - timedelta(days=days)
    if is_checked:
        entry = OrganisationFactory(verified_on=due - timedelta(days=365), review_due=due)
    else:
        started = timezone.localtime() - timedelta(days=days) - freshness.NEVER_CHECKED
        entry = OrganisationFactory(created_at=started)
        weight = min(weight, freshness.UNCHECKED)
    assert freshness.due(entry) == due
    assert weights()[entry.pk] == weight
    assert bool(freshness.notice(entry)) == has_notice
    assert (entry in freshness.forgotten(Organisation.objects.all())) == is_listed


def test_the_notice_says_since_when():
    entry = OrganisationFactory(verified_on=date(2020, 3, 4), review_due=date(2021, 3, 4))
    assert "since March 2020" in freshness.notice(entry)
    assert "Nobody has checked this page yet" in freshness.notice(
        OrganisationFactory(created_at=timezone.now() - timedelta(days=800))
    )


def test_the_public_page_carries_the_notice_until_somebody_checks(client):
    entry = OrganisationFactory(verified_on=date(2020, 3, 4), review_due=date(2021, 3, 4))
    assert "Nobody has checked this page since March 2020" in client.get(entry.get_absolute_url()).content.decode()
    Organisation.objects.update(review_due=timezone.localdate() + timedelta(days=200))
    assert "Nobody has checked" not in client.get(entry.get_absolute_url()).content.decode()


def test_only_published_entries_are_on_the_list_the_longest_forgotten_first():
    with time_machine.travel("2024-06-01T12:00Z"):
        later = OrganisationFactory(review_due=date(2023, 1, 1))
        first = OrganisationFactory(review_due=date(2022, 1, 1))
        OrganisationFactory(review_due=date(2022, 1, 1), status=Status.SUSPENDED)
        OrganisationFactory(review_due=date(2024, 1, 1))
        assert list(freshness.forgotten(Organisation.objects.all())) == [first, later]


def test_officers_suspend_from_their_list_and_the_people_are_told(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    officer = person_with(Role.DIRECTORY_OFFICER, is_staff=True)
    client.force_login(officer)
    forgotten = OrganisationFactory(name="Long Gone", verified_on=date(2019, 1, 1), review_due=date(2020, 1, 1))
    owner = MembershipFactory(organisation=forgotten).user
    OrganisationFactory(name="Well Kept")
    address = reverse("admin:organisations_organisation_changelist")
    page = client.get(address, {"check": "forgotten"})
    assert [entry.name for entry in page.context["cl"].result_list] == ["Long Gone"]
    said = {"action": "suspend", "_selected_action": [forgotten.pk], "reason": "Nobody has checked it for two years."}
    client.post(address, said)
    forgotten.refresh_from_db()
    assert forgotten.status == Status.SUSPENDED
    told = Message.objects.get(to=owner.email)
    assert "Nobody has checked it for two years." in told.text
    assert "Long Gone" in told.subject
