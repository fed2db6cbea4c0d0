"""The SQL of a search: which entries are found, in which order, a page at a time.

Broad questions are cut off at MOST entries, the best names or the nearest among them, so that a page takes about as
long whatever the size of the directory.
"""

import math

from kentcivil.geography.distance import MEAN_RADIUS, METRES_PER_MILE
from organisations import ranking, sampling
from organisations.models.organisation import STRETCH
from organisations.states import Status

PAGE_SIZE = 20
MOST = 500
"""Entries that a question lists at most; who gets as many is told so, and can narrow the question down."""
NEAREST, NEAREST_OF_ALL = 60, 100
"""The same of entries near a place, where more than FEW fit whatever their place; and of all that lie near it."""
MOST_DRAWN = 100
"""The same of entries that have words which very many have, so that only some of them are looked at (sampling.py)."""
MOST_OF_ALL = 5_000
"""The same for the plain list of everything."""
FEW = 4_000
"""Entries that all have their distance worked out; of more, the index on places gives the nearest."""
MANY_WORDS = "*"
"""Stands for the pairs of a name that has too many words for that (migration 0045)."""
LISTED = ("district", "theme", "beneficiary")
"""Filters whose marks lie in the index that lists by name."""

_POINT = f"point(longitude, latitude * {STRETCH})"
_PLACE = f"point(%(longitude)s, %(latitude)s * {STRETCH})"
_BOX = f"box(point(%(west)s, %(south)s * {STRETCH}), point(%(east)s, %(north)s * {STRETCH}))"
_IN_BOX = "latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s"
# The great circle by the haversine formula: the same figures as kentcivil.geography.distance, ten times as fast.
MILES = f"""{2 * MEAN_RADIUS / METRES_PER_MILE} * asin(sqrt(
    power(sin(radians(latitude - %(latitude)s) / 2), 2)
    + cos(radians(latitude)) * cos(radians(%(latitude)s)) * power(sin(radians(longitude - %(longitude)s) / 2), 2)
))"""
_KINDS = {"beneficiary": "for"}
_SHOWN = """
    SELECT {o}.id, {o}.name, {o}.slug, {o}.summary, {o}.town, coalesce(d.name, ''), {o}.is_countywide, {o}.is_online,
        {o}.verified_on,
        ARRAY(
            SELECT served.name FROM organisations_organisation_districts_served link
            JOIN geography_district served ON served.code = link.district_id
            WHERE link.organisation_id = {o}.id ORDER BY served.name
        ),
        page.miles, page.miles IS NOT NULL AND page.tier = 0, page.total, page.most,
        {o}.latitude, {o}.longitude, page.named, page.every
    FROM ({found}) AS page{joined}
    LEFT JOIN geography_district d ON d.code = {o}.district_id
    ORDER BY page.place
"""
_RANKED_BY = "id, name, other_names, town, verified_on, review_due, created_at, document"
_SHOWN_OF_IT = "slug, summary, town, district_id, is_countywide, is_online, latitude, longitude"
"""Carried along with what is ranked where that is little, so that entries need not be looked up again."""
_ORDERS = {"name": "name, id", "checked": "verified_on DESC NULLS LAST, name, id"}


def marks(chosen, *, only=None):
    """What filters ask, as a search for the marks of a document: any of a group's choices, in every group.

    :param chosen: {name of the filter: slugs}. The slugs were looked up before; none is the visitor's own text.
    :param only: the names of the filters that count; all of them by default.
    """
    asked = []
    for name, slugs in chosen.items():
        if name == "checked" or not slugs or (only is not None and name not in only):
            continue
        kind = {**_KINDS, "district": "in"}.get(name, name)
        wanted = [f"'={kind}/{slug}'" for slug in slugs] + ["'=countywide'"] * (name == "district")
        asked.append(f"({' | '.join(wanted)})")
    return " & ".join(asked)


def around(place, radius):
    """A place and the box that holds everything within so many miles, for statements; a little larger, for rounding."""
    angle = radius * METRES_PER_MILE / MEAN_RADIUS
    high = math.degrees(angle) * 1.0001
    wide = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(place.latitude)))) * 1.0001
    south, north = place.latitude - high, place.latitude + high
    west, east = place.longitude - wide, place.longitude + wide
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius": radius,
        "south": south,
        "north": north,
        "west": west,
        "east": east,
        "squares": sampling.squares(south, north, west, east),
        "serves_here": f"'=serves/{place.district.slug}'",
        "serves": f"'=serves/{place.district.slug}' | '=countywide' | '=online'",
    }


