"""The lines that the list of words that mean the same has grown by, for directories that began with a shorter one."""

from django.db import migrations

from organisations import synonyms


def fill(apps, schema_editor):
    synonyms.fill(apps.get_model("organisations", "Synonym"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0043_more_drawn")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
