"""What tests commit is taken out again, and what migrations had written is put back, in a fraction of a second.

Django empties every table, which leaves no districts and no roles either; a new clone of the migrated database takes
seconds. Here only tables that are not as they were are written.
"""

import io
import time
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2

# Most are empty, and a table that takes no room needs no look.
TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname
"""
DIGEST = "SELECT '{0}', count(*), sum(hashtextextended(t::text, 0))::text FROM {0} t"
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass
class Original:
    """A database as its migrations left it.

    :ivar digests: {table: digest of its rows}
    :ivar rows: {table: its rows as COPY writes them}

    Tables without a row are in neither.
    """

    address: str
    digests: dict
    rows: dict

    @classmethod
    def of(cls, address):
        with connected(address) as cursor:
            digests = digests_of(cursor)
            return cls(address, digests, {table: _copied(cursor, table) for table in digests})

    def put_back(self):
        """Make every table what it was. Whoever else is connected is thrown out first, as by a DROP DATABASE.

        :raises TimeoutError: when somebody still is, or again, five seconds later.
        """
        with connected(self.address) as cursor:
            _throw_out_others(cursor)
            changed = {table for table, _ in digests_of(cursor).items() ^ self.digests.items()}
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
def connected(address):
    """A cursor each of whose statements is committed at once; it ends with the block."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _throw_out_others(cursor):
    last = time.monotonic() + 5
    cursor.execute(OTHERS)
    while cursor.rowcount:
        if time.monotonic() > last:
            raise TimeoutError("Somebody stays connected to the tests' database: what they wrote cannot be put back.")
        time.sleep(0.002)  # PostgreSQL itself would wait a tenth of a second each time
        cursor.execute(OTHERS)


def digests_of(cursor):
    """{table: digest of its rows} of every table that has a row."""
    cursor.execute(TABLES)
    cursor.execute(" UNION ALL ".join(DIGEST.format(table) for (table,) in cursor.fetchall()))
    return {table: (count, digest) for table, count, digest in cursor.fetchall() if count}


def _copied(cursor, table):
    copy = io.StringIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", copy)
    return copy.getvalue()