def parameters(question, queries, *, page):
    """What the statements refer to by name.

    :param queries: the compiled words, see search.compiled(); `whole` is empty unless the text names a place.
    """
    said = {
        **queries,
        "published": Status.PUBLISHED.value,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
        "marks": marks(question.chosen),
        "listed": marks(question.chosen, only=LISTED),
        "checked_since": question.checked_since if question.chosen.get("checked") else None,
    }
    narrow = said["words"] or said["marks"] or said["checked_since"] or question.place or said["inside"]
    said["most"] = MOST if narrow else MOST_OF_ALL
    said["nearest"] = NEAREST if said["words"] or said["marks"] else NEAREST_OF_ALL
    said["one_in"], said["elsewhere"] = 1, True
    said |= {f"pair_{nth}": [pair, MANY_WORDS] for nth, pair in enumerate(queries["pairs"])}
    if question.place:
        said |= around(question.place, question.radius)
    return said


def by_index(statement, said, *, drawn=False):
    """The statement, made to look documents up in their index, and drawn entries in theirs.

    To look into a document costs the planner nothing and the machine much: where many entries have a word it would
    read all documents, which takes ten times as long. SET LOCAL holds for this statement, or the transaction around it.
    In a large directory it would start workers to read all that is found, where the first few hundred are enough.
    """
    alone = "SET LOCAL max_parallel_workers_per_gather = 0; " if sampling.directory.is_large() else ""
    return (
        f"SET LOCAL enable_seqscan = off; {alone}{statement}" if said["words"] or said["marks"] or drawn else statement
    )


def found_by(said, *, near):
    """The condition of every entry that is found, for counting: as in Organisation.objects.published().

    Where `said` has `ids`, they are known (rare.py).
    """
    if "ids" in said:
        return "status = %(published)s AND id = ANY(%(ids)s::bigint[])"
    if near:
        in_box = _IN_BOX if said["words"] or said["marks"] else f"{_POINT} <@ {_BOX}"
        within = f"(({in_box} AND {MILES} <= %(radius)s) OR document @@ %(serves)s::tsquery)"
        matching = f"{_matches(said)} AND {within}"
    else:
        matching = _matches(said, *(["%(inside)s::tsquery"] * bool(said["inside"])))
    if said["whole"]:
        matching = f"(({matching}) OR document @@ {_asked(said, '%(whole)s::tsquery', words=False)})"
    return f"status = %(published)s AND {matching}{_since(said)}{sampling.drawn(said['one_in'])}"


def counted_near(said):
    """A function that counts the same of drawn entries near a place, with a plan that it keeps (migration 0045).

    :returns: its call, with `{most}` to fill in; None where it does not fit what is asked.
    """
    if not (said["has"] and said["squares"] and said["one_in"] in sampling.SHARES_NEAR) or said["checked_since"]:
        return None
    whole = _asked(said, "%(whole)s::tsquery", words=False) if said["whole"] else "NULL"
    return f"""organisations_counted_near(
        {said["one_in"]}, {_asked(said)}, {whole}, %(serves)s::tsquery, %(latitude)s, %(longitude)s, %(radius)s,
        ARRAY[%(south)s, %(north)s, %(west)s, %(east)s]::float8[], %(squares)s::int[], %(year)s, {{most}}
    )"""


def around_drawn(said, one_in):
    """The statement that counts drawn entries near a place, or that help there, up to so many as are enough to tell."""
    return f"""
        SET LOCAL enable_seqscan = off;
        SELECT count(*) FROM (
            SELECT FROM organisations_organisation
            WHERE status = %(published)s AND ({_POINT} <@ {_BOX} OR document @@ %(serves)s::tsquery)
            {sampling.drawn(one_in)} LIMIT %(enough)s
        ) AS enough
    """


def page_found(question, said, *, few):
    """The statement that gives the rows of a page.

    :param few: whether so few have the words that all of them can be measured where a place is asked for.
    """
    if question.place and not few:
        return _SHOWN.format(found=_nearest(question, said), o="page", joined="")
    if question.place:
        found = _near(question, said)
    elif said["words"] or said["whole"]:
        found = _by_words(question, said)
    else:
        found = _listed(question, said)
    return _SHOWN.format(found=found, o="o", joined=" JOIN organisations_organisation o ON o.id = page.id")


