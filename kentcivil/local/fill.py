"""Brings the database up to date and fills an empty one with the demonstration county, in one process: the first
page of a second `make run` waits for it.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 2022
"""The number of the lock in the database: any number that nothing else in it takes."""


def wait_for_its_turn(cursor):
    """Until nobody else brings this database up to date. The turn ends with the connection.

    Two portals that are started at once, on two ports, would otherwise both make its tables.
    """
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    if not cursor.fetchone()[0]:
        print("Another command is at work on the database: waiting for it…", flush=True)
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentcivil.settings")
    django.setup()
    try:
        with connection.cursor() as cursor:
            wait_for_its_turn(cursor)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            print("Bringing the database up to date…", flush=True)
            call_command("migrate", interactive=False, verbosity=0)
        call_command("fill_demonstration")
    except KeyboardInterrupt:
        sys.exit(130)
    except CommandError as refusal:
        sys.exit(str(refusal))
    except DatabaseError as error:
        sys.exit(f"PostgreSQL says: {str(error.__cause__ or error).strip().splitlines()[0]}.")


if __name__ == "__main__":
    main()
