"""Officers read the outbox in the admin, and nobody writes in it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kentcivil.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def _sign_in(client, role):
    officer = UserFactory(is_staff=True)
    officer.groups.add(Group.objects.get(name=role))
    client.force_login(officer)


READERS = [Role.DIRECTORY_OFFICER, Role.FUNDING_OFFICER, Role.BOARD_OFFICER, Role.AUDITOR]


@pytest.mark.parametrize("role", READERS)
def test_council_officers_and_auditors_read_it(client, write, role):
    _sign_in(client, role)
    message = write()
    assert "Hello Ada" in client.get(reverse("admin:mail_message_changelist")).content.decode()
    assert "Dear Ada" in client.get(reverse("admin:mail_message_change", args=[message.pk])).content.decode()


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.BROKER])
def test_others_do_not(client, write, role):
    _sign_in(client, role)
    message = write()
    assert client.get(reverse("admin:mail_message_changelist")).status_code == 403
    assert client.get(reverse("admin:mail_message_change", args=[message.pk])).status_code == 403


def test_nobody_changes_adds_or_deletes(client, write):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    message = write()
    assert client.get(reverse("admin:mail_message_add")).status_code == 403
    assert client.post(reverse("admin:mail_message_change", args=[message.pk]), {"subject": "x"}).status_code == 403
    assert client.post(reverse("admin:mail_message_delete", args=[message.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": message.pk, "post": "yes"}
    client.post(reverse("admin:mail_message_changelist"), chosen)
    message.refresh_from_db()
    assert message.subject == "Hello Ada"


def test_a_link_that_resets_a_password_is_shown_to_nobody_but_in_the_local_default(client, write, settings):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:mail_message_change", args=[write(secret=True).pk])
    assert "Dear Ada" not in client.get(address).content.decode()
    settings.DEBUG = True
    assert "Dear Ada" in client.get(address).content.decode()
