"""More of what people type when they need help, for directories that began with a shorter list of words; and entries
bear marks of those phrases alone that are ever looked for: of a line that is not mutual, what people type is not.
"""

from django.db import migrations

from organisations import synonyms

# As in migration 0046 but for the line that chooses what is marked. It must begin with CREATE: pghistory looks there.
PHRASES = r"""
CREATE OR REPLACE FUNCTION organisations_read_phrases() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    added tsquery;
BEGIN
    WITH written AS (
        SELECT DISTINCT phraseto_tsquery('kent_english', phrase) AS asked, organisations_telling_word(phrase) AS telling
        FROM organisations_synonym,
            regexp_split_to_table(CASE WHEN is_mutual THEN words || ';' || also ELSE also END, '[;\n]') AS phrase
    ), known AS (
        SELECT '#' || asked::text AS mark, asked, telling FROM written
        WHERE numnode(asked) > 1 AND octet_length(asked::text) < 1000
    ), gone AS (
        DELETE FROM organisations_phrase WHERE mark NOT IN (SELECT mark FROM known)
    ), fresh AS (
        INSERT INTO organisations_phrase (mark, asked, telling) SELECT mark, asked, telling FROM known
        ON CONFLICT DO NOTHING RETURNING asked
    )
    SELECT string_agg(format('(%s)', asked), ' | ')::tsquery INTO added FROM fresh;
    IF added IS NOT NULL THEN
        LOCK TABLE organisations_organisation IN SHARE ROW EXCLUSIVE MODE;
        UPDATE organisations_organisation SET document = NULL WHERE document @@ added;
    END IF;
END $$;
"""


def fill(apps, schema_editor):
    synonyms.fill(apps.get_model("organisations", "Synonym"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0046_phrases_by_a_word")]

    operations = [
        migrations.RunSQL(PHRASES, migrations.RunSQL.noop),
        # The table's own trigger reads the phrases anew.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
