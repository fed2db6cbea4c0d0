from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crowdfund", "0044_quick_rules")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=GinIndex(
                SearchVector("project_title", "project_summary", "organisation_name", config="english"),
                name="application_words",
            ),
        ),
    ]
