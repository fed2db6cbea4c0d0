from django.db import migrations

from kentcivil.accounts.roles import Role, grant

RECORDS = [
    "action",
    "agendaitem",
    "body",
    "commitment",
    "headlinefigure",
    "meeting",
    "objective",
    "paper",
    "person",
    "seat",
    "strategy",
    "strategyversion",
    "term",
]
# Written by actions only: versions of papers and reports on progress are added, never changed.
READ_ONLY = ["paperversion", "progressupdate"]

BOARD_OFFICER = [
    *(f"partnership_board.{may}_{record}" for record in RECORDS for may in ("view", "add", "change", "delete")),
    *(f"partnership_board.view_{record}" for record in READ_ONLY),
]


class Migration(migrations.Migration):
    dependencies = [
        ("partnership_board", "0001_initial"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(grant(Role.BOARD_OFFICER, *BOARD_OFFICER), migrations.RunPython.noop),
    ]
