"""Roles are groups that migrations make."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kentcivil.accounts.roles import Role, grant, has_role
from tests.factories import UserFactory


@pytest.mark.django_db
def test_each_role_has_a_group_and_a_description():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    assert all(role.description for role in Role)


@pytest.mark.django_db
def test_who_holds_a_role():
    broker = UserFactory()
    assert not has_role(broker, Role.BROKER)
    broker.groups.add(Group.objects.get(name=Role.BROKER))
    assert has_role(broker, Role.BROKER)
    assert not has_role(broker, Role.ASSESSOR)
    assert has_role(UserFactory(is_superuser=True), Role.ASSESSOR)
    assert not has_role(UserFactory(is_superuser=True, is_active=False), Role.ASSESSOR)
    assert not has_role(AnonymousUser(), Role.BROKER)


def _apply(role, *permissions):
    state = MigrationExecutor(connection).loader.project_state().apps
    with connection.schema_editor() as editor:
        grant(role, *permissions)(state, editor)


@pytest.mark.django_db
def test_granting_makes_what_is_missing_and_can_be_done_again():
    Permission.objects.filter(content_type__app_label="mail").delete()
    Group.objects.all().delete()
    for _ in range(2):
        _apply(Role.BROKER, "mail.view_message", "mail.change_message")
    broker, auditor = Group.objects.get(name=Role.BROKER), Group.objects.get(name=Role.AUDITOR)
    assert set(broker.permissions.values_list("codename", flat=True)) == {"view_message", "change_message"}
    assert set(auditor.permissions.values_list("codename", flat=True)) == {"view_message"}


@pytest.mark.django_db
def test_a_permission_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"mail\.view_mesage"):
        _apply(Role.BROKER, "mail.view_mesage")


@pytest.mark.django_db
def test_the_migration_goes_back_and_forth_on_an_existing_database():
    executor = MigrationExecutor(connection)
    roles = executor.loader.get_migration("accounts", "0002_roles")
    state = executor.loader.project_state([("accounts", "0002_roles")])
    before = set(Group.objects.values_list("name", "permissions__codename"))
    with connection.schema_editor() as editor:
        for operation in roles.operations:
            operation.database_backwards("accounts", editor, state, state)
        for operation in roles.operations:
            operation.database_forwards("accounts", editor, state, state)
    assert set(Group.objects.values_list("name", "permissions__codename")) == before
    assert apps.get_model("accounts", "User")
