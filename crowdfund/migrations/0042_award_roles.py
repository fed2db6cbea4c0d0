"""Funding officers take awards to their end, the payments officer pays and sees what for, auditors read it all."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant

READ = [
    "awardcondition",
    "campaign",
    "changerequest",
    "movement",
    "offlinepledge",
    "payment",
    "projectnews",
    "raisedupdate",
    "repayment",
    "report",
    "subsidynotice",
]


class Migration(migrations.Migration):
    dependencies = [
        ("crowdfund", "0041_ledger"),
        ("accounts", "0002_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(
            grant(
                Role.FUNDING_OFFICER,
                "crowdfund.manage_award",
                *(f"crowdfund.view_{model}" for model in READ),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            grant(
                Role.PAYMENTS,
                "crowdfund.view_award",
                "crowdfund.view_movement",
                "crowdfund.view_payment",
                "crowdfund.view_repayment",
            ),
            migrations.RunPython.noop,
        ),
    ]
