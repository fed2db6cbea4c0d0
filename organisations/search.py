"""Finding organisations: by words, by place, by what they are about and whom they are for.

Written as SQL, since this is the page that everybody uses: one statement finds a page's entries and how many there
are, whatever the size of the directory. Broad questions are cut off at MOST entries, the best names among them.
"""

import math
import re
from collections import namedtuple
from dataclasses import dataclass, field

from django.db import connection

from kentcivil.geography.distance import MEAN_RADIUS, METRES_PER_MILE
from kentcivil.geography.places import Place
from organisations import spelling
from organisations.models.organisation import CONFIGURATION, STRETCH, WEIGHTS
from organisations.states import Status

PAGE_SIZE = 20
MOST = 500
"""Entries that a question finds at most; who gets as many is told so, and can narrow the question down."""
NEAREST = 100
"""The same of entries near a place, where more than FEW fit whatever their place."""
MOST_OF_ALL = 5_000
"""The same for the plain list of everything."""
FEW = 4_000
"""Entries that all have their distance worked out; of more, the index on places gives the nearest."""
LONGEST_TEXT = 200

_PLACE = f"point(%(longitude)s, %(latitude)s * {STRETCH})"
_BOX = f"box(point(%(west)s, %(south)s * {STRETCH}), point(%(east)s, %(north)s * {STRETCH}))"
_IN_BOX = "latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s"
# The great circle by the haversine formula: the same figures as kentcivil.geography.distance, ten times as fast.
_MILES = f"""{2 * MEAN_RADIUS / METRES_PER_MILE} * asin(sqrt(
    power(sin(radians(latitude - %(latitude)s) / 2), 2)
    + cos(radians(latitude)) * cos(radians(%(latitude)s)) * power(sin(radians(longitude - %(longitude)s) / 2), 2)
))"""


Row = namedtuple(
    "Row",
    "id name slug summary town district_name is_countywide is_online verified_on serves miles is_near total most",
)
"""An entry as the results show it.

`serves` are names of districts; `miles` from the place asked for is None where either is unknown; `is_near` says that
it is based within the radius. The same on each row are `total`, how many entries the question found, and `most`, how
many of them are shown at most.
"""


@dataclass(frozen=True)
class Question:
    """What somebody looks for. Everything may be left out.

    :ivar place: near where.
    :ivar radius: miles around it in which an organisation counts as near.
    :ivar district: slug of the district it is based in or serves; so are theme and beneficiary slugs.
    :ivar sort: "best", "distance", "name" or "checked".
    """

    text: str = ""
    place: Place | None = None
    radius: int = 10
    district: str = ""
    theme: str = ""
    beneficiary: str = ""
    sort: str = "best"
    page: int = 1


