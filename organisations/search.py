"""Finding organisations: by words, by place, by what they are about and whom they are for.

Written as SQL (statements.py), since this is the page that everybody uses. What is typed is understood first
(understanding.py). Where its words find nothing, they are put right, then loosened; a place that has nothing near it
is searched from farther away. The answer says which of that was done.
"""

import math
from collections import namedtuple
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from kentcivil.geography.places import Place
from organisations import facets, rare, sampling, spelling, statements
from organisations.compiling import compiled
from organisations.statements import FEW, MOST, MOST_OF_ALL, NEAREST, PAGE_SIZE
from organisations.understanding import Understood, understand

__all__ = ["FEW", "MOST", "MOST_OF_ALL", "NEAREST", "PAGE_SIZE", "Answer", "Question", "Row", "ask"]

LONGEST_TEXT = 200
TOO_FEW = 4
"""So few entries, none of which has the words in its name, are followed by entries that have some of the words."""
FARTHER = 40
"""Miles to look where nothing is near the place that the words name."""

Row = namedtuple(
    "Row",
    "id name slug summary town district_name is_countywide is_online verified_on serves miles is_near total most"
    " latitude longitude named every",
)
"""An entry as the results show it.

`serves` are names of districts; `miles` from the place asked for is None where either is unknown; `is_near` says that
it is based within the radius; `named` that its name has the words. The same on each row are `total`, how many entries
the question found, and `most`, how many of them are shown at most. The first row of a page has `every`: the ids of all
that was found, where that is no more than MOST.
"""


@dataclass(frozen=True)
class Question:
    """What somebody looks for. Everything may be left out.

    :ivar place: near where; where it is None, the words may name a place.
    :ivar radius: miles around it in which an organisation counts as near.
    :ivar chosen: {name of a filter: slugs}, see facets.py; "checked" has ("year",) or nothing.
    :ivar sort: "best", "distance", "name" or "checked".
    :ivar as_typed: take the words literally: no spelling put right, no place read out of them.
    """

    text: str = ""
    place: Place | None = None
    radius: int = 10
    chosen: dict = field(default_factory=dict)
    sort: str = "best"
    page: int = 1
    as_typed: bool = False

    @property
    def checked_since(self) -> date:
        """The day since when an entry counts as checked in the last year."""
        return timezone.localdate() - timedelta(days=365)


@dataclass
class Answer:
    """A page of what was found.

    :ivar rows: the organisations in order, each a Row.
    :ivar total: how many are listed; where `is_cut` is set there are more.
    :ivar corrected: the words that were looked for instead of those that were asked, or "".
    :ivar is_loose: entries need to have only some of the words, since none or hardly any has all.
    :ivar is_place_alone: nothing has any of the words: these are what there is in the place that they name.
    :ivar place: what distances are measured from: the question's place or the one its words name.
    :ivar understood: how the words were read.
    :ivar radius: miles that count as near; more than was asked where nothing was.
    :ivar counts: what filters count, or None where nobody asked for it.
    :ivar rows_near_asked: whether the rows lie within the miles that were asked for.
    """

    rows: list = field(default_factory=list)
    total: int = 0
    is_cut: bool = False
    page: int = 1
    corrected: str = ""
    is_loose: bool = False
    is_place_alone: bool = False
    place: Place | None = None
    understood: Understood = field(default_factory=Understood)
    radius: int = 10
    counts: facets.Counts | None = None
    rows_near_asked: bool = True

    @property
    def pages(self):
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def is_widened(self):
        return bool(self.rows) and self.radius == FARTHER and self.place is not None and not self.rows_near_asked


def ask(question, *, counted=False):
    """Answer a question, and where `counted` is set, count what its filters would leave."""
    answer, found_with = _answer(question)
    if counted:
        asked, queries, one_in, known = found_with
        said = statements.parameters(asked, queries, page=1) | {"one_in": one_in}
        every = answer.rows[0].every if answer.rows else []
        if said["words"] and one_in == 1 and every is not None and not answer.is_cut:
            known = known | {"": every}
        answer.counts = facets.count(asked, said, known)
    return answer


def everything(question, *, most=statements.MOST_OF_ALL):
    """All that a question finds, in order, up to `most`: (rows, place), for files and for printing."""
    answer, (asked, queries, *_how) = _answer(replace(question, page=1))
    said = statements.parameters(asked, queries, page=1) | {"limit": most, "most": most, "nearest": most}
    with connection.cursor() as cursor:
        cursor.execute(statements.by_index(statements.page_found(asked, said, few=True), said), said)
        return list(map(Row._make, cursor.fetchall())), answer.place


def _answer(question):
    """The answer, with what found it, see _find()."""
    text, readings = question.text, []
    read = understand(text, places=question.place is None and not question.as_typed)
    answer, found_with = _find(question, read)
    if answer.total and (answer.total >= TOO_FEW or answer.rows[0].named or len(read.clauses) < 2):
        return answer, found_with
    if not text or read.operators:
        return answer, found_with
    if question.chosen and _is_found(question, read):
        # The words are right: it is the filters that leave little, and the page says how to take them off.
        return answer, found_with
    if not answer.total and read.place:
        farther, with_ = _find(replace(question, radius=FARTHER), read)
        if farther.total:
            farther.rows_near_asked = False
            return farther, with_
    if not answer.total and not question.as_typed:
        for known_too in (False, True):
            corrected, other_spellings = spelling.put_right(text, known_too=known_too)
            if not other_spellings:
                continue
            otherwise = understand(corrected, places=question.place is None, alternatives=other_spellings)
            readings.append((corrected, otherwise))
            found, with_ = _find(question, otherwise)
            if found.total:
                found.corrected = _as_found(corrected, other_spellings, found.rows[0])
                return found, with_
    # Of words that some entry uses only those replaced are worth loosening, not each word's like.
    corrected, read = next((reading for reading in readings if reading[0] != text), ("", read))
    for all_but_one in (True, False):
        if len(read.clauses) < (3 if all_but_one else 2):
            continue
        loose, with_ = _find(question, read, loosened="all but one" if all_but_one else "any")
        if loose.total > answer.total:
            loose.corrected, loose.is_loose = corrected, True
            return loose, with_
    if not answer.total and (read.place or read.district) and read.clauses:
        # What is looked for in another district is worth more than whatever else there is in this one.
        others = [replace(read, district="", whole=())] * bool(read.district)
        others.append(replace(read, clauses=(), whole=() if read.place else read.whole))
        for other in others:
            loose, with_ = _find(question, other)
            if loose.total:
                loose.corrected, loose.is_loose = corrected, True
                loose.is_place_alone = not other.clauses
                return loose, with_
    return answer, found_with


