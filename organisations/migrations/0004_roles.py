from django.db import migrations

from kentcivil.accounts.roles import Role, grant

VIEW = ["organisation", "identifier", "contact", "membership", "service", "theme", "beneficiary"]
WRITE = [
    f"organisations.{verb}_{model}"
    for model in ("organisation", "identifier", "contact", "membership", "service", "theme", "beneficiary")
    for verb in ("add", "change")
]
# An entry is closed, never deleted; what belongs to it may be taken off.
REMOVE = [f"organisations.delete_{model}" for model in ("identifier", "contact", "membership", "service")]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("organisations", "0003_vocabularies"),
    ]

    operations = [
        migrations.RunPython(
            grant(Role.DIRECTORY_OFFICER, *(f"organisations.view_{model}" for model in VIEW), *WRITE, *REMOVE),
            migrations.RunPython.noop,
        ),
        *(
            migrations.RunPython(
                grant(role, "organisations.view_organisation", "organisations.view_service"),
                migrations.RunPython.noop,
            )
            for role in (Role.FUNDING_OFFICER, Role.ASSESSOR, Role.BOARD_OFFICER, Role.BROKER)
        ),
    ]
