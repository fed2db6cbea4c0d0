"""Funding officers decide, auditors read it all, assessors score what they are given."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from kentcivil.accounts.roles import Role, grant

READ = ["award", "awardline", "assignment", "case", "check", "conflict", "deliberation", "moderationnote", "proposal"]


class Migration(migrations.Migration):
    dependencies = [
        ("crowdfund", "0020_deciding"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunPython(
            grant(
                Role.FUNDING_OFFICER,
                "crowdfund.change_deliberation",
                *(f"crowdfund.view_{model}" for model in READ),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(grant(Role.ASSESSOR, "crowdfund.assess_case"), migrations.RunPython.noop),
    ]
