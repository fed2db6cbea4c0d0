"""Funding officers and auditors read scores, once scoring is no longer blind."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0023_scores"), ("accounts", "0002_roles")]

    operations = [
        migrations.RunPython(grant(Role.FUNDING_OFFICER, "crowdfund.view_score"), migrations.RunPython.noop),
    ]
