from django.db import migrations

from kentcivil.accounts.roles import Role, grant

KEPT = ["edition", "section"]

BOARD_OFFICER = [f"partnership_board.{may}_{record}" for record in KEPT for may in ("view", "add", "change", "delete")]


class Migration(migrations.Migration):
    dependencies = [
        ("partnership_board", "0022_editions"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(grant(Role.BOARD_OFFICER, *BOARD_OFFICER), migrations.RunPython.noop),
    ]
