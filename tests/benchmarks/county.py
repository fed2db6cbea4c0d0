"""The demonstration county grown to many times its size, by copying rows inside the database."""

from contextlib import contextmanager

import psycopg2

COPIED = ["themes", "beneficiaries", "districts_served"]
APART = 10_000_000  # between the ids of one copy and the next
# A real slug may end in "-2", but never has two underscores; it may be as long as its column, which has 120 places.
COPY_OF_SLUG = "left({table}slug, 100) || '__' || {table}id || '_' || copy"


def grow(database_url, *, copies):
    """Add so many copies of every organisation, each a little way off, with the same words in its document.

    Triggers are off meanwhile: the documents are copied, not written again.

    :returns: how many organisations there are then.
    """
    connection = psycopg2.connect(database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        instead = {
            "id": "id + copy * %(apart)s",
            "public_id": "gen_random_uuid()",
            "slug": COPY_OF_SLUG.format(table=""),
            "latitude": "latitude + (random() - 0.5) * 0.05",
            "longitude": "longitude + (random() - 0.5) * 0.08",
        }
        _copy(cursor, "organisations_organisation", instead, copies)
        for link in COPIED:
            keys = {"id": "id + copy * %(apart)s", "organisation_id": "organisation_id + copy * %(apart)s"}
            _copy(cursor, f"organisations_organisation_{link}", keys, copies)
        cursor.execute("SELECT count(*) FROM organisations_organisation WHERE status = 'published'")
        total = cursor.fetchone()[0]
    connection.close()
    settle(database_url)
    return total


def settle(database_url):
    """Do at once what the database does by itself within minutes of many writes."""
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def _copy(cursor, table, instead, copies):
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'", [table]
    )
    columns = [name for (name,) in cursor.fetchall()]
    chosen = ", ".join(instead.get(name, name) for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} "
        f"FROM {table}, generate_series(1, %(copies)s) AS copy WHERE {table}.id < %(apart)s",
        {"apart": APART, "copies": copies},
    )


@contextmanager
def indexes_made_afterwards(database_url, table):
    """Inside, a table has no indexes but those of its constraints; at the end the others are made again, all at once.

    To write a million rows into twenty indexes one by one takes several times as long.
    """
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
    connection.close()
