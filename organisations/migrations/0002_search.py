"""What search stands on: a text search configuration of our own, the document of each entry, and the indexes."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

import kentcivil.geography.distance

# "kent_english" finds words whatever their ending and accents; "kent_words" keeps words whole, for spelling.
CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION kent_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION kent_english
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part, numword, hword_numpart, numhword
    WITH unaccent, english_stem;
CREATE TEXT SEARCH DICTIONARY kent_whole_words (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION kent_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION kent_words
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, kent_whole_words;
"""

# Weights: A the names and numbers, B what it does and for whom, C the long texts, D the places.
# Beside the words stand two kinds of marks that no word can be mistaken for: "@word" for each word of the names, so
# that names are found first without reading every document, and "=kind/value" for what the filters ask.
DOCUMENT = """
CREATE FUNCTION organisations_document(entry organisations_organisation) RETURNS tsvector LANGUAGE sql STABLE AS $$
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
            coalesce(string_agg(description || ' ' || who_for || ' ' || place_name, ' '), '') AS texts
        FROM organisations_service WHERE organisation_id = entry.id AND is_running
    )
    SELECT setweight(names.words, 'A')
        || setweight(to_tsvector('simple', numbers.words), 'A')
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
            || CASE WHEN entry.is_countywide THEN '{=countywide}'::text[] ELSE '{}' END
            || CASE WHEN entry.is_online THEN '{=online}'::text[] ELSE '{}' END
        )
    FROM names, numbers, theme, people, places, served, service
$$;
"""

# A search for "@word" of every word, as one value that the planner can weigh.
NAMES_QUERY = r"""
CREATE FUNCTION organisations_names_query(words text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        string_agg($q$'$q$ || replace(replace('@' || word, $q$\$q$, $q$\\$q$), $q$'$q$, $q$''$q$) || $q$'$q$, ' & '), ''
    )::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('kent_english', words))) AS word
$$;
"""

# An entry writes its own document; what belongs to it, or names it, has its document written again.
# While "kentcivil.documents" is set to "later" (organisations/documents.py) the document is only emptied: a large
# import writes each one once, at its end.
TRIGGERS = """
CREATE FUNCTION organisations_write_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('kentcivil.documents', true) = 'later' THEN
        NEW.document := NULL;
    ELSE
        NEW.document := organisations_document(NEW);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER organisations_document_of_new BEFORE INSERT ON organisations_organisation
    FOR EACH ROW EXECUTE FUNCTION organisations_write_document();
CREATE TRIGGER organisations_document_of_changed BEFORE UPDATE ON organisations_organisation
    FOR EACH ROW WHEN (
        NEW.document IS NULL
        OR (OLD.name, OLD.other_names, OLD.summary, OLD.purpose, OLD.town, OLD.district_id, OLD.is_countywide, OLD.is_online)
        IS DISTINCT FROM
        (NEW.name, NEW.other_names, NEW.summary, NEW.purpose, NEW.town, NEW.district_id, NEW.is_countywide, NEW.is_online)
    ) EXECUTE FUNCTION organisations_write_document();

CREATE FUNCTION organisations_write_owners_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        UPDATE organisations_organisation SET document = NULL
        WHERE id IN (SELECT organisation_id FROM now_there)
        AND (document IS NOT NULL OR current_setting('kentcivil.documents', true) IS DISTINCT FROM 'later');
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        UPDATE organisations_organisation SET document = NULL
        WHERE id IN (SELECT organisation_id FROM once_there)
        AND (document IS NOT NULL OR current_setting('kentcivil.documents', true) IS DISTINCT FROM 'later');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION organisations_write_documents_naming() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'organisations_theme' THEN
        UPDATE organisations_organisation SET document = NULL
        WHERE id IN (SELECT organisation_id FROM organisations_organisation_themes WHERE theme_id = NEW.id);
    ELSE
        UPDATE organisations_organisation SET document = NULL
        WHERE id IN (SELECT organisation_id FROM organisations_organisation_beneficiaries WHERE beneficiary_id = NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organisations_documents_naming AFTER UPDATE ON organisations_theme
    FOR EACH ROW WHEN ((OLD.name, OLD.slug) IS DISTINCT FROM (NEW.name, NEW.slug))
    EXECUTE FUNCTION organisations_write_documents_naming();
CREATE TRIGGER organisations_documents_naming AFTER UPDATE ON organisations_beneficiary
    FOR EACH ROW WHEN ((OLD.name, OLD.slug) IS DISTINCT FROM (NEW.name, NEW.slug))
    EXECUTE FUNCTION organisations_write_documents_naming();
"""

BELONGING = [
    "organisations_identifier",
    "organisations_service",
    "organisations_organisation_themes",
    "organisations_organisation_beneficiaries",
    "organisations_organisation_districts_served",
]
TRIGGERS_OF_WHAT_BELONGS = "\n".join(
    f"""
CREATE TRIGGER organisations_document_inserted AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS now_there
    FOR EACH STATEMENT EXECUTE FUNCTION organisations_write_owners_document();
CREATE TRIGGER organisations_document_updated AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS now_there OLD TABLE AS once_there
    FOR EACH STATEMENT EXECUTE FUNCTION organisations_write_owners_document();
CREATE TRIGGER organisations_document_deleted AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS once_there
    FOR EACH STATEMENT EXECUTE FUNCTION organisations_write_owners_document();
"""
    for table in BELONGING
)


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0002_districts_and_sectors"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        CreateExtension("cube"),
        CreateExtension("earthdistance"),
        migrations.RunSQL(CONFIGURATIONS),
        migrations.RunSQL(DOCUMENT),
        migrations.RunSQL(NAMES_QUERY),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(TRIGGERS_OF_WHAT_BELONGS),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('entries', models.PositiveIntegerField(help_text='How many published entries use it.')),
            ],
            options={
                'ordering': ['word'],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'published')), fields=['document'], name='organisation_document'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GistIndex(kentcivil.geography.distance.LlToEarth('latitude', 'longitude'), condition=models.Q(('status', 'published')), name='organisation_on_earth'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['name', 'id'], name='organisation_by_name'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(models.OrderBy(models.F('verified_on'), descending=True, nulls_last=True), models.F('name'), models.F('id'), condition=models.Q(('status', 'published')), name='organisation_by_check'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['review_due'], name='organisation_review'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('status', 'published'), _negated=True), fields=['status', 'name'], name='organisation_unpublished'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='organisation_part_of_name'),
        ),
        migrations.AddIndex(
            model_name='word',
            index=django.contrib.postgres.indexes.GistIndex(django.contrib.postgres.indexes.OpClass('word', name='gist_trgm_ops'), name='word_alike'),
        ),
    ]
