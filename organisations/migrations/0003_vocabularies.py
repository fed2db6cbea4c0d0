from django.db import migrations

from organisations import vocabularies


def fill(apps, schema_editor):
    vocabularies.fill(apps.get_model("organisations", "Theme"), apps.get_model("organisations", "Beneficiary"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