def _as_found(corrected, other_spellings, first):
    """The corrected text, with those of several likely spellings that the first entry uses."""
    used = set(spelling.words_in(f"{first.name} {first.town} {first.summary}"))
    for word, others in other_spellings.items():
        if word not in used and (instead := next((other for other in others if other in used), "")):
            corrected = spelling.replaced(corrected, {word: instead})
    return corrected


def _find(question, read, *, loosened=""):
    """One page of what was found, and what found it: the question, the compiled words, of how many entries one was
    looked at, and the ids that are known by then, as in rare.py."""
    place = question.place or read.place
    sort = question.sort
    if place and not question.place and sort == "distance" and not question.text:
        sort = "best"
    asked = replace(question, place=place, sort=sort)
    queries = compiled(question.text, read, loosened)
    if question.text and not (queries["words"] or queries["whole"] or queries["inside"]) and not place:
        return Answer(understood=read, radius=question.radius), (asked, queries, 1, {})
    expected, one_in = _expected(asked, queries)
    known = rare.known(asked, queries) if expected is not None and expected <= sampling.RARE else None
    rows, page = _page(asked, queries, expected, one_in, known)
    total, is_cut = _counted(rows)
    while one_in > 1 and not is_cut:
        # Words and filters that each have very many, but seldom together: more are looked at, in the end all.
        # Of the nearest none was left out: near a place only what filters count is drawn.
        one_in = 1 if place else sampling.share(total * one_in, below=one_in)
        if place:
            break
        rows, page = _page(asked, queries, expected, one_in, known)
        total, is_cut = _counted(rows)
    answer = Answer(
        rows=rows, total=total, is_cut=is_cut, page=page, place=place, understood=read, radius=question.radius
    )
    return answer, (asked, queries, one_in, known or {})


def _page(question, queries, expected, one_in, known):
    """The rows of the page that is asked for, or of the last where there are fewer, and the number of that page."""
    page = question.page
    if known and not known[""]:
        return [], 1
    rows = _rows(question, queries, page, expected, one_in, known)
    if not rows and page > 1:
        # Beyond the last page nothing tells how many there are: ask for the first, then go to the last.
        rows = _rows(question, queries, 1, expected, one_in, known)
        page = min(page, max(1, -(-_counted(rows)[0] // PAGE_SIZE)))
        if page > 1:
            rows = _rows(question, queries, page, expected, one_in, known)
    return rows, page


def _expected(question, queries):
    """How many entries may have the words and marks, None in a directory so small that all can be looked at, and of how
    many entries one is then looked at."""
    marks = statements.marks(question.chosen)
    if not sampling.directory.is_large():
        return None, 1
    if not (queries["words"] or marks):
        return math.inf, 1
    expected = sampling.directory.expected(queries["has"], marks)
    # Of few near a place each is measured.
    if question.place and expected <= FEW:
        return expected, 1
    return expected, sampling.share(expected, near=bool(question.place))


def _is_found(question, read):
    """Whether any entry at all has the words, whatever filters ask."""
    queries = compiled(question.text, replace(read, place=None, district="", whole=()))
    without = replace(question, place=None, chosen={})
    _expects, one_in = _expected(without, queries)
    said = statements.parameters(without, queries, page=1)
    for looked_at in dict.fromkeys((one_in, 1)) if said["words"] else ():
        found = statements.found_by(said | {"one_in": looked_at}, near=False)
        statement = f"""
            WITH found AS MATERIALIZED (SELECT FROM organisations_organisation WHERE {found})
            SELECT EXISTS (SELECT FROM found)
        """
        with connection.cursor() as cursor:
            cursor.execute(statements.by_index(statement, said), said)
            if cursor.fetchone()[0]:
                return True
    return False


def _counted(rows):
    """How many entries there are, up to the most that are shown, and whether there are more."""
    total, most = (rows[0].total, rows[0].most) if rows else (0, 0)
    return min(total, most), total > most


def _rows(question, queries, page, expected, one_in, known):
    said = statements.parameters(question, queries, page=page) | {"one_in": one_in}
    if known:
        said["ids"] = known[""]
    few = expected is None or expected <= FEW
    if few and question.place:
        said["most"] = MOST_OF_ALL
    elif one_in > 1:
        said["most"] = statements.MOST_DRAWN
    if question.place and not few:
        # Mostly there are enough near the place, and the planner is spared half of its work.
        rows = _asked(question, said | {"elsewhere": False}, few=few)
        if rows and rows[0].most == said["nearest"]:
            return rows
    return _asked(question, said, few=few)


def _asked(question, said, *, few):
    with connection.cursor() as cursor:
        cursor.execute(statements.by_index(statements.page_found(question, said, few=few), said), said)
        rows = list(map(Row._make, cursor.fetchall()))
    return rows[: max(0, rows[0].most - said["offset"])] if rows else []
