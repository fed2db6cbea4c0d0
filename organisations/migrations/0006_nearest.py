"""What makes the nearest entries, lists by what they are about, and the choice of how to look for them, quick."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

import kentcivil.geography.distance

# How many published entries the planner expects a search of documents to find: it costs no more than planning does.
EXPECTED = """
CREATE FUNCTION organisations_expected(asked tsquery) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format(
        'EXPLAIN (FORMAT JSON) SELECT FROM organisations_organisation'
        ' WHERE status = ''published'' AND document @@ %L::tsquery',
        asked
    ) INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
"""

# The published entries in a box that match a search, or all of them, the nearest to a place first. The planner takes
# every box for a small one, and would read all of it and sort: the index itself gives the nearest first, and stops.
NEAREST = """
CREATE FUNCTION organisations_nearest(asked tsquery, place point, around box, most bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 100 SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    IF asked IS NULL THEN
        RETURN QUERY SELECT id FROM organisations_organisation
            WHERE status = 'published' AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    ELSE
        RETURN QUERY SELECT id FROM organisations_organisation
            WHERE status = 'published' AND document @@ asked AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    END IF;
END $$;
"""

# The marks of the filters alone, small enough to lie in the index that lists by name: it is read instead of the
# entries. A document that is written by anything but the triggers, such as by saving an entry as it was read before its
# themes changed, is written anew.
MARKS = """
CREATE FUNCTION organisations_marks(document tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT word FROM unnest(tsvector_to_array(document)) AS word
        WHERE word LIKE '=theme/%' OR word LIKE '=for/%' OR word LIKE '=in/%' OR word = '=countywide'
    ))
$$;
CREATE OR REPLACE FUNCTION organisations_write_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('kentcivil.documents', true) = 'later' THEN
        NEW.document := NULL;
        NEW.marks := NULL;
    ELSE
        NEW.document := organisations_document(NEW);
        NEW.marks := organisations_marks(NEW.document);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER organisations_document_of_changed ON organisations_organisation;
CREATE TRIGGER organisations_document_of_changed BEFORE UPDATE ON organisations_organisation
    FOR EACH ROW WHEN (
        NEW.document IS NULL
        OR (OLD.document, OLD.name, OLD.other_names, OLD.summary, OLD.purpose, OLD.town, OLD.district_id,
            OLD.is_countywide, OLD.is_online)
        IS DISTINCT FROM
        (NEW.document, NEW.name, NEW.other_names, NEW.summary, NEW.purpose, NEW.town, NEW.district_id,
            NEW.is_countywide, NEW.is_online)
    ) EXECUTE FUNCTION organisations_write_document();
UPDATE organisations_organisation SET document = NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_register")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="marks",
            field=django.contrib.postgres.search.SearchVectorField(
                editable=False, help_text="The part of the document that filters look in.", null=True
            ),
        ),
        migrations.RunSQL(MARKS),
        migrations.RunSQL(EXPECTED),
        migrations.RunSQL(NEAREST),
        migrations.RemoveIndex(model_name="organisation", name="organisation_on_earth"),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GistIndex(
                kentcivil.geography.distance.OnMap(
                    "longitude",
                    django.db.models.expressions.CombinedExpression(models.F("latitude"), "*", models.Value(1.6)),
                ),
                condition=models.Q(("status", "published")),
                name="organisation_on_map",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("status", "published")), fields=["marks"], name="organisation_marks"
            ),
        ),
        migrations.RemoveIndex(model_name="organisation", name="organisation_by_name"),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["name", "id"],
                include=("marks",),
                name="organisation_by_name",
            ),
        ),
    ]
