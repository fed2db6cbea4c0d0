"""The roles, and what of the foundations they may read. Each app gives permissions for its own models."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant

# The outbox and the reminders hold names and addresses: for council officers who answer "did you write to me?", not
# for assessors, nor for brokers, who work for other organisations.
READ_BY_OFFICERS = [
    "mail.view_message",
    "reminders.view_claim",
    "reminders.view_rulerun",
    # Needed wherever a form picks a person, such as the owner of an action.
    "accounts.view_user",
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
        ("mail", "0001_initial"),
        ("reminders", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        *(migrations.RunPython(grant(role), migrations.RunPython.noop) for role in Role),
        *(
            migrations.RunPython(grant(role, *READ_BY_OFFICERS), migrations.RunPython.noop)
            for role in (Role.DIRECTORY_OFFICER, Role.FUNDING_OFFICER, Role.BOARD_OFFICER)
        ),
        migrations.RunPython(grant(Role.AUDITOR, "audit.view_purge", "auth.view_group"), migrations.RunPython.noop),
    ]
