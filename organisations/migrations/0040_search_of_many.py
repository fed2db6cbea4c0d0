"""What keeps the search quick in a directory of a million entries: the nearest entries that have the words, from one
index; and indexes of every eighth and every sixty-fourth entry, drawn by chance, for words that very many entries have."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

import kentcivil.geography.distance

# As in migration 0006, but the words are looked up in the index on places too: it reads no entry that lacks them.
# The index has the document as coalesce(), so that no other search for words takes it for the index on words.
NEAREST = """
CREATE OR REPLACE FUNCTION organisations_nearest(asked tsquery, place point, around box, most bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    IF asked IS NULL THEN
        RETURN QUERY SELECT id FROM organisations_organisation
            WHERE status = 'published' AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    ELSE
        RETURN QUERY SELECT id FROM organisations_organisation
            WHERE status = 'published' AND coalesce(document, ''::tsvector) @@ asked
            AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    END IF;
END $$;
"""

# The number of an entry says nothing about it, and hashed it is as good as a throw of dice (organisations/sampling.py).
DRAWN = """
CREATE INDEX organisation_one_in_8 ON organisations_organisation USING gin (document)
    WHERE status = 'published' AND (hashint8(id) & 7) = 0;
CREATE INDEX organisation_one_in_64 ON organisations_organisation USING gin (document)
    WHERE status = 'published' AND (hashint8(id) & 63) = 0;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0013_history_in_bulk")]

    operations = [
        migrations.RemoveIndex(model_name="organisation", name="organisation_on_map"),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GistIndex(
                kentcivil.geography.distance.OnMap(
                    "longitude",
                    django.db.models.expressions.CombinedExpression(models.F("latitude"), "*", models.Value(1.6)),
                ),
                django.db.models.functions.comparison.Coalesce(
                    "document", models.Value("", django.contrib.postgres.search.SearchVectorField())
                ),
                condition=models.Q(("status", "published")),
                name="organisation_on_map",
            ),
        ),
        migrations.RunSQL(NEAREST),
        migrations.RunSQL(DRAWN),
    ]
