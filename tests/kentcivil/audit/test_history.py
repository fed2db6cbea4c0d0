"""Every way to change something is recorded, under the right name and reason, and cannot be unsaid."""

import subprocess
import sys

import pytest
from celery import Celery, shared_task
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import InternalError, connection, transaction
from django.urls import reverse
from pghistory.models import Context

from kentcivil.accounts.models import User
from kentcivil.audit.erasure import purge
from kentcivil.audit.history import acting, because, circumstances
from kentcivil.audit.models import Purge
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Events = User.pgh_event_model


@pytest.fixture
def person():
    return UserFactory(name="Ada")


@pytest.fixture
def officer():
    return UserFactory(name="Priya", is_staff=True, is_superuser=True)


def _said(person, label="update"):
    """What is said of each recorded change, oldest first."""
    events = Events.objects.filter(pgh_obj_id=person.pk, pgh_label=label).order_by("pgh_id")
    return [event.pgh_context.metadata if event.pgh_context else {} for event in events]


def test_a_bulk_update_is_recorded_with_reason_and_actor(person, officer):
    with because("They left", by=officer):
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert _said(person) == [{"reason": "They left", "user": officer.pk}]


def test_raw_sql_is_recorded(person):
    with because("By hand"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_staff = true WHERE id = %s", [person.pk])
    assert _said(person) == [{"reason": "By hand"}]


def test_each_reason_stays_with_what_was_done_for_it(person, officer):
    with acting(user=officer.pk):
        with because("First"):
            User.objects.filter(pk=person.pk).update(is_active=False)
            with because("Inside"):
                User.objects.filter(pk=person.pk).update(is_staff=True)
            User.objects.filter(pk=person.pk).update(is_active=True)
        User.objects.filter(pk=person.pk).update(is_staff=False)
    assert [said.get("reason") for said in _said(person)] == ["First", "Inside", "First", None]
    assert {said["user"] for said in _said(person)} == {officer.pk}
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert _said(person)[-1] == {}
    assert circumstances() == {}


def test_the_admin_is_recorded_under_who_is_signed_in(person, officer, client):
    client.force_login(officer)
    address = reverse("admin:accounts_user_change", args=[person.pk])
    response = client.post(address, {"name": "Ada", "is_staff": "on", "is_active": "on"})
    assert response.status_code == 302
    (said,) = _said(person)
    assert said["user"] == officer.pk
    assert said["page"].startswith("admin/accounts/user/")
    assert said["request_id"] == response["X-Request-ID"]


def test_what_a_role_gives_is_recorded(person, officer, client):
    client.force_login(officer)
    role = Group.objects.get(name="assessor")
    address = reverse("admin:accounts_user_change", args=[person.pk])
    client.post(address, {"name": "Ada", "is_active": "on", "groups": [role.pk]})
    from kentcivil.accounts.models import RoleGiven

    event = RoleGiven.pgh_event_model.objects.get(user_id=person.pk)
    assert (event.pgh_label, event.group_id) == ("given", role.pk)
    assert event.pgh_context.metadata["user"] == officer.pk


@shared_task(name="trial.close_account")
def close_account(pk):
    User.objects.filter(pk=pk).update(is_active=False)


def test_a_task_is_recorded_under_its_name_and_that_of_whoever_caused_it(person, officer):
    with because("Asked to", by=officer):
        close_account.delay(person.pk)
        User.objects.filter(pk=person.pk).update(is_staff=True)
    first, second = _said(person)
    assert first == {"task": "trial.close_account", "reason": "Asked to", "user": officer.pk}
    assert second == {"reason": "Asked to", "user": officer.pk}


def test_who_and_why_travel_with_the_message_to_the_worker(officer):
    queue = Celery("trial", broker="memory://", set_as_current=False)
    with because("Asked to", by=officer), queue.connection_for_write() as wire:
        queue.send_task("trial.far_away", connection=wire)
        message = wire.SimpleQueue("celery").get(timeout=2)
    assert message.headers["kentcivil_history"] == {"user": officer.pk, "reason": "Asked to"}


@pytest.mark.django_db(transaction=True)
def test_a_command_is_recorded_under_its_name():
    import os

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.kentcivil.reminders.trial.settings",
        "TRIAL_DATABASE": connection.settings_dict["NAME"],
    }
    command = "from kentcivil.accounts.models import User; User.objects.create_user('x@example.org', name='X')"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", command],
        env=environment,
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
    )
    assert _said(User.objects.get(), label="insert") == [{"command": "shell"}]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_userevent SET is_staff = true",
        "DELETE FROM accounts_userevent",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
    ],
)
def test_the_history_cannot_be_changed_or_deleted(person, officer, statement):
    with because("x", by=officer):
        User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nor_through_the_models(person):
    with pytest.raises(InternalError), transaction.atomic():
        Events.objects.filter(pgh_obj_id=person.pk).delete()
    Context.objects.create()
    with pytest.raises(InternalError), transaction.atomic():
        Context.objects.all().delete()


def test_names_and_addresses_are_not_in_the_history_of_people():
    kept = {field.name for field in Events._meta.concrete_fields}
    assert not kept & {"email", "name", "password", "last_login"}


def test_a_purge_blanks_what_is_personal_and_says_so(officer):
    from organisations.models import Organisation

    events = Organisation.pgh_event_model
    text = next(f.name for f in events._meta.concrete_fields if f.name == "name")
    organisation = Organisation.objects.create(name="Ada's own address", slug="ada")
    made = purge(Organisation, organisation.pk, [text], reason="Asked to be forgotten", by=officer)
    assert set(events.objects.filter(pgh_obj_id=organisation.pk).values_list(text, flat=True)) == {""}
    assert (made.lines, made.fields, made.by) == (1, [text], officer.pk)
    with pytest.raises(InternalError), transaction.atomic():
        Purge.objects.all().delete()
    with pytest.raises(InternalError), transaction.atomic():
        events.objects.update(**{text: "again"})


@pytest.mark.parametrize("field", ["password", "pgh_label", "is_staff", "nonsense"])
def test_a_purge_takes_only_what_can_be_blanked(person, field):
    with pytest.raises(ValueError, match=r"does not keep|neither null"):
        purge(User, person.pk, [field], reason="x")
