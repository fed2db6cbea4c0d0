"""Words that very many entries have are looked for among every eighth, 64th or 512th entry, drawn by chance.

In a directory of Kent's size nothing of this happens: every entry is looked at. In one of hundreds of thousands, the
list of a common word alone takes longer to read than the whole answer may. Nobody reads on to the thousandth entry
that has it; so of such words the entries that are listed come from those that have them in their names and from the
drawn ones, and what filters count is estimated from the drawn ones. Migrations 0040, 0043 and 0045 have the indexes.
"""

import math
import time

from django.db import connection

LARGE = 20_000
"""Entries from which on a directory is large enough for that."""
ENOUGH = 200
"""Drawn entries that shall at least be found: an estimate from so many is off by about seven in a hundred."""
SHARES, SHARES_NEAR = (512, 64, 8), (64, 8)
"""Of how many entries one is looked at, everywhere and near a place, where but a part of them lies."""
SECONDS = 60
MOST_KEPT = 5_000
RARE = 400
"""Entries of which all are ranked rather than their names looked for first."""
ONE_IN, MOST_LOOKED_AT = 64, 400
_LOOKED_AT = f"""
    SET LOCAL enable_seqscan = off;
    WITH found AS MATERIALIZED (
        SELECT FROM organisations_organisation
        WHERE status = 'published' AND document @@ %s::tsquery AND document @@ %s::tsquery
        AND (hashint8(id) & {ONE_IN - 1}) = 0
    )
    SELECT count(*) FROM (SELECT FROM found LIMIT {MOST_LOOKED_AT + 1}) AS enough
"""


class Directory:
    """How many entries there are and how many a search finds, as the planner thinks; kept in this process a minute."""

    def __init__(self):
        self.forget()

    def forget(self):
        self._entries, self._expected, self._until = 0, {}, 0.0

    def is_large(self):
        return self._known() > LARGE

    def entries(self):
        """How many there are, published or not, as the planner thinks."""
        return self._known()

    def expected(self, words, marks):
        """How many entries have these, given as tsquery texts, "" where nothing is asked.

        The planner thinks that words and marks have nothing to do with each other. So where both are asked, drawn
        entries are looked at.
        """
        self._known()
        asked = (words, marks)
        if asked not in self._expected:
            if len(self._expected) >= MOST_KEPT:
                self._expected.clear()
            self._expected[asked] = self._estimated(words, marks)
        return self._expected[asked]

    def _estimated(self, words, marks):
        with connection.cursor() as cursor:
            cursor.execute("SELECT organisations_expected(%s::tsquery && %s::tsquery)", [words, marks])
            planned = cursor.fetchone()[0]
            if not (words and marks):
                return planned
            cursor.execute(_LOOKED_AT, [marks, words])
            there = cursor.fetchone()[0]
        return max(planned, there * ONE_IN) if there > MOST_LOOKED_AT else there * ONE_IN

    def _known(self):
        if time.monotonic() > self._until:
            self.forget()
            with connection.cursor() as cursor:
                cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'organisations_organisation'::regclass")
                self._entries = cursor.fetchone()[0]
            self._until = time.monotonic() + SECONDS
        return self._entries


directory = Directory()


def share(entries, *, near=False, below=math.inf):
    """Of how many entries one is looked at, where so many are expected: 1 is all of them.

    :param below: what was tried already; the share is another, and larger.
    """
    shares = SHARES_NEAR if near else SHARES
    return next((one_in for one_in in shares if one_in < below and entries / one_in >= ENOUGH), 1)


SQUARE_WIDE, SQUARE_HIGH = 5, 8
"""Squares of the map to a degree, as the indexes of drawn documents have them (migration 0045)."""
MOST_SQUARES = 40


def squares(south, north, west, east):
    """The squares that cover a box of degrees; none where there are so many that nearly every entry lies in one."""
    across = range(math.floor(west * SQUARE_WIDE), math.floor(east * SQUARE_WIDE) + 1)
    up = range(math.floor(south * SQUARE_HIGH), math.floor(north * SQUARE_HIGH) + 1)
    return [x * 10_000 + y for x in across for y in up] if len(across) * len(up) <= MOST_SQUARES else []


def drawn(one_in):
    """The condition, in SQL: the very one of the index."""
    return f" AND (hashint8(id) & {one_in - 1}) = 0" if one_in > 1 else ""
