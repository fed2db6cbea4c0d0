"""Checks a DATABASE_URL and REDIS_URL that are given, so that a wrong one is a sentence and not a traceback."""

from contextlib import closing
from urllib.parse import parse_qs, unquote, urlsplit

from kentcivil.local import CannotStart

OLDEST_POSTGRES = 15
EXTENSIONS = ("btree_gist", "cube", "earthdistance", "pg_trgm", "unaccent")
NOT_TO_BE_HAD = """
    SELECT wanted FROM unnest(%s) AS wanted
    WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = wanted) AND NOT EXISTS (
        SELECT FROM pg_available_extension_versions, pg_user
        WHERE name = wanted AND usename = current_user AND (trusted OR usesuper)
    )
    ORDER BY wanted
"""
"""Extensions that are neither there nor to be made by whoever asks: some are for superusers alone."""


def check_database(url):
    """Connect once.

    :raises CannotStart: when it is no PostgreSQL address, or no server answers it, lets us in, is new enough, or lets
        us make what the portal needs.
    """
    import psycopg2

    parts, port = _parts(url, "DATABASE_URL", "postgres://user:password@host:5432/name")
    if parts.scheme not in ("postgres", "postgresql", "pgsql", "psql"):
        raise CannotStart("DATABASE_URL must be like postgres://user:password@host:5432/name: correct it or unset it.")
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    wanted = {
        "host": options.get("host") or parts.hostname,
        "port": options.get("port") or port,
        "user": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
        "dbname": unquote(parts.path.lstrip("/")) or None,
        "sslmode": options.get("sslmode"),
    }
    place = f"{wanted['host'] or 'the local socket'}:{wanted['port'] or 5432}"
    try:
        connection = psycopg2.connect(
            connect_timeout=5, **{name: value for name, value in wanted.items() if value is not None}
        )
    except psycopg2.OperationalError as error:
        raise CannotStart(_database_sentence(str(error), place, wanted)) from error
    with closing(connection), connection.cursor() as cursor:
        version = connection.server_version // 10_000
        if version < OLDEST_POSTGRES:
            raise CannotStart(
                f"The database at {place} is PostgreSQL {version}: use version {OLDEST_POSTGRES} or newer, or unset "
                f"DATABASE_URL for the built-in one."
            )
        cursor.execute("SELECT current_user, has_schema_privilege(current_schema(), 'CREATE')")
        user, may_create = cursor.fetchone()
        cursor.execute(NOT_TO_BE_HAD, [list(EXTENSIONS)])
        lacking = [name for (name,) in cursor]
    if not may_create:
        raise CannotStart(
            f"The user {user} may not make tables in the database at {place}: make it the database's owner, or correct "
            f"DATABASE_URL."
        )
    if lacking:
        statements = " ".join(f"CREATE EXTENSION {name} CASCADE;" for name in lacking)
        raise CannotStart(
            f"The database at {place} lacks {', '.join(lacking)}, which {user} may not add: run `{statements}` in it "
            f"as a superuser."
        )


def check_redis(url):
    """Ping once.

    :raises CannotStart: when it is no Redis address, or no server answers it or lets us in.
    """
    import redis

    parts, port = _parts(url, "REDIS_URL", "redis://host:6379/0")
    if parts.scheme not in ("redis", "rediss"):
        raise CannotStart("REDIS_URL must be like redis://host:6379/0: correct it or unset it.")
    place = f"{parts.hostname or 'localhost'}:{port or 6379}"
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except redis.AuthenticationError as error:
        raise CannotStart(f"The Redis at {place} refused the password: correct REDIS_URL, or unset it.") from error
    except (redis.RedisError, OSError, ValueError) as error:
        raise CannotStart(
            f"No Redis answers at {place}: start it, correct REDIS_URL, or unset it to use the built-in one."
        ) from error


def _parts(url, name, example):
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError as error:
        raise CannotStart(f"{name} must be like {example}: correct it or unset it.") from error


def _database_sentence(said, place, wanted):
    if "password authentication failed" in said or "no password supplied" in said:
        return f"The database at {place} refused the password of {wanted['user']}: correct DATABASE_URL, or unset it."
    if "role" in said and "does not exist" in said:
        return f"The database at {place} has no user {wanted['user']}: create it, or correct DATABASE_URL."
    if "database" in said and "does not exist" in said:
        return f"There is no database {wanted['dbname']} at {place}: create it, or correct DATABASE_URL."
    if "pg_hba.conf" in said or "SSL" in said:
        return f"The database at {place} does not let {wanted['user']} in from here ({said.strip().splitlines()[-1]})."
    return f"No PostgreSQL answers at {place}: start it, correct DATABASE_URL, or unset it to use the built-in one."
