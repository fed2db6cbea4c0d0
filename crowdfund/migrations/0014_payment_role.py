"""The payment role: its group, and that it and the auditor see who read bank details. What they hold, it alone reads."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0013_applying_together"), ("accounts", "0002_roles")]

    operations = [
        migrations.RunPython(
            grant(Role.PAYMENTS, "crowdfund.view_bankdetailsreading"),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(Role.FUNDING_OFFICER, "crowdfund.view_subsidyline"),
            migrations.RunPython.noop,
        ),
    ]
