"""Words that very many entries have are looked for among every eighth or every sixty-fourth entry, drawn by chance.

In a directory of Kent's size nothing of this happens: every entry is looked at. In one of hundreds of thousands, the
list of a common word alone takes longer to read than the whole answer may. Nobody reads on to the thousandth entry
that has it; so of such words the entries that are listed come from those that have them in their names and from the
drawn ones, and what filters count is estimated from the drawn ones. Migration 0040 has the indexes.
"""

import time

from django.db import connection

LARGE = 20_000
"""Entries from which on a directory is large enough for that."""
ENOUGH = 200
"""Drawn entries that shall at least be found: an estimate from so many is off by about seven in a hundred."""
SHARES = (64, 8)
SECONDS = 60
MOST_KEPT = 5_000


class Directory:
    """How many entries there are and how many a search finds, as the planner thinks; kept in this process a minute."""

    def __init__(self):
        self.forget()

    def forget(self):
        self._entries, self._expected, self._until = 0, {}, 0.0

    def is_large(self):
        return self._known() > LARGE

    def expected(self, words, marks):
        """How many entries the planner expects to have these, given as tsquery texts."""
        self._known()
        asked = (words, marks)
        if asked not in self._expected:
            if len(self._expected) >= MOST_KEPT:
                self._expected.clear()
            with connection.cursor() as cursor:
                cursor.execute("SELECT organisations_expected(%s::tsquery && %s::tsquery)", asked)
                self._expected[asked] = cursor.fetchone()[0]
        return self._expected[asked]

    def _known(self):
        if time.monotonic() > self._until:
            self.forget()
            with connection.cursor() as cursor:
                cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'organisations_organisation'::regclass")
                self._entries = cursor.fetchone()[0]
            self._until = time.monotonic() + SECONDS
        return self._entries


directory = Directory()


def share(entries):
    """Of how many entries one is looked at, where so many are expected: 1 is all of them."""
    return next((one_in for one_in in SHARES if entries / one_in >= ENOUGH), 1)


def drawn(one_in):
    """The condition, in SQL: the very one of the index."""
    return f" AND (hashint8(id) & {one_in - 1}) = 0" if one_in > 1 else ""
