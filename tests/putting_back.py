"""What tests commit is taken out again, and what migrations had written is put back, in a fraction of a second.

Django empties every table, which leaves no districts and no roles either; a new clone of the migrated database takes
seconds. Here only tables that are not as they were are written.
"""

import io
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2

TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
DIGEST = "SELECT '{0}', count(*), sum(hashtextextended(t::text, 0))::text FROM {0} t"
OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass
class Original:
    """A database as its migrations left it.

    :ivar digests: {table: (number of rows, digest of them)}
    :ivar rows: {table: its rows as COPY writes them}, of tables that are not empty.
    """

    address: str
    digests: dict
    rows: dict

    @classmethod
    def of(cls, address):
        with _connected(address) as cursor:
            digests = _digests(cursor)
            return cls(address, digests, {table: _copied(cursor, table) for table, (n, _) in digests.items() if n})

    def put_back(self):
        """Make every table what it was. Whoever else is connected is thrown out first, as by a DROP DATABASE."""
        with _connected(self.address) as cursor:
            cursor.execute(OTHERS)
            changed = [table for table, digest in _digests(cursor).items() if digest != self.digests.get(table)]
            # No trigger fires and no reference is followed: what all of them hold in the end is consistent.
            cursor.execute("SET session_replication_role = replica")
            for table in changed:
                cursor.execute(f"DELETE FROM {table}")
                if table in self.rows:
                    cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(self.rows[table]))
            if changed:
                # Or the planner would go on believing in the rows that were there.
                cursor.execute(f"VACUUM ANALYZE {', '.join(changed)}")


@contextmanager
def _connected(address):
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _digests(cursor):
    cursor.execute(TABLES)
    cursor.execute(" UNION ALL ".join(DIGEST.format(table) for (table,) in cursor.fetchall()))
    return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def _copied(cursor, table):
    copy = io.StringIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", copy)
    return copy.getvalue()