def _page_of(found, order, *, more=""):
    """The part of what was found that one page shows.

    :param more: columns besides those that every page needs.
    """
    every = f"CASE WHEN place = %(offset)s + 1 AND total <= least(most, {MOST}) THEN array_agg(id) OVER () END"
    return f"""
        SELECT *, {every} AS every FROM (
            SELECT id, miles, tier, most, named,{more}
                count(*) OVER () AS total, row_number() OVER (ORDER BY {order}) AS place
            FROM ({found}) AS found
        ) AS numbered ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
    """


def _since(said):
    return " AND verified_on >= %(checked_since)s" if said["checked_since"] else ""


def _so_named(said):
    """The condition of entries among which are all whose names have every word: of those that have the place's word
    beside each of the others, since these are few, where the lists of single words are long."""
    if not said["pairs"]:
        return _condition(said, "%(so_named)s::tsquery", words=False)
    paired = (
        f" AND organisations_name_pairs(document) && %(pair_{nth})s::text[]" for nth, _ in enumerate(said["pairs"])
    )
    return f"{_condition(said, words=False)}{''.join(paired)}"


def _condition(said, *more, words=True):
    return f"status = %(published)s AND {_matches(said, *more, words=words)}{_since(said)}"


def _matches(said, *more, words=True):
    """Asked one by one, not as one search, and the simplest first: the index then leaps from one list to the next."""
    return " AND ".join(f"document @@ {asked}" for asked in reversed(_searches(said, *more, words=words))) or "true"


def _asked(said, *more, words=True):
    """What documents are searched for, in SQL, as one search."""
    asked = _searches(said, *more, words=words)
    return f"({' && '.join(asked)})" if asked else "NULL"


def _searches(said, *more, words=True):
    asked = ["%(has)s::tsquery"] * bool(said["has"] and words)
    return [*asked, *["%(marks)s::tsquery"] * bool(said["marks"]), *more]


def _listed(question, said):
    """Without words and without a place there is an order in the index: only the page itself is read."""
    condition = "status = %(published)s"
    if said["inside"]:
        condition = _condition(said, "%(inside)s::tsquery")
    elif said["marks"] and said["marks"] == said["listed"]:
        condition = f"{condition} AND marks @@ %(marks)s::tsquery{_since(said)}"
    elif said["marks"] or said["checked_since"]:
        condition = _condition(said)
    order = _ORDERS.get(question.sort, _ORDERS["name"])
    return f"""
        SELECT id, NULL::float AS miles, 0 AS tier, %(most)s AS most, row_number() OVER () AS place, false AS named,
            NULL::bigint[] AS every, (SELECT count(*) FROM (
                SELECT FROM organisations_organisation WHERE {condition} LIMIT %(most)s + 1
            ) AS counted) AS total
        FROM (
            SELECT id FROM organisations_organisation WHERE {condition}
            ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
        ) AS listed
    """


def _by_words(question, said):
    """Entries whose names have the words come first into the bounded number that is ranked; enough of them suffice.

    What is found is MATERIALIZED before its LIMIT, and read only as far as that: a LIMIT beside the condition would
    tempt the planner to go through another index until enough is found, which may be never.
    """
    rank = ranking.words(said)
    if said["inside"]:
        rank = f"({rank}) * ({ranking.inside(said)})"
    plain = f"id, name, verified_on, {rank} AS rank, NULL::float AS miles, 0 AS tier, %(most)s AS most"
    found_at_all = found_by(said, near=False)
    so_named = "%(so_named)s::tsquery" if said["so_named"] else ""
    names = so_named or ("%(names)s::tsquery" if said["names"] else "")
    order = _ORDERS.get(question.sort)
    if order or not names or "ids" in said:
        named = f"document @@ {names}" if names and "ids" in said else "true" if names else "false"
        found = f"""
            WITH found AS MATERIALIZED (
                SELECT {plain}, {named} AS named FROM organisations_organisation
                WHERE {found_at_all}
            )
            SELECT * FROM found {f"ORDER BY {order}" if order and names else ""} LIMIT %(most)s + 1
        """
        return _page_of(found, order or "rank DESC, name, id")
    # Each word that is asked for is one of the name's: the planner must not take that for two coincidences.
    in_names = _condition(said, names, words=False)
    found = f"""
        WITH every_named AS MATERIALIZED (
            SELECT {plain}, true AS named FROM organisations_organisation WHERE {in_names}
        ), named AS MATERIALIZED (
            SELECT * FROM every_named LIMIT %(most)s + 1
        ), others AS MATERIALIZED (
            SELECT {plain}, false AS named FROM organisations_organisation
            WHERE {found_at_all} AND NOT document @@ {names} AND (SELECT count(*) FROM named) <= %(most)s
        )
        SELECT * FROM named UNION ALL (SELECT * FROM others LIMIT %(most)s + 1)
    """
    return _page_of(found, "rank DESC, name, id")


