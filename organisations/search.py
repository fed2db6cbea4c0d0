"""Finding organisations: by words, by place, by what they are about and whom they are for.

Written as SQL, since this is the page that everybody uses: one statement finds a page's entries and how many there
are, whatever the size of the directory. Broad questions are cut off at MOST entries, the best names among them.
"""

import re
from collections import namedtuple
from dataclasses import dataclass, field

from django.db import connection

from kentcivil.geography.distance import EXTENSION_RADIUS, MEAN_RADIUS, METRES_PER_MILE
from kentcivil.geography.places import Place
from organisations import spelling
from organisations.models.organisation import CONFIGURATION, WEIGHTS
from organisations.states import Status

PAGE_SIZE = 20
MOST = 500
"""Entries that a question finds at most; who gets as many is told so, and can narrow the question down."""
MOST_OF_ALL = 5_000
"""The same for the plain list of everything."""
FEW = 4_000
"""Entries whose distance is worked out one by one."""
LONGEST_TEXT = 200

_MILE = METRES_PER_MILE * EXTENSION_RADIUS / MEAN_RADIUS
_POINT = "ll_to_earth(%(latitude)s, %(longitude)s)"
_ON_EARTH = "ll_to_earth(latitude, longitude)"
# The great circle by the haversine formula: the same figures as kentcivil.geography.distance, ten times as fast.
_MILES = f"""{2 * MEAN_RADIUS / METRES_PER_MILE} * asin(sqrt(
    power(sin(radians(latitude - %(latitude)s) / 2), 2)
    + cos(radians(latitude)) * cos(radians(%(latitude)s)) * power(sin(radians(longitude - %(longitude)s) / 2), 2)
))"""


Row = namedtuple(
    "Row",
    "id name slug summary town district_name is_countywide is_online verified_on serves miles is_near total",
)
"""An entry as the results show it.

`serves` are names of districts; `miles` from the place asked for is None where either is unknown; `is_near` says that
it is based within the radius; `total` is how many entries the question found, the same on each row.
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
        page = min(page, max(1, -(-_counted(question, text, rows)[0] // PAGE_SIZE)))
        if page > 1:
            rows = _find(question, text, page)
    total, is_cut = _counted(question, text, rows)
    return Answer(rows=rows, total=total, is_cut=is_cut, page=page)


def _counted(question, text, rows):
    """How many entries there are, up to the most that are counted, and whether there are more."""
    most = MOST if _is_narrowed(question, text) else MOST_OF_ALL
    total = rows[0].total if rows else 0
    return min(total, most), total > most


def _is_narrowed(question, text):
    return bool(text or question.place or question.district or question.theme or question.beneficiary)


def _find(question, text, page):
    """The rows of one page."""
    said = {
        "text": text,
        "marks": _marks(question),
        "published": Status.PUBLISHED.value,
        "weights": WEIGHTS,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
        "most": MOST + 1,
        "most_of_all": MOST_OF_ALL + 1,
        "few": FEW,
    }
    with connection.cursor() as cursor:
        if text:
            # Asked for beforehand: as constants they are worked out once, and the planner knows how many they find.
            cursor.execute(
                "SELECT websearch_to_tsquery(%s, %s)::text, organisations_names_query(%s)::text",
                [CONFIGURATION, text, text],
            )
            said["words"], said["names"] = cursor.fetchone()
            if not said["words"]:
                return []
        if question.place:
            said |= {
                "latitude": question.place.latitude,
                "longitude": question.place.longitude,
                "metres": question.radius * _MILE + 0.001,
                "radius": question.radius,
                "serves": f"'=serves/{question.place.district.slug}' | '=countywide' | '=online'",
            }
            found = _near(question, text, few=_are_few(cursor, question, text, said))
        elif text:
            found = _by_words(question, text)
        else:
            found = _listed(question)
        cursor.execute(_SHOWN.format(found=found), said)
        return list(map(Row._make, cursor.fetchall()))


_SHOWN = """
    SELECT o.id, o.name, o.slug, o.summary, o.town, coalesce(d.name, ''), o.is_countywide, o.is_online, o.verified_on,
        ARRAY(
            SELECT served.name FROM organisations_organisation_districts_served link
            JOIN geography_district served ON served.code = link.district_id
            WHERE link.organisation_id = o.id ORDER BY served.name
        ),
        page.miles, page.miles IS NOT NULL AND page.tier = 0, page.total
    FROM ({found}) AS page
    JOIN organisations_organisation o ON o.id = page.id
    LEFT JOIN geography_district d ON d.code = o.district_id
    ORDER BY page.place
