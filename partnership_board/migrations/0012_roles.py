from django.db import migrations

from kentcivil.accounts.roles import Role, grant

# Written by actions only: what an officer does goes through the pages of minutes, actions and the register.
SEEN = [
    "actionupdate",
    "attendance",
    "carriedaction",
    "concern",
    "correction",
    "decision",
    "decisionnote",
    "declaration",
    "interest",
    "minuteentry",
    "minutes",
    "minutesversion",
    "move",
    "signedcopy",
    "termsofreference",
]
KEPT = ["attendance", "concern", "decision", "interest", "minutes"]

BOARD_OFFICER = [
    *(f"partnership_board.view_{record}" for record in SEEN),
    *(f"partnership_board.change_{record}" for record in KEPT),
    *(f"partnership_board.{may}_concern" for may in ("add", "delete")),
    *(f"partnership_board.{may}_substitute" for may in ("view", "add", "change", "delete")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("partnership_board", "0011_minutes_decisions_interests"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(grant(Role.BOARD_OFFICER, *BOARD_OFFICER), migrations.RunPython.noop),
    ]
