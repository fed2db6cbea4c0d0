"""Entries bear the marks of the officers' lists of words that mean the same, so that words and filters that never go
together are told by two short lists.

To be sure that nothing has "food bank", or any of eight phrases that mean the same, and is for carers, nine lists were
read beside that of carers. All that is found by any line of the table bears the mark of that line: what does not bear
it need not be looked at. Between the mark and the filter the index leaps from list to list, and looks at the nine only
where both agree.
"""

from django.db import migrations

# `parts` are what a family asks for, written as organisations_quick_query() writes it, so that a search can tell whose
# all of its parts are. Those that have brackets are left out: they cannot be told apart where "|" stands.
FAMILIES = r"""
CREATE TABLE organisations_family (
    mark text PRIMARY KEY, asked tsquery NOT NULL, parts text[] NOT NULL, wanted_on date NOT NULL DEFAULT current_date
);

CREATE FUNCTION organisations_parts(clause jsonb) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT regexp_split_to_array(organisations_quick_query(jsonb_build_array(clause))::text, ' \| ')
$$;

CREATE FUNCTION organisations_families_wanted() RETURNS TABLE (mark text, asked tsquery, parts text[])
LANGUAGE sql STABLE AS $$
    WITH said AS MATERIALIZED (
        SELECT line.id, line.is_mutual, one.is_also, btrim(regexp_replace(one.phrase, '\s+', ' ', 'g')) AS phrase
        FROM organisations_synonym line, LATERAL (
            SELECT false AS is_also, regexp_split_to_table(words, '[;\n]') AS phrase
            UNION ALL
            SELECT true, regexp_split_to_table(also, '[;\n]')
        ) AS one
        WHERE btrim(one.phrase) <> ''
    ), part AS (
        SELECT DISTINCT typed.id, unnest(organisations_parts(to_jsonb(ARRAY[typed.phrase]) || coalesce((
            SELECT jsonb_agg(other.phrase) FROM said other
            WHERE other.id = typed.id AND (other.is_also OR other.is_mutual) AND other.phrase <> typed.phrase
        ), '[]'))) AS part
        FROM said typed WHERE NOT typed.is_also
    ), family AS (
        SELECT array_agg(part ORDER BY part COLLATE "C") AS parts,
            string_agg(part, ' | ' ORDER BY part COLLATE "C") AS asked
        FROM part WHERE part <> '' GROUP BY id HAVING count(*) > 1 AND NOT bool_or(part ~ '[()!]')
    )
    SELECT DISTINCT '##' || left(md5(family.asked), 12), family.asked::tsquery, family.parts FROM family
$$;

CREATE FUNCTION organisations_families_of(document tsvector) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT mark FROM organisations_family WHERE document @@ asked)
$$;

-- What everything has that a search finds, but not only that: for each clause the mark of a family that has all its
-- parts, where there is one.
CREATE FUNCTION organisations_within(clauses jsonb) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(format('''%s''', one.mark), ' & '), '')::tsquery
    FROM jsonb_array_elements(clauses) AS clause, LATERAL organisations_parts(clause) AS asked (parts), LATERAL (
        SELECT mark FROM organisations_family family WHERE family.parts @> asked.parts
        ORDER BY cardinality(family.parts), mark LIMIT 1
    ) AS one
    WHERE cardinality(asked.parts) > 1 OR asked.parts[1] LIKE '% & %'
$$;

CREATE OR REPLACE FUNCTION organisations_write_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('kentcivil.documents', true) = 'later' THEN
        NEW.document := NULL;
        NEW.marks := NULL;
        NEW.facets := NULL;
    ELSE
        NEW.document := organisations_document(NEW);
        NEW.document := NEW.document || array_to_tsvector(organisations_phrases_of(NEW.document));
        NEW.document := NEW.document || array_to_tsvector(organisations_families_of(NEW.document));
        NEW.marks := organisations_marks(NEW.document);
        NEW.facets := organisations_facets(NEW.document);
    END IF;
    RETURN NEW;
END $$;

-- As with phrases, the lock waits for whoever is writing entries just now without knowing of it.
CREATE FUNCTION organisations_add_family(mark text, asked tsquery, parts text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE organisations_organisation IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO organisations_family (mark, asked, parts) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;
    UPDATE organisations_organisation o SET document = NULL WHERE o.document @@ $2;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0045_pairs_of_names_and_squares")]

    operations = [
        migrations.RunSQL(FAMILIES),
        # All at once: to add them one by one would write most entries several times.
        migrations.RunSQL(
            "INSERT INTO organisations_family (mark, asked, parts) SELECT * FROM organisations_families_wanted();"
            "UPDATE organisations_organisation SET document = NULL"
        ),
    ]
