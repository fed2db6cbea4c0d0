from django.db import migrations

from kentcivil.accounts.roles import Role, grant

BOARD_OFFICER = [
    *(f"partnership_board.{may}_milestone" for may in ("view", "add", "change", "delete")),
    "partnership_board.view_progressreport",
]


class Migration(migrations.Migration):
    dependencies = [
        ("partnership_board", "0020_commitments"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(grant(Role.BOARD_OFFICER, *BOARD_OFFICER), migrations.RunPython.noop),
    ]
