"""Finding organisations: by words, by place, by what they are about and whom they are for.

Written as SQL, since this is the page that everybody uses: one statement finds a page's entries and how many there
are, whatever the size of the directory. Broad questions are cut off at MOST entries, the best names among them.
"""

import re
from dataclasses import dataclass, field

from django.db import connection

from kentcivil.geography.distance import EXTENSION_RADIUS, MEAN_RADIUS, METRES_PER_MILE
from kentcivil.geography.places import Place
from organisations import spelling
from organisations.models import Organisation
from organisations.models.organisation import CONFIGURATION, WEIGHTS
from organisations.states import Status

PAGE_SIZE = 20
MOST = 1_000
"""Entries that a question finds at most; who gets as many is told so, and can narrow the question down."""
MOST_OF_ALL = 5_000
"""The same for the plain list of everything."""
LONGEST_TEXT = 200

_MILE = METRES_PER_MILE * EXTENSION_RADIUS / MEAN_RADIUS
_POINT = "ll_to_earth(%(latitude)s, %(longitude)s)"
_ON_EARTH = "ll_to_earth(latitude, longitude)"
_MILES = f"earth_distance({_POINT}, {_ON_EARTH}) / {_MILE}"


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

    :ivar rows: organisations in order, each with `miles` (None where unknown) and `is_near` (based within the radius).
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
    found = _find(question, text, question.page)
    page = question.page
    if not found and page > 1:
        # Beyond the last page nothing tells how many there are: ask for the first, then go to the last.
        found = _find(question, text, 1)
        page = max(1, -(-found[0][-1] // PAGE_SIZE)) if found else 1
        if page > 1:
            found = _find(question, text, page)
    most = MOST if _is_narrowed(question, text) else MOST_OF_ALL
    total = found[0][-1] if found else 0
    answer = Answer(total=min(total, most), is_cut=total > most, page=page)
    answer.rows = _rows(found)
    return answer


def _is_narrowed(question, text):
    return bool(text or question.place or question.district or question.theme or question.beneficiary)


def _find(question, text, page):
    """Rows of (id, miles, tier, total) of one page."""
    said = {
        "text": text,
        "marks": _marks(question),
        "published": Status.PUBLISHED.value,
        "weights": WEIGHTS,
        "limit": PAGE_SIZE,
        "offset": (page - 1) * PAGE_SIZE,
        "most": MOST + 1,
        "most_of_all": MOST_OF_ALL + 1,
    }
    if question.place:
        said |= {
            "latitude": question.place.latitude,
            "longitude": question.place.longitude,
            "metres": question.radius * _MILE + 0.001,
            "radius": question.radius,
            "serves": f"'=serves/{question.place.district.slug}' | '=countywide' | '=online'",
        }
        statement = _near(question, text)
    elif text:
        statement = _by_words(question)
    else:
        statement = _listed(question)
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return cursor.fetchall()


def _marks(question):
    """What the filters ask, as a search for the marks of a document. Slugs come from the database, never from the
    visitor."""
    asked = []
    if question.district:
        asked.append(f"('=in/{question.district}' | '=countywide')")
    if question.theme:
        asked.append(f"'=theme/{question.theme}'")
    if question.beneficiary:
        asked.append(f"'=for/{question.beneficiary}'")
    return " & ".join(asked)


def _condition(question, text, *more):
    """What every entry that is found fulfils."""
    asked = []
    if text:
        asked.append(f"websearch_to_tsquery('{CONFIGURATION}', %(text)s)")
    if _marks(question):
        asked.append("%(marks)s::tsquery")
    asked += more
    condition = "status = %(published)s"
    if asked:
        condition += f" AND document @@ ({' && '.join(asked)})"
    return condition


def _rank(text):
    if not text:
        return "0"
    return (
        f"ts_rank(%(weights)s::real[], document, websearch_to_tsquery('{CONFIGURATION}', %(text)s), 1)"
        " + (document @@ organisations_names_query(%(text)s))::int"
        " + (lower(name) = lower(%(text)s))::int"
    )


def _listed(question):
    """Without words and without a place there is an order in the index: only the page itself is read."""
    condition = _condition(question, "")
    order = "verified_on DESC NULLS LAST, name, id" if question.sort == "checked" else "name, id"
    most = "%(most)s" if _is_narrowed(question, "") else "%(most_of_all)s"
    return f"""
        SELECT id, NULL, 0, (SELECT count(*) FROM (
            SELECT FROM organisations_organisation WHERE {condition} LIMIT {most}) AS counted)
        FROM organisations_organisation WHERE {condition} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
    """


_ORDERS = {"name": "name, id", "checked": "verified_on DESC NULLS LAST, name, id"}
_SHOWN = """
    SELECT id, miles, tier, count(*) OVER () FROM ({found}) AS found ORDER BY {order}
    LIMIT %(limit)s OFFSET %(offset)s
"""


def _by_words(question):
    """Entries whose names have the words come first into the bounded number that is ranked."""
    columns = f"id, name, verified_on, {_rank(question.text)} AS rank, NULL::float AS miles, 0 AS tier"
    all_words = _condition(question, question.text)
    inner = f"ORDER BY {_ORDERS[question.sort]}" if question.sort in _ORDERS else ""
    found = f"(SELECT {columns} FROM organisations_organisation WHERE {all_words} {inner} LIMIT %(most)s)"
    if not inner:
        in_names = _condition(question, question.text, "organisations_names_query(%(text)s)")
        found = f"(SELECT {columns} FROM organisations_organisation WHERE {in_names} LIMIT %(most)s) UNION {found}"
    return _SHOWN.format(found=found, order=_ORDERS.get(question.sort, "rank DESC, name, id"))


def _near(question, text):
    """Entries based within the radius, the nearest first; then those based elsewhere that serve people there."""
    rank = _rank(text)
    based = f"""
        (SELECT id, name, verified_on, {rank} AS rank, {_MILES} AS miles, 0 AS tier FROM organisations_organisation
        WHERE {_condition(question, text)} AND earth_box({_POINT}, %(metres)s) @> {_ON_EARTH}
        AND {_MILES} <= %(radius)s
        ORDER BY {_ON_EARTH} <-> {_POINT} LIMIT %(most)s)
    """
    serving = f"""
        (SELECT id, name, verified_on, {rank} AS rank, {_MILES} AS miles, 1 AS tier FROM organisations_organisation
        WHERE {_condition(question, text, "%(serves)s::tsquery")} AND coalesce({_MILES} > %(radius)s, true)
        LIMIT %(most)s)
    """
    by_distance = "tier, CASE tier WHEN 0 THEN miles END, rank DESC, miles NULLS LAST, name, id"
    order = _ORDERS.get(question.sort, by_distance)
    if question.sort == "best" and text:
        order = "rank DESC, tier, miles NULLS LAST, name, id"
    return _SHOWN.format(found=f"{based} UNION ALL {serving}", order=order)


def _rows(found):
    """The entries of a page, in order. Asked of `published()` like everything the public sees."""
    entries = (
        Organisation.objects.published()
        .select_related("district")
        .only("name", "slug", "summary", "town", "is_countywide", "is_online", "verified_on", "district__name")
        .in_bulk([pk for pk, *_ in found])
    )
    served = _districts_served(entries)
    rows = []
    for pk, miles, tier, _total in found:
        if entry := entries.get(pk):
            entry.miles, entry.is_near, entry.serves = miles, miles is not None and tier == 0, served.get(pk, [])
            rows.append(entry)
    return rows


def _districts_served(entries):
    if not entries:
        return {}
    links = Organisation.districts_served.through.objects.filter(organisation__in=entries)
    served = {}
    for pk, name in links.order_by("district__name").values_list("organisation_id", "district__name"):
        served.setdefault(pk, []).append(name)
    return served
