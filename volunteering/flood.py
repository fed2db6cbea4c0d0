"""Holding back floods of interest: so many from one connection or to one address in an hour, and no more.

Counts live in the cache under keyed hashes, so no address of a connection or a person is stored or logged.
"""

import redis
import structlog
from django.core.cache import cache
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)

WINDOW = 60 * 60
# A library or a community centre lets many people use one connection.
PER_CONNECTION = 40
PER_EMAIL = 8


def too_many(*, connection, email):
    """Count one more attempt, and say whether it is one too many.

    :param connection: the network address it comes from.
    :param email: the address it is about.
    """
    # Both are counted, whatever the first says.
    by_connection = _count("connection", connection or "") > PER_CONNECTION
    by_email = _count("email", email.strip().lower()) > PER_EMAIL
    return by_connection or by_email


def _count(kind, value):
    key = f"volunteering-interest:{kind}:{salted_hmac('volunteering.flood', value, algorithm='sha256').hexdigest()}"
    try:
        if cache.add(key, 1, WINDOW):
            return 1
        return cache.incr(key)
    except (redis.RedisError, ValueError) as error:
        # ValueError: the count ran out between the two lines. Without a cache, helping people goes before counting.
        log.warning("flood_not_counted", error=type(error).__name__)
        return 0
