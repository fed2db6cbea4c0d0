"""Two ways to read less of an index: pairs of words that a name has, and squares of the map beside drawn documents.

Names that have each of "young", "people" and "Ashford" were found by reading three lists, of which two have tens of
thousands of entries in a directory of a million. Of "Ashford" with "people" there are few. And of drawn entries that
have the words (0040) only some lie near a place: the others were fetched for nothing.
"""

from django.db import migrations

# A name of very many words, as of an entry with a page of other names, has the mark "*" in place of its pairs. The
# words are compared byte by byte, as organisations/compiling.py does.
PAIRS = """
CREATE FUNCTION organisations_name_pairs(document tsvector) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH names AS MATERIALIZED (
        SELECT substr(word, 2) AS word FROM unnest(tsvector_to_array(document)) AS word WHERE left(word, 1) = '@'
    )
    SELECT CASE WHEN (SELECT count(*) FROM names) > 24 THEN '{*}'::text[] ELSE ARRAY(
        SELECT one.word || ' ' || other.word FROM names one JOIN names other ON one.word COLLATE "C" < other.word
    ) END
$$;
CREATE INDEX organisation_name_pairs ON organisations_organisation USING gin (organisations_name_pairs(document))
    WHERE status = 'published';
"""

# A square is 0.2 degrees of longitude wide and 0.125 of latitude high, eight to nine miles (organisations/sampling.py).
SQUARES = "".join(
    f"""
DROP INDEX organisation_one_in_{one_in};
CREATE INDEX organisation_one_in_{one_in} ON organisations_organisation
    USING gin (document, (ARRAY[(floor(longitude * 5) * 10000 + floor(latitude * 8))::int]))
    WHERE status = 'published' AND (hashint8(id) & {one_in - 1}) = 0;
"""
    for one_in in (8, 64)
)

# As organisations_nearest(), but the entries themselves: they were read to see whether they have the words.
NEAREST = """
DROP FUNCTION organisations_nearest(tsquery, point, box, bigint);
CREATE FUNCTION organisations_nearest_entries(asked tsquery, place point, around box, most bigint)
RETURNS SETOF organisations_organisation LANGUAGE plpgsql STABLE ROWS 100
SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    IF asked IS NULL THEN
        RETURN QUERY SELECT * FROM organisations_organisation
            WHERE status = 'published' AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    ELSE
        RETURN QUERY SELECT * FROM organisations_organisation
            WHERE status = 'published' AND coalesce(document, ''::tsvector) @@ asked
            AND point(longitude, latitude * 1.6) <@ around
            ORDER BY point(longitude, latitude * 1.6) <-> place LIMIT most;
    END IF;
END $$;
"""

# What filters count of drawn entries near a place: the same entries as organisations.statements.found_by(near=True), by
# a plan that each connection makes once. To make one took a third of the time that counting does.
COUNTED = (
    """
CREATE FUNCTION organisations_counted_near(
    one_in int, asked tsquery, whole tsquery, serves tsquery, north_of float8, east_of float8, radius float8,
    edges float8[], squares int[], checked_since date, most bigint
) RETURNS TABLE (marks text, entries bigint, fresh bigint) LANGUAGE plpgsql STABLE ROWS 1
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    south CONSTANT float8 := edges[1];
    north CONSTANT float8 := edges[2];
    west CONSTANT float8 := edges[3];
    east CONSTANT float8 := edges[4];
    high CONSTANT float8 := radians(north_of);
    wide CONSTANT float8 := radians(east_of);
    smaller CONSTANT float8 := cos(high);
    part CONSTANT float8 := power(sin(radius / 7917.522667621092), 2);
BEGIN
"""
    + "".join(
        f"""
    IF one_in = {one_in} THEN
        RETURN QUERY WITH found AS MATERIALIZED (
            SELECT o.facets, o.verified_on FROM organisations_organisation o
            WHERE o.status = 'published' AND (hashint8(o.id) & {one_in - 1}) = 0 AND (
                o.document @@ asked AND (
                    ARRAY[(floor(o.longitude * 5) * 10000 + floor(o.latitude * 8))::int] && squares
                    AND o.latitude BETWEEN south AND north AND o.longitude BETWEEN west AND east
                    AND power(sin((radians(o.latitude) - high) / 2), 2)
                        + cos(radians(o.latitude)) * smaller * power(sin((radians(o.longitude) - wide) / 2), 2) <= part
                    OR o.document @@ serves
                ) OR o.document @@ whole
            )
        )
        SELECT string_agg(f.facets, ' '), count(*), count(*) FILTER (WHERE f.verified_on >= checked_since)
        FROM (SELECT * FROM found LIMIT most) AS f;
    END IF;
"""
        for one_in in (8, 64)
    )
    + "END $$;"
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0044_more_words_that_mean_the_same")]

    operations = [migrations.RunSQL(PAIRS), migrations.RunSQL(SQUARES), migrations.RunSQL(NEAREST), migrations.RunSQL(COUNTED)]
