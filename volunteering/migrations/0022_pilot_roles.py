"""The centre enters what it claims and spends, the council decides; who looks after the network moves the roll-out."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant

LEDGER = ["budgetline", "claim", "spend", "milestone", "outcome", "measurement", "lesson"]


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0021_ledger_sums"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(
            grant(
                Role.FUNDING_OFFICER,
                *(f"volunteering.view_{name}" for name in [*LEDGER, "rollout"]),
                *(f"volunteering.add_{name}" for name in [*LEDGER, "rollout"]),
                *(f"volunteering.change_{name}" for name in [*LEDGER, "rollout"]),
                *(f"volunteering.delete_{name}" for name in ["budgetline", "milestone", "outcome", "measurement"]),
                "volunteering.delete_lesson",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(
                Role.BROKER,
                *(f"volunteering.view_{name}" for name in [*LEDGER, "rollout"]),
                "volunteering.add_claim",
                "volunteering.change_claim",
                "volunteering.add_spend",
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                "volunteering.view_rollout",
                "volunteering.add_rollout",
                "volunteering.change_rollout",
            ),
            migrations.RunPython.noop,
        ),
    ]
