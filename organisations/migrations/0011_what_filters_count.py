"""More that filters ask and count: cost, days, times, access, how to take part, size; initials; words that mean the same."""

from django.db import migrations

from kentcivil.accounts.roles import Role, grant
from organisations import synonyms

# Days and times of day out of what a service says about when it is on, such as "Monday to Friday, 9:30am to noon".
# Only what is said is marked: "10 to 12" without am or pm gives a day and no time of day.
WHEN = r"""
CREATE FUNCTION organisations_when(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    days CONSTANT text[] := '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}';
    day CONSTANT text := '(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|ur|urs|urday|r)?s?';
    plain text := lower(left(said, 2000));
    found text[];
    marks text[] := '{}';
    first int;
    last int;
    starts int;
    ends int;
BEGIN
    IF plain IS NULL OR plain = '' THEN
        RETURN marks;
    END IF;
    IF plain ~ '\m(every day|daily|7 days|seven days|all week)\M' THEN
        SELECT array_agg('day/' || d) INTO marks FROM unnest(days) AS d;
    END IF;
    IF plain ~ '\m(weekdays?|every weekday)\M' THEN
        SELECT marks || array_agg('day/' || d) INTO marks FROM unnest(days[1:5]) AS d;
    END IF;
    IF plain ~ '\mweekends?\M' THEN
        marks := marks || '{day/saturday,day/sunday}'::text[];
    END IF;
    FOR found IN SELECT regexp_matches(plain, '\m' || day || '\M', 'g') LOOP
        SELECT marks || ('day/' || d) INTO marks FROM unnest(days) AS d WHERE left(d, 3) = found[1];
    END LOOP;
    FOR found IN SELECT regexp_matches(plain, '\m' || day || '\s*(?:to|until|till|-|–)\s*' || day || '\M', 'g') LOOP
        SELECT n INTO first FROM unnest(days) WITH ORDINALITY AS t(d, n) WHERE left(d, 3) = found[1];
        SELECT n INTO last FROM unnest(days) WITH ORDINALITY AS t(d, n) WHERE left(d, 3) = found[2];
        IF first < last THEN
            SELECT marks || array_agg('day/' || d) INTO marks FROM unnest(days[first:last]) AS d;
        END IF;
    END LOOP;
    IF plain ~ '\mmornings?\M' THEN marks := marks || 'time/morning'::text; END IF;
    IF plain ~ '\mafternoons?\M' THEN marks := marks || 'time/afternoon'::text; END IF;
    IF plain ~ '\m(evenings?|nights?)\M' THEN marks := marks || 'time/evening'::text; END IF;
    plain := regexp_replace(plain, '\m(12 ?)?(noon|midday)\M', '12pm', 'g');
    plain := regexp_replace(plain, '\mmidnight\M', '11pm', 'g');
    FOR found IN
        SELECT regexp_matches(
            plain,
            '\m(\d{1,2})(?:[:.]\d\d)?\s*([ap])?\.?m?\.?(?:\s*(?:to|until|till|-|–)\s*(\d{1,2})(?:[:.]\d\d)?\s*([ap])\.?m)?',
            'g'
        )
    LOOP
        CONTINUE WHEN coalesce(found[2], found[4]) IS NULL OR found[1]::int > 12 OR coalesce(found[3]::int, 0) > 12;
        starts := found[1]::int % 12 + CASE WHEN coalesce(found[2], found[4]) = 'p' THEN 12 ELSE 0 END;
        ends := CASE WHEN found[3] IS NULL THEN starts + 1
            ELSE found[3]::int % 12 + CASE WHEN found[4] = 'p' THEN 12 ELSE 0 END END;
        IF found[2] IS NULL AND starts > ends THEN
            starts := starts - 12;  -- "10 to 2pm" starts in the morning
        END IF;
        IF ends <= starts THEN
            ends := 24;
        END IF;
        IF starts < 12 THEN marks := marks || 'time/morning'::text; END IF;
        IF starts < 17 AND ends > 12 THEN marks := marks || 'time/afternoon'::text; END IF;
        IF ends > 17 THEN marks := marks || 'time/evening'::text; END IF;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT unnest(marks));
END $$;
"""

