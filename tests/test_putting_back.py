"""What a test commits is gone before the next one, and what it took away is there again."""

import pytest
from psycopg2 import OperationalError

from tests import databases
from tests.putting_back import Original, connected, digests_of


@pytest.fixture(scope="module")
def original(django_db_setup):
    with databases.cloned("kentcivil_to_put_back") as address:
        yield Original.of(address)


def _now(original):
    with connected(original.address) as cursor:
        return digests_of(cursor)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO auth_group (name) VALUES ('gardeners')",
        "INSERT INTO django_session VALUES ('a', 'b', now())",
        "UPDATE geography_district SET name = 'Elsewhere' WHERE slug = 'ashford'",
        "DELETE FROM geography_postcodesector",
        # Nothing is left of it, not even its room.
        "DELETE FROM auth_group_permissions; VACUUM auth_group_permissions",
    ],
)
def test_every_table_is_as_the_migrations_left_it(original, change):
    with connected(original.address) as cursor:
        for statement in change.split("; "):
            cursor.execute(statement)
    assert _now(original) != original.digests
    original.put_back()
    assert _now(original) == original.digests


def test_who_is_still_connected_is_thrown_out(original):
    with connected(original.address) as forgotten:
        original.put_back()
        with pytest.raises(OperationalError):
            forgotten.execute("SELECT 1")
