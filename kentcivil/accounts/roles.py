"""Roles are groups. Their permissions are given by migrations, each app's own for its own models."""

from django.contrib.auth.management import create_permissions
from django.db import models


class Role(models.TextChoices):
    DIRECTORY_OFFICER = "directory officer", "Directory officer"
    FUNDING_OFFICER = "funding officer", "Funding officer"
    ASSESSOR = "assessor", "Assessor"
    PAYMENTS = "payments officer", "Payments officer"
    BOARD_OFFICER = "board officer", "Board officer"
    BROKER = "volunteer-centre broker", "Volunteer-centre broker"
    AUDITOR = "auditor", "Auditor"

    @property
    def description(self):
        """What whoever holds it may do; shown where roles are given."""
        return _DESCRIPTIONS[self]


_DESCRIPTIONS = {
    Role.DIRECTORY_OFFICER: "Keeps the directory of organisations: adds, checks, merges and verifies entries.",
    Role.FUNDING_OFFICER: "Runs CrowdFund Kent: rounds, applications, assessment, pledges and awards.",
    Role.ASSESSOR: "Reads and scores the applications that are assigned to them, and nothing else.",
    Role.PAYMENTS: "Reads the bank details of funded organisations to pay them; nobody else can.",
    Role.BOARD_OFFICER: "Serves the board: members, meetings, agendas, papers, minutes, actions and the strategy.",
    Role.BROKER: "Checks opportunities and introduces volunteers, for the volunteer centre they work for.",
    Role.AUDITOR: "Reads everything that any role may read, and changes nothing.",
}


def grant(role, *permissions):
    """A migration operation's function: give a role permissions, creating the group where it is missing.

    The auditor reads whatever anybody may read, so every "view" permission given here is given to that role too.
    Safe to run again. Its way back is migrations.RunPython.noop: roles keep what they were given.

    :param permissions: "app_label.codename", such as "crowdfund.view_round".
    :returns: a function for migrations.RunPython.
    :raises ValueError: for a permission that no model has, by name.
    """

    def forwards(apps, schema_editor):
        database = schema_editor.connection.alias
        groups = apps.get_model("auth", "Group").objects.using(database)
        group, _ = groups.get_or_create(name=role)
        auditor, _ = groups.get_or_create(name=Role.AUDITOR)
        for label in sorted({permission.split(".")[0] for permission in permissions}):
            _write_permissions(apps, label, database)
        for name in permissions:
            permission = _permission(apps, name, database)
            group.permissions.add(permission)
            if permission.codename.startswith("view_"):
                auditor.permissions.add(permission)

    return forwards


def _write_permissions(apps, label, database):
    """Permissions are usually written after the last migration, which is too late for one that gives them."""
    config = apps.get_app_config(label)
    config.models_module = True  # Django's mark of an app that has models; the migration's stand-in for it lacks it
    create_permissions(config, apps=apps, verbosity=0, using=database)


def _permission(apps, name, database):
    Permission = apps.get_model("auth", "Permission")
    label, codename = name.split(".")
    try:
        return Permission.objects.using(database).get(content_type__app_label=label, codename=codename)
    except Permission.DoesNotExist:
        raise ValueError(f"There is no permission {name}: see the model's name, or make the migration later.") from None


def has_role(user, role):
    """Whether a person holds a role; a superuser holds all, and whoever is not signed in none."""
    return user.is_active and (user.is_superuser or user.groups.filter(name=role).exists())
