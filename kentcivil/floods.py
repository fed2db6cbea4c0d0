"""Holding back floods of one kind of message: so many from one connection or one person in a while, and no more.

Counts live in the cache under keyed hashes, so no address of a connection or a person is stored or logged.
"""

from dataclasses import dataclass

import redis
import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Flood:
    """How much of one kind of message is too much.

    :param name: the kind, such as "volunteering-interest": each kind is counted by itself.
    :param per_connection: messages from one network address. A library or a community centre lets many people use
        one connection, so this is generous.
    :param per_person: messages about or from one person's address.
    :param hours: the length of the while.
    """

    name: str
    per_connection: int = 40
    per_person: int = 8
    hours: int = 1

    def too_many(self, request, *, person=""):
        """Count one more attempt, and say whether it is one too many.

        :param request: whose connection it comes from.
        :param person: an email address, or whatever else tells one person's messages from another's; empty when
            nothing does.
        """
        # Both are counted, whatever the first says.
        by_connection = self._count("connection", connection_of(request)) > self.per_connection
        by_person = bool(person) and self._count("person", person.strip().lower()) > self.per_person
        return by_connection or by_person

    def _count(self, kind, value):
        digest = salted_hmac("kentcivil.floods", value, algorithm="sha256").hexdigest()
        key = f"flood:{self.name}:{kind}:{digest}"
        try:
            if cache.add(key, 1, self.hours * 3600):
                return 1
            return cache.incr(key)
        except (redis.RedisError, ValueError) as error:
            # ValueError: the count ran out between the two lines. Without a cache, helping people goes before counting.
            log.warning("flood_not_counted", error=type(error).__name__)
            return 0


def connection_of(request):
    """The network address a request comes from, past the trusted proxies; empty when it cannot be known."""
    return get_adapter().get_client_ip(request) or ""
