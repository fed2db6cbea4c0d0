"""Databases for tests, cloned from a template that is migrated once for each state of the migrations.

Migrating from nothing takes most of a minute; a clone takes a fraction of a second. Each run on each core, each test
that commits and each portal that journeys start has a clone of its own.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings

PREFIX = "template_kentcivil_"
ROOMS = ["kentcivil", "organisations", "volunteering", "crowdfund", "partnership_board"]


def server():
    """The address of the server's own database, by which others are made and dropped."""
    address, question, options = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rsplit('/', 1)[0]}/postgres{question}{options}"


def address_of(name):
    """The DATABASE_URL of a database on the tests' server."""
    address, question, options = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rsplit('/', 1)[0]}/{name}{question}{options}"


def clone(name):
    """Make a migrated database, in place of one of that name."""
    template = _migrated_template()
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name):
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def cloned(name):
    """A migrated database for the time of the block; yields its DATABASE_URL."""
    clone(name)
    try:
        yield address_of(name)
    finally:
        drop(name)


def _migrated_template():
    """The name of a migrated database, made first where the migrations have changed since the last one."""
    name = PREFIX + _state_of_migrations()
    with _one_at_a_time():
        if not _rows("SELECT 1 FROM pg_database WHERE datname = %s", name):
            for (old,) in _rows("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{PREFIX}%"):
                drop(old)
            _migrate(f"{name}_unfinished", name)
    return name


def _migrate(unfinished, name):
    """A run that is killed leaves the unfinished database behind, never a half-migrated template."""
    _ask(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)', f'CREATE DATABASE "{unfinished}"')
    # In a process of its own, which coverage does not measure: migrations are left out anyway, and the measuring makes
    # Django's making of models several times slower.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment |= {"DATABASE_URL": address_of(unfinished), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--no-input"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
    _ask(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _state_of_migrations():
    """A digest of every migration and of what one may read: our data files, the roles, the packages."""
    told = [
        path
        for room in ROOMS
        for path in (Path(settings.BASE_DIR) / room).rglob("*")
        if path.suffix in {".csv", ".sql", ".toml"} or (path.suffix == ".py" and "migrations" in path.parts)
    ]
    told += [Path(settings.BASE_DIR) / name for name in ("requirements.txt", "kentcivil/accounts/roles.py")]
    digest = hashlib.sha256()
    for path in sorted(told):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _one_at_a_time():
    key = hashlib.sha256(server().encode()).hexdigest()[:16]
    with open(Path(tempfile.gettempdir()) / f"kentcivil-tests-{key}.lock", "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _ask(*statements):
    connected = psycopg2.connect(server())
    connected.autocommit = True
    with connected.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connected.close()


def _rows(statement, *values):
    connected = psycopg2.connect(server())
    with connected, connected.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    connected.close()
    return found
