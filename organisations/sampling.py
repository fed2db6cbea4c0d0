"""Words that very many entries have are looked for among every eighth or every sixty-fourth entry, drawn by chance.

In a directory of Kent's size nothing of this happens: every entry is looked at. In one of hundreds of thousands, the
list of a common word alone takes longer to read than the whole answer may. Nobody reads on to the thousandth entry
that has it; so of such words the entries that are listed come from those that have them in their names and from the
drawn ones, and what filters count is estimated from the drawn ones. Migration 0040 has the indexes.
"""

import time
from dataclasses import dataclass

from django.db import connection

LARGE = 20_000
"""Entries from which on a directory is large enough for that."""
ENOUGH = 200
"""Drawn entries that shall at least be found: an estimate from so many is off by about seven in a hundred."""
SHARES = (64, 8)
SECONDS = 60


@dataclass
class Directory:
    """How many entries there are, as the database knew when it last looked; kept in this process for a minute."""

    _entries: float = 0
    _until: float = 0

    def is_large(self):
        if time.monotonic() > self._until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'organisations_organisation'::regclass")
                self._entries = cursor.fetchone()[0]
            self._until = time.monotonic() + SECONDS
        return self._entries > LARGE


directory = Directory()


def expected(searches):
    """How many entries the planner expects each of several searches to find: [(words, marks)], as tsquery texts."""
    with connection.cursor() as cursor:
        parts = ", ".join(["organisations_expected(%s::tsquery && %s::tsquery)"] * len(searches))
        cursor.execute(f"SELECT {parts}", [text for search in searches for text in search])
        return cursor.fetchone()


def share(entries, *, most):
    """Of how many entries one is looked at, where so many are expected: 1 is all of them.

    :param most: so many are always looked at.
    """
    if entries <= most:
        return 1
    return next((one_in for one_in in SHARES if entries / one_in >= ENOUGH), 1)


def drawn(one_in):
    """The condition, in SQL: the very one of the index."""
    return f" AND (hashint8(id) & {one_in - 1}) = 0" if one_in > 1 else ""