@dataclass
class Answer:
    """A page of what was found.

    :ivar rows: the organisations in order, each a Row.
    :ivar total: how many were found; where `is_cut` is set there are more.
    :ivar corrected: the words that were looked for instead of those that were asked, or "".
    :ivar is_loose: entries need to have only some of the words, since none has all.
    """

    rows: list = field(default_factory=list)
    total: int = 0
    is_cut: bool = False
    page: int = 1
    corrected: str = ""
    is_loose: bool = False

    @property
    def pages(self):
        return max(1, -(-self.total // PAGE_SIZE))


def ask(question):
    """Answer a question. Where its words find nothing they are corrected, and where that finds nothing, loosened."""
    answer = _ask(question, question.text)
    if answer.total or not question.text:
        return answer
    corrected = spelling.correct(question.text)
    if corrected != question.text:
        answer = _ask(question, corrected)
        answer.corrected = corrected
        if answer.total:
            return answer
    words = re.findall(r"\w+", corrected)
    if len(words) > 1:
        loose = _ask(question, " or ".join(words))
        if loose.total:
            loose.corrected, loose.is_loose = answer.corrected, True
            return loose
    return answer


def _ask(question, text):
    page = question.page
    rows = _find(question, text, page)
    if not rows and page > 1:
        # Beyond the last page nothing tells how many there are: ask for the first, then go to the last.
        rows = _find(question, text, 1)
        page = min(page, max(1, -(-_counted(rows)[0] // PAGE_SIZE)))
        if page > 1:
            rows = _find(question, text, page)
    total, is_cut = _counted(rows)
    return Answer(rows=rows, total=total, is_cut=is_cut, page=page)


def _counted(rows):
    """How many entries there are, up to the most that are shown, and whether there are more."""
    total, most = (rows[0].total, rows[0].most) if rows else (0, 0)
    return min(total, most), total > most


def _find(question, text, page):
    """The rows of one page."""
    marks = _marks(question)
    offset = (page - 1) * PAGE_SIZE
    said = {
        "text": text,
        "marks": marks,
        "published": Status.PUBLISHED.value,
        "weights": WEIGHTS,
        "limit": PAGE_SIZE,
        "offset": offset,
        "most": MOST if text or marks or question.place else MOST_OF_ALL,
        "nearest": NEAREST if question.sort == "distance" and (text or marks) else MOST,
        "expecting": bool(question.place),
    }
    with connection.cursor() as cursor:
        expected = None
        if text or (marks and question.place):
            cursor.execute(_BEFOREHAND.format(words=_WORDS if text else "''::tsquery"), said)
            said["words"], said["names"], expected = cursor.fetchone()
            if text and not said["words"]:
                return []
        if question.place:
            said |= _around(question.place, question.radius)
            found = _near(question, said, few=expected is not None and expected <= FEW)
        elif text:
            found = _by_words(question, said)
        else:
            found = _listed(question, said)
        cursor.execute(_SHOWN.format(found=found), said)
        rows = list(map(Row._make, cursor.fetchall()))
    return rows[: max(0, rows[0].most - offset)] if rows else []


# Asked for beforehand: as constants they are worked out once, and the planner knows how many they find.
_WORDS = f"websearch_to_tsquery('{CONFIGURATION}', %(text)s)"
_BEFOREHAND = """
    SELECT words::text, organisations_names_query(%(text)s)::text,
        CASE WHEN %(expecting)s THEN organisations_expected(words && %(marks)s::tsquery) END
    FROM (SELECT {words} AS words) AS asked
"""
_SHOWN = """
    SELECT o.id, o.name, o.slug, o.summary, o.town, coalesce(d.name, ''), o.is_countywide, o.is_online, o.verified_on,
        ARRAY(
            SELECT served.name FROM organisations_organisation_districts_served link
            JOIN geography_district served ON served.code = link.district_id
            WHERE link.organisation_id = o.id ORDER BY served.name
        ),
        page.miles, page.miles IS NOT NULL AND page.tier = 0, page.total, page.most
    FROM ({found}) AS page
    JOIN organisations_organisation o ON o.id = page.id
    LEFT JOIN geography_district d ON d.code = o.district_id
    ORDER BY page.place
"""
_ORDERS = {"name": "name, id", "checked": "verified_on DESC NULLS LAST, name, id"}


def _page_of(found, order):
    """The part of what was found that one page shows."""
    return f"""
        SELECT id, miles, tier, most, count(*) OVER () AS total, row_number() OVER (ORDER BY {order}) AS place
        FROM ({found}) AS found ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
    """


def _marks(question):
    """What the filters ask, as a search for the marks of a document.

    The slugs were looked up before; none is the visitor's own text.
    """
    asked = []
    if question.district:
        asked.append(f"('=in/{question.district}' | '=countywide')")
    if question.theme:
        asked.append(f"'=theme/{question.theme}'")
    if question.beneficiary:
        asked.append(f"'=for/{question.beneficiary}'")
    return " & ".join(asked)


def _around(place, radius):
    """A place and the box that holds everything within so many miles, for statements; a little larger, for rounding."""
    angle = radius * METRES_PER_MILE / MEAN_RADIUS
    high = math.degrees(angle) * 1.0001
    wide = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(place.latitude)))) * 1.0001
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius": radius,
        "south": place.latitude - high,
        "north": place.latitude + high,
        "west": place.longitude - wide,
        "east": place.longitude + wide,
        "serves": f"'=serves/{place.district.slug}' | '=countywide' | '=online'",
    }


def _condition(said, *more):
    """What every entry that is found fulfils: it is published, as in Organisation.objects.published(), and matches."""
    asked = _asked(said, *more)
    return "status = %(published)s" + (f" AND document @@ {asked}" if asked != "NULL" else "")


def _asked(said, *more):
    """What documents are searched for, in SQL."""
    asked = ["%(words)s::tsquery"] * bool(said["text"]) + ["%(marks)s::tsquery"] * bool(said["marks"]) + [*more]
    return f"({' && '.join(asked)})" if asked else "NULL"


def _rank(said):
    if not said["text"]:
        return "0::float"
    return (
        "ts_rank(%(weights)s::real[], document, %(words)s::tsquery, 1)"
        " + (document @@ %(names)s::tsquery)::int + (lower(name) = lower(%(text)s))::int"
    )


def _listed(question, said):
    """Without words and without a place there is an order in the index: only the page itself is read."""
    condition = "status = %(published)s" + (" AND marks @@ %(marks)s::tsquery" if said["marks"] else "")
    order = _ORDERS.get(question.sort, _ORDERS["name"])
    return f"""
        SELECT id, NULL::float AS miles, 0 AS tier, %(most)s AS most, row_number() OVER () AS place,
            (SELECT count(*) FROM (
                SELECT FROM organisations_organisation WHERE {condition} LIMIT %(most)s + 1
            ) AS counted) AS total
        FROM (
            SELECT id FROM organisations_organisation WHERE {condition}
            ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
        ) AS listed
    """


def _by_words(question, said):
    """Entries whose names have the words come first into the bounded number that is ranked; enough of them suffice."""
    columns = f"id, name, verified_on, {_rank(said)} AS rank, NULL::float AS miles, 0 AS tier, %(most)s AS most"
    condition = _condition(said)
    if order := _ORDERS.get(question.sort):
        found = f"""
            SELECT {columns} FROM organisations_organisation WHERE {condition} ORDER BY {order} LIMIT %(most)s + 1
        """
        return _page_of(found, order)
    in_names = _condition(said, "%(names)s::tsquery")
    if not set("|!<") & set(said["words"]):
        # Each word that is asked for is one of the name's: the planner must not take that for two coincidences.
        in_names = _condition(said | {"text": ""}, "%(names)s::tsquery")
    found = f"""
        WITH named AS MATERIALIZED (
            SELECT {columns} FROM organisations_organisation WHERE {in_names} LIMIT %(most)s + 1
        )
        SELECT * FROM named UNION ALL (
            SELECT {columns} FROM organisations_organisation
            WHERE {condition} AND NOT document @@ %(names)s::tsquery AND (SELECT count(*) FROM named) <= %(most)s
            LIMIT %(most)s + 1
        )
    """
    return _page_of(found, "rank DESC, name, id")


def _near(question, said, *, few):
    """Entries based within the radius, the nearest first; then those based elsewhere that serve people there.

    :param few: whether so few have the words that all of them can be measured; otherwise the index on places gives
        the nearest one after the other. On its map a mile to the east is a mile to the north only in the middle of
        Kent, so distances are worked out from what it gives, and the last of the nearest may not be quite the nearest.
    """
    measured = f"id, name, verified_on, document, {_MILES} AS miles"
    columns = f"id, name, verified_on, {_rank(said)} AS rank, miles"
    if few:
        found = f"""
            SELECT {columns}, (coalesce(miles > %(radius)s, true))::int AS tier, %(most)s AS most
            FROM (
                SELECT {measured}, document @@ %(serves)s::tsquery AS is_serving FROM organisations_organisation
                WHERE {_condition(said)} AND ({_IN_BOX} OR document @@ %(serves)s::tsquery) OFFSET 0
            ) AS either
            WHERE miles <= %(radius)s OR is_serving
        """
    else:
        found = f"""
            WITH near AS MATERIALIZED (
                SELECT {columns}, 0 AS tier FROM (
                    SELECT {measured}
                    FROM organisations_nearest({_asked(said)}, {_PLACE}, {_BOX}, %(nearest)s + 1) AS id
                    JOIN organisations_organisation USING (id) OFFSET 0
                ) AS nearest
                WHERE miles <= %(radius)s
            )
            SELECT *, CASE WHEN (SELECT count(*) FROM near) > %(nearest)s THEN %(nearest)s ELSE %(most)s END AS most
            FROM (
                SELECT * FROM near UNION ALL (
                    SELECT {columns}, 1 AS tier FROM (
                        SELECT {measured} FROM organisations_organisation
                        WHERE {_condition(said, "%(serves)s::tsquery")}
                        AND (SELECT count(*) FROM near) <= %(nearest)s OFFSET 0
                    ) AS elsewhere
                    WHERE coalesce(miles > %(radius)s, true) LIMIT %(most)s + 1
                )
            ) AS either
        """
    by_distance = "tier, CASE tier WHEN 0 THEN miles END, rank DESC, miles NULLS LAST, name, id"
    order = _ORDERS.get(question.sort, by_distance)
    if question.sort == "best" and said["text"]:
        order = "rank DESC, tier, miles NULLS LAST, name, id"
    return _page_of(found, order)
