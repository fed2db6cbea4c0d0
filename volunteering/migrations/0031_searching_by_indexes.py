"""Search reads indexes that hold what visitors choose by, and compares misspelt words with a list of words.

The list takes the place of the index on the spelling of every text: its length depends on the language, not on how many
opportunities there are.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION volunteering_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    organisation text := (SELECT name FROM organisations_organisation WHERE id = NEW.organisation_id);
BEGIN
    NEW.search :=
        setweight(to_tsvector('english', NEW.title), 'A')
        || setweight(to_tsvector('english', NEW.summary || ' ' || coalesce(organisation, '')), 'B')
        || setweight(to_tsvector('english', NEW.tasks || ' ' || NEW.place || ' ' || NEW.training), 'C');
    {search_text}
    RETURN NEW;
END $$;
"""
SEARCH_TEXT = "NEW.search_text := lower(NEW.title || ' ' || NEW.summary || ' ' || coalesce(organisation, ''));"

# Words in one order, so that two who add the same ones wait for each other and do not lock each other out. Most are
# known: those are left alone.
LEARN = """
CREATE FUNCTION volunteering_words_of(VARIADIC texts text[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT DISTINCT word FROM regexp_split_to_table(lower(array_to_string(texts, ' ')), '[^[:alnum:]]+') AS word
    WHERE length(word) BETWEEN 3 AND 40 AND word !~ '^[0-9]+$'
$$;
CREATE FUNCTION volunteering_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO volunteering_word (word)
    SELECT said.word FROM volunteering_words_of(
        NEW.title, NEW.summary, NEW.tasks, NEW.place, NEW.training,
        (SELECT name FROM organisations_organisation WHERE id = NEW.organisation_id)
    ) AS said(word)
    WHERE NOT EXISTS (SELECT FROM volunteering_word known WHERE known.word = said.word)
    ORDER BY said.word ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER opportunity_learn_words AFTER INSERT OR UPDATE
    OF title, summary, tasks, place, training, organisation_id, state ON volunteering_opportunity
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION volunteering_learn_words();
INSERT INTO volunteering_word (word)
    SELECT DISTINCT said.word FROM volunteering_opportunity o
    JOIN organisations_organisation ON organisations_organisation.id = o.organisation_id,
    volunteering_words_of(o.title, o.summary, o.tasks, o.place, o.training, organisations_organisation.name) AS said(word)
    WHERE o.state = 'published';
"""
FORGET = """
DROP TRIGGER opportunity_learn_words ON volunteering_opportunity;
DROP FUNCTION volunteering_learn_words();
DROP FUNCTION volunteering_words_of(text[]);
"""
NEARLY = """
CREATE FUNCTION volunteering_nearly(word text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 500
SET pg_trgm.word_similarity_threshold = 0.4 SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT id FROM volunteering_opportunity WHERE search_text %> word;
END $$;
"""

IN_HAND = models.Q(("erased_at__isnull", True), ("state__in", ["new", "contacted", "introduced", "placed"]))


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_nearest"),
        ("volunteering", "0030_nearly"),
    ]

    operations = [
        migrations.RunSQL("DROP FUNCTION volunteering_nearly(text)", NEARLY),
        migrations.RemoveIndex(model_name="opportunity", name="opportunity_spelling"),
        migrations.RunSQL(KEEP.format(search_text=""), KEEP.format(search_text=SEARCH_TEXT)),
        migrations.RemoveField(model_name="opportunity", name="search_text"),
        migrations.CreateModel(
            name="Word",
            fields=[("word", models.CharField(max_length=40, primary_key=True, serialize=False))],
            options={
                "ordering": ["word"],
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gist_trgm_ops"),
                        name="opportunity_word_alike",
                    )
                ],
            },
        ),
        migrations.RunSQL(LEARN, FORGET),
        migrations.RemoveIndex(model_name="opportunity", name="opportunity_newest"),
        migrations.RemoveIndex(model_name="enquiry", name="enquiry_open"),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                models.F("centre"),
                models.OrderBy(models.F("next_step_on"), nulls_first=True),
                models.F("created_at"),
                models.F("id"),
                condition=IN_HAND,
                include=["state", "broker", "confirmed_at", "contacted_at"],
                name="enquiry_open",
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                models.F("centre"),
                models.Case(
                    models.When(IN_HAND, next_step_on__isnull=True, then=models.Value(0)),
                    models.When(IN_HAND, then=models.Value(1)),
                    default=models.Value(2),
                    output_field=models.IntegerField(),
                ),
                models.OrderBy(models.F("next_step_on")),
                models.F("created_at"),
                models.F("id"),
                name="enquiry_in_order",
            ),
        ),
        migrations.RemoveIndex(model_name="enquiry", name="enquiry_replies"),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("contacted_at__isnull", False)), fields=["centre", "confirmed_at"],
                include=["contacted_at"], name="enquiry_replies",
            ),
        ),
    ]
