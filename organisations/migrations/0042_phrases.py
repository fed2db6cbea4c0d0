"""Phrases of the officers' table as marks of the documents, and searches that are read from the index in fewer steps.

An index knows which words a document has and not which stand side by side: for "advice centre" it read the lists of
both words, then every document that has both. So an entry that has a phrase of the table of words that mean the same
bears it as a mark ("#'advic' <-> 'centr'"), which is one short list.
"""

from django.db import migrations

# `mark` is never a word of a text, whose words have no "#". Phrases of one word need no mark: they are words.
PHRASES = r"""
CREATE TABLE organisations_phrase (mark text PRIMARY KEY, asked tsquery NOT NULL);

CREATE FUNCTION organisations_phrases_of(document tsvector) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT mark FROM organisations_phrase WHERE document @@ asked)
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
        NEW.marks := organisations_marks(NEW.document);
        NEW.facets := organisations_facets(NEW.document);
    END IF;
    RETURN NEW;
END $$;

-- Entries that have a phrase which is new to the table are marked at once. The lock waits for whoever is writing entries
-- just now without knowing of it; nobody else does until the new phrases are committed.
CREATE FUNCTION organisations_read_phrases() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    added tsquery;
BEGIN
    WITH written AS (
        SELECT DISTINCT phraseto_tsquery('kent_english', phrase) AS asked
        FROM organisations_synonym, regexp_split_to_table(words || ';' || also, '[;\n]') AS phrase
    ), known AS (
        SELECT '#' || asked::text AS mark, asked FROM written
        WHERE numnode(asked) > 1 AND octet_length(asked::text) < 1000
    ), gone AS (
        DELETE FROM organisations_phrase WHERE mark NOT IN (SELECT mark FROM known)
    ), fresh AS (
        INSERT INTO organisations_phrase (mark, asked) SELECT mark, asked FROM known
        ON CONFLICT DO NOTHING RETURNING asked
    )
    SELECT string_agg(format('(%s)', asked), ' | ')::tsquery INTO added FROM fresh;
    IF added IS NOT NULL THEN
        LOCK TABLE organisations_organisation IN SHARE ROW EXCLUSIVE MODE;
        UPDATE organisations_organisation SET document = NULL WHERE document @@ added;
    END IF;
END $$;

CREATE FUNCTION organisations_phrases_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM organisations_read_phrases();
    RETURN NULL;
END $$;
CREATE TRIGGER organisations_phrases AFTER INSERT OR UPDATE OR DELETE ON organisations_synonym
    FOR EACH STATEMENT EXECUTE FUNCTION organisations_phrases_changed();
"""

# It finds what organisations_query(clauses, '') finds. What another phrase of the clause finds anyway is left out:
# beside "youth", "youth club" finds nothing more. The typed words, which are the first, may stand apart.
QUICK_QUERY = r"""
CREATE FUNCTION organisations_quick_query(clauses jsonb) RETURNS tsquery LANGUAGE sql STABLE AS $$
    WITH said AS (
        SELECT c.nth AS clause, p.nth, to_tsvector('kent_english', p.phrase) AS words,
            CASE p.nth WHEN 1 THEN plainto_tsquery('kent_english', p.phrase)
                ELSE phraseto_tsquery('kent_english', p.phrase) END AS asked
        FROM jsonb_array_elements(clauses) WITH ORDINALITY AS c(phrases, nth),
            jsonb_array_elements_text(c.phrases) WITH ORDINALITY AS p(phrase, nth)
    ), telling AS (
        SELECT clause, nth, asked, tsvector_to_array(words) AS words, nth = 1 OR numnode(asked) = 1 AS is_anywhere
        FROM said WHERE numnode(asked) > 0
    ), least AS (
        SELECT clause, coalesce(
            $q$'$q$ || replace(replace(mark, $q$\$q$, $q$\\$q$), $q$'$q$, $q$''$q$) || $q$'$q$, one.asked::text
        ) AS asked
        FROM telling one LEFT JOIN organisations_phrase p ON NOT one.is_anywhere AND p.mark = '#' || one.asked::text
        WHERE NOT EXISTS (
            SELECT FROM telling other
            WHERE other.clause = one.clause AND other.nth <> one.nth
            AND (other.is_anywhere OR other.asked = one.asked) AND other.words <@ one.words
            AND NOT (
                (one.is_anywhere OR one.asked = other.asked) AND one.words <@ other.words AND one.nth < other.nth
            )
        )
    ), clause AS (
        SELECT string_agg(format('(%s)', asked), ' | ') AS asked FROM least GROUP BY clause
    )
    SELECT coalesce(string_agg(format('(%s)', asked), ' & '), '')::tsquery FROM clause
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0041_identifiers_in_bulk")]

    operations = [
        migrations.RunSQL(PHRASES),
        migrations.RunSQL(QUICK_QUERY),
        migrations.RunSQL("SELECT organisations_read_phrases(); UPDATE organisations_organisation SET document = NULL"),
    ]
