"""The opportunities that have something like a word: by the index on spelling, with a threshold lower than usual.

Two letters that changed places in a word of nine still come to 0.4. The planner takes a search by likeness to find
many, and would compare the text of every opportunity.
"""

from django.db import migrations

NEARLY = """
CREATE FUNCTION volunteering_nearly(word text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 500
SET pg_trgm.word_similarity_threshold = 0.4 SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT id FROM volunteering_opportunity WHERE search_text %> word;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0029_desk_indexes")]

    operations = [migrations.RunSQL(NEARLY, "DROP FUNCTION volunteering_nearly(text)")]
