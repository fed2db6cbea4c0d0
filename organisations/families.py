"""The marks of words that mean the same, kept in step with the officers' table (migration 0046).

A search whose words have no mark yet finds the same without it, only more slowly: so this is done at night.
"""

from django.db import connection, transaction

KEPT = 2
"""Days that a mark is kept which no line of the table asks for: longer than a process keeps searches that name it
(organisations/compiling.py)."""


def refresh():
    """Give entries the marks that new or changed lines ask for, one line in each transaction; forget old ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, asked::text, parts FROM organisations_families_wanted() ORDER BY mark")
        wanted = cursor.fetchall()
        cursor.execute(
            "UPDATE organisations_family SET wanted_on = current_date WHERE mark = ANY(%s) RETURNING mark",
            [[mark for mark, _asked, _parts in wanted]],
        )
        known = {mark for (mark,) in cursor.fetchall()}
        cursor.execute("DELETE FROM organisations_family WHERE wanted_on < current_date - %s", [KEPT])
        for mark, asked, parts in wanted:
            if mark not in known:
                with transaction.atomic():
                    cursor.execute("SELECT organisations_add_family(%s, %s::tsquery, %s)", [mark, asked, parts])
