from django.db import migrations

from kentcivil.accounts.roles import Role, grant

KEPT = ["consultation", "consultationdocument", "question", "theme", "finding", "whatwedid"]

BOARD_OFFICER = [
    *(f"partnership_board.{may}_{kept}" for kept in KEPT for may in ("view", "add", "change", "delete")),
    # Answers are read, and keyed in from paper; nobody changes one.
    "partnership_board.view_response",
]


class Migration(migrations.Migration):
    dependencies = [("partnership_board", "0040_consultations"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(grant(Role.BOARD_OFFICER, *BOARD_OFFICER), migrations.RunPython.noop),
    ]
