"""Brings the database up to date and fills an empty one with the demonstration county, in one process: the first
page of a second `make run` waits for it.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentcivil.settings")
    django.setup()
    try:
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
