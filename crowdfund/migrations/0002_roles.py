"""What the funding officer may do here. The auditor reads the same; the assessor sees nothing yet."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant

SET_UP = ["fund", "objective", "round", "roundfund", "eligibilityquestion", "section", "question", "documentasked"]
READ = ["application", "answer", "budgetline", "document"]


class Migration(migrations.Migration):
    dependencies = [
        ("crowdfund", "0001_initial"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

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