# Access needs out of what a service says about them. What follows "no", "not" or "without" is left out, so that
# "Upstairs, without a ramp" is not taken for a ramp.
ACCESS = r"""
CREATE FUNCTION organisations_access(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    plain text := lower(left(said, 4000));
    marks text[] := '{}';
BEGIN
    IF plain IS NULL OR plain = '' THEN
        RETURN marks;
    END IF;
    plain := regexp_replace(plain, '\m(no|without( any)?) steps?\M', 'step-free', 'g');
    plain := regexp_replace(plain, '\m(no|not|without|lacks|isn.t|aren.t|cannot|can.t)\M[^.;,]*', ' ', 'g');
    IF plain ~ 'step[- ]free|level (access|entrance|entry)|\mramps?\M|wheelchair (access|user|friendly)|wheelchairs? (can|may|fit|welcome)|fully accessible' THEN
        marks := marks || 'access/step-free'::text;
    END IF;
    IF plain ~ '(accessible|disabled|adapted) toilets?|changing places|accessible (wc|loo)' THEN
        marks := marks || 'access/toilet'::text;
    END IF;
    IF plain ~ '(hearing|induction) loop' THEN marks := marks || 'access/hearing-loop'::text; END IF;
    IF plain ~ 'blue[- ]badge|(disabled|accessible) (parking|bays?|spaces?)' THEN marks := marks || 'access/parking'::text; END IF;
    IF plain ~ 'quiet (room|space|corner|area|hour|time)|relaxed session|sensory' THEN marks := marks || 'access/quiet'::text; END IF;
    IF plain ~ '(assistance|guide) dogs?' THEN marks := marks || 'access/dogs'::text; END IF;
    IF plain ~ 'large print|easy read|braille' THEN marks := marks || 'access/print'::text; END IF;
    IF plain ~ '\mbsl\M|sign language' THEN marks := marks || 'access/sign-language'::text; END IF;
    RETURN marks;
END $$;
"""

# The document of migration 0002 with more marks, and with the initials of the name ("ekca" for "East Kent Carers'
# Alliance"), with and without its small words.
DOCUMENT = r"""
CREATE FUNCTION organisations_initials(name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) > 2 THEN concat_ws(
        ' ', string_agg(left(w, 1), '' ORDER BY n),
        string_agg(left(w, 1), '' ORDER BY n) FILTER (WHERE w NOT IN ('of', 'for', 'the', 'and', 'in', 'at', 'to'))
    ) ELSE '' END
    FROM regexp_split_to_table(lower(unaccent(translate(name, '''’', ''))), '[^a-z0-9]+') WITH ORDINALITY AS t(w, n)
    WHERE w <> ''
$$;
CREATE OR REPLACE FUNCTION organisations_document(entry organisations_organisation) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    WITH
    names AS (
        SELECT to_tsvector('kent_english', entry.name || ' ' || left(entry.other_names, 5000)) AS words
    ),
    numbers AS (
        SELECT coalesce(string_agg(number, ' '), '') AS words
        FROM organisations_identifier WHERE organisation_id = entry.id
    ),
    theme AS (
        SELECT coalesce(string_agg(t.name, ' '), '') AS words, array_agg('=theme/' || t.slug) AS marks
        FROM organisations_organisation_themes link JOIN organisations_theme t ON t.id = link.theme_id
        WHERE link.organisation_id = entry.id
    ),
    people AS (
        SELECT coalesce(string_agg(b.name, ' '), '') AS words, array_agg('=for/' || b.slug) AS marks
        FROM organisations_organisation_beneficiaries link
        JOIN organisations_beneficiary b ON b.id = link.beneficiary_id
        WHERE link.organisation_id = entry.id
    ),
    places AS (
        SELECT coalesce(string_agg(d.name, ' '), '') AS words, array_agg('=in/' || d.slug) AS marks
        FROM geography_district d
        WHERE d.code = entry.district_id OR d.code IN (
            SELECT district_id FROM organisations_organisation_districts_served WHERE organisation_id = entry.id
        )
    ),
    served AS (
        SELECT array_agg('=serves/' || d.slug) AS marks
        FROM organisations_organisation_districts_served link JOIN geography_district d ON d.code = link.district_id
        WHERE link.organisation_id = entry.id
    ),
    service AS (
        SELECT coalesce(string_agg(name, ' '), '') AS names,
            coalesce(string_agg(description || ' ' || who_for || ' ' || place_name, ' '), '') AS texts,
            array_agg('=cost/' || cost) || array_agg('=joining/' || joining) AS marks,
            string_agg("when", '; ') AS times,
            string_agg(access_needs, '. ') AS access
        FROM organisations_service WHERE organisation_id = entry.id AND is_running
    )
    SELECT setweight(names.words, 'A')
        || setweight(to_tsvector('simple', numbers.words), 'A')
        || setweight(to_tsvector('simple', organisations_initials(entry.name)), 'B')
        || setweight(
            to_tsvector(
                'kent_english',
                concat_ws(' ', entry.summary, left(service.names, 20000), theme.words, people.words)
            ),
            'B'
        )
        || setweight(to_tsvector('kent_english', left(entry.purpose, 20000) || ' ' || left(service.texts, 50000)), 'C')
        || setweight(to_tsvector('kent_english', entry.town || ' ' || places.words), 'D')
        || array_to_tsvector(
            ARRAY(SELECT '@' || word FROM unnest(tsvector_to_array(names.words)) AS word WHERE octet_length(word) < 200)
            || coalesce(theme.marks, '{}')
            || coalesce(people.marks, '{}')
            || coalesce(places.marks, '{}')
            || coalesce(served.marks, '{}')
            || coalesce(service.marks, '{}')
            || ARRAY(SELECT '=' || mark FROM unnest(organisations_when(service.times)) AS mark)
            || ARRAY(SELECT '=' || mark FROM unnest(organisations_access(service.access)) AS mark)
            || ARRAY['=size/' || entry.income_band]
            || CASE WHEN entry.is_countywide THEN '{=countywide}'::text[] ELSE '{}' END
            || CASE WHEN entry.is_online THEN '{=online}'::text[] ELSE '{}' END
        )
    FROM names, numbers, theme, people, places, served, service
$$;
"""

