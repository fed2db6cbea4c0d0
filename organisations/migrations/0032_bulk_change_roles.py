from django.db import migrations

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):
    dependencies = [("organisations", "0031_bulk_changes")]

    operations = [
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                *(f"organisations.{verb}_bulkchange" for verb in ("view", "add", "change")),
            ),
            migrations.RunPython.noop,
        ),
    ]
