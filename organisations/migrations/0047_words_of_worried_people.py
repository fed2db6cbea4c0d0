"""More of what people type when they need help, for directories that began with a shorter list of words."""

from django.db import migrations

from organisations import synonyms


def fill(apps, schema_editor):
    synonyms.fill(apps.get_model("organisations", "Synonym"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0046_phrases_by_a_word")]

    # The table's own trigger reads the phrases anew.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
