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

ROOMS = ["kentcivil", "organisations", "volunteering", "crowdfund", "partnership_board"]


def server():
    """The address of the server's own database, by which others are made and dropped."""
    address, question, options = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rsplit('/', 1)[0]}/postgres{question}{options}"


def address_of(name):
    """The DATABASE_URL of a database on the tests' server."""
    address, question, options = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rsplit('/', 1)[0]}/{name}{question}{options}"


def clone(name, *, template=None):
    """Make a copy of a template in place of a database of that name; of the migrated one by default."""
    template = template or migrated()
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name):
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def cloned(name, *, template=None):
    """A copy of a template for the time of the block; yields its DATABASE_URL."""
    clone(name, template=template)
    try:
        yield address_of(name)
    finally:
        drop(name)


def template(kind, state, make, *, is_whole=lambda: True):
    """The name of a database that is made once for each state of what it depends on; others of its kind are dropped.

    :param state: a digest of what it depends on.
    :param make: called with the name of the database to write, which does not exist yet. A run that is killed leaves
        that one behind, never half a template.
    :param is_whole: whether what was made beside the database is still there.
    """
    name = f"template_kentcivil_{kind}_{state}"
    with _one_at_a_time(kind):
        if not (_rows("SELECT 1 FROM pg_database WHERE datname = %s", name) and is_whole()):
            for (old,) in _rows(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", f"template_kentcivil_{kind}_%"
            ):
                drop(old)
            unfinished = f"{name}_unfinished"
            make(unfinished)
            _ask(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def digest_of(paths):
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrated():
    """The template of a database as the migrations leave it."""
    return template("migrated", _state_of_migrations(), _migrate)


def _migrate(name):
    _ask(f'CREATE DATABASE "{name}"')
    # In a process of its own: Django keeps the many models that migrations make.
    environment = {**os.environ, "DATABASE_URL": address_of(name), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--no-input"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)


def _state_of_migrations():
    """A digest of every migration and of what one may read: our data files, the roles, the packages."""
    told = [
        path
        for room in ROOMS
        for path in (Path(settings.BASE_DIR) / room).rglob("*")
        if path.suffix in {".csv", ".sql", ".toml"} or (path.suffix == ".py" and "migrations" in path.parts)
    ]
    told += [Path(settings.BASE_DIR) / name for name in ("requirements.txt", "kentcivil/accounts/roles.py")]
    return digest_of(told)


@contextmanager
def _one_at_a_time(kind):
    key = hashlib.sha256(f"{kind} {server()}".encode()).hexdigest()[:16]
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
