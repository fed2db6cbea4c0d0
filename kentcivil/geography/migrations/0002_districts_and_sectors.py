"""Fills the tables of districts and postcode sectors from the built-in gazetteer."""

from django.db import migrations

from kentcivil.geography import gazetteer


def fill(apps, schema_editor):
    gazetteer.fill(
        apps.get_model("geography", "District"),
        apps.get_model("geography", "PostcodeSector"),
        using=schema_editor.connection.alias,
    )


class Migration(migrations.Migration):
    dependencies = [("geography", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