"""
_ORDERS = {"name": "name, id", "checked": "verified_on DESC NULLS LAST, name, id"}


def _page_of(found, order):
    """The part of what was found that one page shows."""
    return f"""
        SELECT id, miles, tier, count(*) OVER () AS total, row_number() OVER (ORDER BY {order}) AS place
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


def _condition(question, text, *more):
    """What every entry that is found fulfils: it is published, as in Organisation.objects.published(), and matches."""
    asked = []
    if text:
        asked.append("%(words)s::tsquery")
    if _marks(question):
        asked.append("%(marks)s::tsquery")
    asked += more
    condition = "status = %(published)s"
    if asked:
        condition += f" AND document @@ ({' && '.join(asked)})"
    return condition


def _rank(text):
    if not text:
        return "0::float"
    return (
        "ts_rank(%(weights)s::real[], document, %(words)s::tsquery, 1)"
        " + (document @@ %(names)s::tsquery)::int + (lower(name) = lower(%(text)s))::int"
    )


def _listed(question):
    """Without words and without a place there is an order in the index: only the page itself is read."""
    condition = _condition(question, "")
    order = _ORDERS.get(question.sort, _ORDERS["name"])
    most = "%(most)s" if _is_narrowed(question, "") else "%(most_of_all)s"
    return f"""
        SELECT id, NULL::float AS miles, 0 AS tier, row_number() OVER () AS place, (SELECT count(*) FROM (
            SELECT FROM organisations_organisation WHERE {condition} LIMIT {most}) AS counted) AS total
        FROM (
            SELECT id FROM organisations_organisation WHERE {condition}
            ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
        ) AS listed
    """


def _by_words(question, text):
    """Entries whose names have the words come first into the bounded number that is ranked; enough of them suffice."""
    columns = f"id, name, verified_on, {_rank(text)} AS rank, NULL::float AS miles, 0 AS tier"
    condition = _condition(question, text)
    if order := _ORDERS.get(question.sort):
        found = f"SELECT {columns} FROM organisations_organisation WHERE {condition} ORDER BY {order} LIMIT %(most)s"
        return _page_of(found, order)
    in_names = _condition(question, text, "%(names)s::tsquery")
    found = f"""
        WITH named AS MATERIALIZED (
            SELECT {columns} FROM organisations_organisation WHERE {in_names} LIMIT %(most)s
        )
        SELECT * FROM named UNION (
            SELECT {columns} FROM organisations_organisation
            WHERE {condition} AND (SELECT count(*) FROM named) < %(most)s LIMIT %(most)s
        )
    """
    return _page_of(found, "rank DESC, name, id")


def _near(question, text, *, few):
    """Entries based within the radius, the nearest first; then those based elsewhere that serve people there.

    :param few: whether so few have the words that all of them can be measured; otherwise the index on the Earth gives
        the nearest one after the other.
    """
    columns = f"id, name, verified_on, {_rank(text)} AS rank, {_MILES} AS miles"
    if few:
        found = f"""
            WITH matching AS MATERIALIZED (
                SELECT {columns}, document @@ %(serves)s::tsquery AS is_serving
                FROM organisations_organisation WHERE {_condition(question, text)}
            )
            SELECT id, name, verified_on, rank, miles, (coalesce(miles > %(radius)s, true))::int AS tier
            FROM matching WHERE miles <= %(radius)s OR is_serving
        """
    else:
        # The box is a little larger than the circle, and who serves people here may be based here.
        found = f"""
            SELECT * FROM (
                (SELECT {columns}, 0 AS tier FROM organisations_organisation
                WHERE {_condition(question, text)} AND earth_box({_POINT}, %(metres)s) @> {_ON_EARTH}
                ORDER BY {_ON_EARTH} <-> {_POINT} LIMIT %(most)s)
                UNION ALL
                (SELECT {columns}, 1 AS tier FROM organisations_organisation
                WHERE {_condition(question, text, "%(serves)s::tsquery")} LIMIT %(most)s)
            ) AS either
            WHERE (tier = 0) = coalesce(miles <= %(radius)s, false)
        """
    by_distance = "tier, CASE tier WHEN 0 THEN miles END, rank DESC, miles NULLS LAST, name, id"
    order = _ORDERS.get(question.sort, by_distance)
    if question.sort == "best" and text:
        order = "rank DESC, tier, miles NULLS LAST, name, id"
    return _page_of(found, order)


def _are_few(cursor, question, text, said):
    cursor.execute(
        f"""
        SELECT count(*) <= %(few)s FROM (
            SELECT FROM organisations_organisation WHERE {_condition(question, text)} LIMIT %(few)s + 1
        ) AS counted
        """,
        said,
    )
    return cursor.fetchone()[0]
