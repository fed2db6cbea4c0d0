from django.db import migrations

from kentcivil.accounts.roles import Role, grant

MODELS = ["proposal", "entryclaim", "invitation", "likeness", "merger", "registerchange"]
# Officers decide; nobody adds or deletes such things by hand.
DECIDED = ["proposal", "entryclaim", "likeness", "registerchange"]


class Migration(migrations.Migration):
    dependencies = [("organisations", "0020_keeping_true")]

    operations = [
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                *(f"organisations.view_{model}" for model in MODELS),
                *(f"organisations.change_{model}" for model in DECIDED),
            ),
            migrations.RunPython.noop,
        ),
    ]