def _near(question, said):
    """Entries based within the radius, the nearest first; then those based elsewhere that serve people there."""
    rank, order = _nearest_first(question, said)
    whole = _asked(said, "%(whole)s::tsquery", words=False) if said["whole"] else ""
    or_named = f" OR document @@ {whole}" if whole else ""
    found = f"""
        SELECT id, name, verified_on, {rank}, miles, {_named(said)},
            (coalesce(miles > %(radius)s, true))::int AS tier, %(most)s AS most
        FROM (
            SELECT {_RANKED_BY}, {MILES} AS miles,
                {_matches(said)} AND document @@ %(serves)s::tsquery{or_named} AS is_serving
            FROM organisations_organisation
            WHERE status = %(published)s{_since(said)}
            AND (({_matches(said)} AND ({_IN_BOX} OR document @@ %(serves)s::tsquery)){or_named}) OFFSET 0
        ) AS either
        WHERE miles <= %(radius)s OR is_serving
    """
    return _page_of(found, order)


def _nearest(question, said):
    """The same where many have the words: the index on places gives the nearest one after the other.

    On its map a mile to the east is a mile to the north only in the middle of Kent, so distances are worked out from
    what it gives, and the last of the nearest may not be quite the nearest.
    """
    rank, order = _nearest_first(question, said)
    entry = f"{_RANKED_BY}, {_SHOWN_OF_IT.replace(' town,', '')}, {MILES} AS miles"
    # Where very many have the words, the name has to have them all: to look for them everywhere takes too long.
    also_named = f"""
        UNION ALL (
            SELECT *, 1 AS tier FROM (
                SELECT {entry} FROM organisations_organisation WHERE {_so_named(said)} OFFSET 0
            ) AS so_named
            WHERE document @@ %(so_named)s::tsquery AND coalesce(miles > %(radius)s, true)
            AND NOT coalesce({_matches(said)} AND document @@ %(serves)s::tsquery, false) LIMIT %(most)s + 1
        )
    """
    elsewhere = f"""
        UNION ALL (
            SELECT *, 1 AS tier FROM (
                SELECT {entry} FROM organisations_organisation
                WHERE {_condition(said, "%(serves)s::tsquery")}
                AND (SELECT count(*) FROM near) <= %(nearest)s OFFSET 0
            ) AS elsewhere
            WHERE coalesce(miles > %(radius)s, true) LIMIT %(most)s + 1
        )
    """
    # To plan each look at the table takes long, since it has many indexes: so there are few, and one rank for all.
    found = f"""
        WITH near AS MATERIALIZED (
            SELECT *, 0 AS tier FROM (
                SELECT {entry} FROM organisations_nearest_entries({_asked(said)}, {_PLACE}, {_BOX}, %(nearest)s + 1)
                WHERE true{_since(said)} OFFSET 0
            ) AS nearest
            WHERE miles <= %(radius)s
        )
        SELECT {_SHOWN_OF_IT}, id, name, verified_on, {rank}, miles, {_named(said)}, tier,
            CASE WHEN (SELECT count(*) FROM near) > %(nearest)s THEN %(nearest)s ELSE %(most)s END AS most
        FROM (
            SELECT * FROM near{elsewhere if said["elsewhere"] else ""}{also_named if said["so_named"] else ""}
            OFFSET 0
        ) AS either
    """
    return _page_of(found, order, more=f" name, verified_on, {_SHOWN_OF_IT},")


def _named(said):
    return f"{'document @@ %(names)s::tsquery' if said['names'] else 'false'} AS named"


def _nearest_first(question, said):
    """The rank of entries near a place, as a column, and the order that is asked for."""
    best = question.sort == "best"
    rank = f"({ranking.words(said)}) * ({ranking.nearness(said)})" if best else ranking.words(said)
    if best:
        order = "rank DESC, tier, miles NULLS LAST, name, id"
    else:
        by_distance = "tier, CASE tier WHEN 0 THEN miles END, rank DESC, miles NULLS LAST, name, id"
        order = _ORDERS.get(question.sort, by_distance)
    return f"{rank} AS rank", order