# What a filter counts, as words: an entry that works across Kent counts in every district, so it names none.
FACETS = r"""
CREATE FUNCTION organisations_facets(document tsvector) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    WITH marks AS (
        SELECT substr(word, 2) AS mark FROM unnest(tsvector_to_array(document)) AS word
        WHERE word LIKE '=%' AND word NOT LIKE '=serves/%'
    )
    SELECT coalesce(string_agg(mark, ' '), '') FROM marks
    WHERE mark NOT LIKE 'in/%' OR NOT EXISTS (SELECT FROM marks WHERE mark = 'countywide')
$$;
CREATE OR REPLACE FUNCTION organisations_write_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('kentcivil.documents', true) = 'later' THEN
        NEW.document := NULL;
        NEW.marks := NULL;
        NEW.facets := NULL;
    ELSE
        NEW.document := organisations_document(NEW);
        NEW.marks := organisations_marks(NEW.document);
        NEW.facets := organisations_facets(NEW.document);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER organisations_document_of_changed ON organisations_organisation;
CREATE TRIGGER organisations_document_of_changed BEFORE UPDATE ON organisations_organisation
    FOR EACH ROW WHEN (
        NEW.document IS NULL
        OR (OLD.document, OLD.name, OLD.other_names, OLD.summary, OLD.purpose, OLD.town, OLD.district_id,
            OLD.is_countywide, OLD.is_online, OLD.income_band)
        IS DISTINCT FROM
        (NEW.document, NEW.name, NEW.other_names, NEW.summary, NEW.purpose, NEW.town, NEW.district_id,
            NEW.is_countywide, NEW.is_online, NEW.income_band)
    ) EXECUTE FUNCTION organisations_write_document();
"""

# A search for each of several clauses, of which each offers phrases to choose from: [["cab", "citizens advice"], …].
# The first is what was typed, and its words may stand apart; the words of the others stand side by side.
# With the mark "@" it looks for the words in names alone. A clause of small words only ("the") asks for nothing.
QUERY = r"""
CREATE FUNCTION organisations_query(clauses jsonb, mark text) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
    clause jsonb;
    phrase text;
    every_word tsquery;
    any_phrase tsquery;
    is_typed boolean;
    whole tsquery;
BEGIN
    FOR clause IN SELECT jsonb_array_elements(clauses) LOOP
        any_phrase := NULL;
        is_typed := true;
        FOR phrase IN SELECT jsonb_array_elements_text(clause) LOOP
            IF mark <> '' THEN
                every_word := organisations_names_query(phrase);
            ELSIF is_typed THEN
                every_word := plainto_tsquery('kent_english', phrase);
            ELSE
                every_word := phraseto_tsquery('kent_english', phrase);
            END IF;
            is_typed := false;
            CONTINUE WHEN numnode(every_word) = 0;
            any_phrase := coalesce(any_phrase || every_word, every_word);
        END LOOP;
        whole := coalesce(whole && any_phrase, any_phrase, whole);
    END LOOP;
    RETURN coalesce(whole, ''::tsquery);
END $$;
"""


def fill(apps, schema_editor):
    synonyms.fill(apps.get_model("organisations", "Synonym"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0010_finding")]

    operations = [
        migrations.RunSQL(WHEN),
        migrations.RunSQL(ACCESS),
        migrations.RunSQL(DOCUMENT),
        migrations.RunSQL(FACETS),
        migrations.RunSQL(QUERY),
        migrations.RunSQL("UPDATE organisations_organisation SET document = NULL"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(
            grant(
                Role.DIRECTORY_OFFICER,
                *(f"organisations.{verb}_synonym" for verb in ("view", "add", "change", "delete")),
            ),
            migrations.RunPython.noop,
        ),
    ]
