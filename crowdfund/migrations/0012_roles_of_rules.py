"""What the funding officer may do with what a round gained: criteria, frequent questions, versions and late passes."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant

SET_UP = ["criterion", "frequentquestion"]
READ = ["roundversion", "latepass"]


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0011_frozen_rounds"), ("accounts", "0002_roles")]

    operations = [
        migrations.RunPython(
            grant(
                Role.FUNDING_OFFICER,
                *(f"crowdfund.{verb}_{model}" for model in SET_UP for verb in ("view", "add", "change", "delete")),
                *(f"crowdfund.view_{model}" for model in READ),
            ),
            migrations.RunPython.noop,
        )
    ]
