"""Roles are groups. Their permissions are given by migrations, each app's own for its own models."""

from django.contrib.auth.management import create_permissions
from django.db import models


class Role(models.TextChoices):
    DIRECTORY_OFFICER = "directory officer", "Directory officer"
    FUNDING_OFFICER = "funding officer", "Funding officer"
    ASSESSOR = "assessor", "Assessor"
    BOARD_OFFICER = "board officer", "Board officer"
    BROKER = "volunteer-centre broker", "Volunteer-centre broker"
    AUDITOR = "auditor", "Auditor"


def grant(role, *permissions):
    """A migration operation's function: give a role permissions, creating the group where it is missing.

    The auditor reads whatever anybody may read, so every "view" permission given here is given to that role too.

    :param permissions: "app_label.codename", such as "crowdfund.view_round".
    :returns: a function for migrations.RunPython.
    :raises django.contrib.auth.models.Permission.DoesNotExist: for a permission that no model has.
    """

    def forwards(apps, schema_editor):
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
        # Permissions are usually written after the last migration, which is too late for this one.
        for label in {permission.split(".")[0] for permission in permissions}:
            config = apps.get_app_config(label)
            config.models_module = True
            create_permissions(config, apps=apps, verbosity=0)
            config.models_module = None
        group, _ = Group.objects.get_or_create(name=role)
        auditor, _ = Group.objects.get_or_create(name=Role.AUDITOR)
        for name in permissions:
            label, codename = name.split(".")
            permission = Permission.objects.get(content_type__app_label=label, codename=codename)
            group.permissions.add(permission)
            if codename.startswith("view_"):
                auditor.permissions.add(permission)

    return forwards


def has_role(user, role):
    """Whether a person holds a role; a superuser holds all."""
    return user.is_active and (user.is_superuser or user.groups.filter(name=role).exists())
