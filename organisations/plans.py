"""Statements of the search whose plans a connection keeps.

The table of entries has more than twenty indexes, and a search mentions it several times: to plan that takes the
database longer than to find what is asked in a county. So each shape of a search is prepared once on a connection, and
planned for any words (docs/decisions/0108).
"""

import re
import uuid
from collections import OrderedDict
from functools import lru_cache
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.utils import Error
from psycopg2.errors import InvalidSqlStatementName

MOST_KEPT = 100
"""Plans of one connection; then the one that was not used for longest goes."""
_NAMED = re.compile(r"%\((\w+)\)s")
_TYPES = {
    **dict.fromkeys(("most", "nearest", "limit", "offset", "enough"), "bigint"),
    **dict.fromkeys(("latitude", "longitude", "radius", "south", "north", "west", "east"), "float8"),
    **dict.fromkeys(("typed", "town", "based_in"), "text"),
    **dict.fromkeys(("checked_since", "year"), "date"),
    "ids": "bigint[]",
    "each": "tsquery[]",
    "telling": "float8[]",
    **dict.fromkeys(("pair", "spelt", "letters"), "text[]"),
    "squares": "int[]",
}
"""Of what a statement refers to, by its name or the part of it before "_"; all else are searches."""
kept = WeakKeyDictionary()
"""{connection to the database: _Plans}"""


def rows(statement, said, *, first=""):
    """What a statement gives.

    :param statement: SQL with `%(name)s` for what differs from one search to the next. Conditions that choose an index,
        such as that of published entries, stand in it as they are.
    :param said: {name: value}; it may hold more than the statement refers to.
    :param first: settings for this statement alone, "SET LOCAL …; ".
    """
    with connection.cursor() as cursor:
        # A connection that is closed after each request, as behind a pooler, would plan for nothing.
        if not connection.settings_dict["CONN_MAX_AGE"]:
            cursor.execute(first + statement, said)
            return cursor.fetchall()
        plans = kept.setdefault(connection.connection, _Plans())
        try:
            cursor.execute(plans.call(statement, first), said)
        except Error as error:
            plans.forget(statement)
            if connection.in_atomic_block or not isinstance(error.__cause__, InvalidSqlStatementName):
                raise
            # Somebody between us and the database gave us another connection to it.
            cursor.execute(first + statement, said)
        return cursor.fetchall()


class _Plans:
    """The prepared statements of one connection, by their text."""

    def __init__(self):
        self._names = OrderedDict()

    def call(self, statement, first):
        """SQL that prepares a statement where that is not done yet, and executes it."""
        numbered, types, values = _numbered(statement)
        prepared = ""
        if statement not in self._names:
            if len(self._names) >= MOST_KEPT:
                prepared = f"DEALLOCATE {self._names.popitem(last=False)[1]}; "
            self._names[statement] = f"kept_{uuid.uuid4().hex}"
            prepared += f"PREPARE {self._names[statement]}{types} AS {numbered}; "
        self._names.move_to_end(statement)
        return f"{prepared}{first}{_FOR_ANY_WORDS}EXECUTE {self._names[statement]}{values}"

    def forget(self, statement):
        self._names.pop(statement, None)


_FOR_ANY_WORDS = "SET LOCAL plan_cache_mode = force_generic_plan; "


@lru_cache(maxsize=1_000)
def _numbered(statement):
    """A statement with $1, $2 … in place of names; their types; and the values to execute it with, by name."""
    names = list(dict.fromkeys(_NAMED.findall(statement)))
    types = [_TYPES.get(name) or _TYPES.get(name.partition("_")[0], "tsquery") for name in names]
    numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    listed = ", ".join(f"%({name})s::{kind}" for name, kind in zip(names, types, strict=True))
    return numbered, f"({', '.join(types)})" * bool(names), f"({listed})" * bool(names)
