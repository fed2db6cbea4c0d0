"""Whole pages kept for visitors who are not signed in, until something they show changes.

A page belongs to a room, such as "organisations". Each room has an edition in the cache; a page is good only for the
edition under which it was made. So one write, after the commit, ends every page of the room on every web process.
Redis may be emptied or away at any moment: then pages are simply made again.

To ask Redis takes as long as all the rest of giving a page, so each web process takes what it said as said for half a
second (decision 0047). A change therefore shows at once where it was made, and everywhere within half a second.
"""

import gzip
import hashlib
import time
import uuid
from functools import wraps

import structlog
from django.conf import settings
from django.core.cache import cache, caches
from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

LONGEST_ADDRESS = 500
"""Characters of path and query; a longer address is made up by a machine and not worth keeping."""
NO_EDITION = ""
TRUSTED_SECONDS = 0.5
"""For which a web process takes as said what Redis said, of a room's edition and of a page."""
MOST_REMEMBERED = 500
_memory = {}
"""{(room, name): (edition, when it ends, value)}: as they are, since to pack and unpack figures is what is saved."""


def kept_for_visitors(room, *, seconds=60):
    """View decorator: keep the page for visitors without a session; everybody else gets it made for them.

    The page must be the same for every visitor: no form token, no message, nothing about who asks.

    :param room: what it shows, as in :func:`changed`.
    :param seconds: how long it is kept when nothing says that it changed.
    """

    def decorator(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            address = request.get_full_path()
            if request.method != "GET" or _is_somebody(request) or len(address) > LONGEST_ADDRESS:
                return view(request, *args, **kwargs)
            key = f"page:{room}:{hashlib.blake2b(address.encode(), digest_size=16).hexdigest()}"
            edition, page = _look_up(room, key)
            if page is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.cookies or response.streaming:
                    return response
                page = (edition, response["Content-Type"], gzip.compress(response.content, 6))
                _keep(key, page, seconds)
            return _response(request, page)

        return wrapper

    return decorator


def changed(*rooms):
    """End the pages kept of these rooms, once the surrounding transaction has committed."""
    transaction.on_commit(lambda: _new_edition(rooms), robust=True)


def remembered(room, name, make, *, seconds=60):
    """What `make` returns, kept in this process as long as nothing of the room changes: figures that many pages show.

    :param name: tells it from what else is remembered of the room; anything that can be a key.
    :param make: a function without parameters; it is called each time while Redis is away.
    :param seconds: how long it is kept when nothing says that it changed.
    """
    edition, _page = _look_up(room, "")
    if edition == NO_EDITION:
        return make()
    known = _memory.get((room, name))
    if known and known[0] == edition and known[1] > time.monotonic():
        return known[2]
    made = make()
    if len(_memory) >= MOST_REMEMBERED:
        _memory.clear()
    _memory[room, name] = (edition, time.monotonic() + seconds, made)
    return made


def _is_somebody(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _look_up(room, key):
    """The room's edition now, and the page if it is of that edition; without a key, the edition alone."""
    edition_key = f"edition:{room}"
    wanted = [edition_key, key] if key else [edition_key]
    found = caches["here"].get_many(wanted)
    if len(found) < len(wanted):
        found = _asked_of_redis(edition_key, wanted)
    edition, page = found[edition_key], found.get(key)
    return edition, page if page and page[0] == edition else None


def _asked_of_redis(edition_key, wanted):
    try:
        found = cache.get_many(wanted)
        if edition_key not in found:
            # Of several processes that find none, one decides; the others take its word.
            cache.add(edition_key, uuid.uuid4().hex, None)
            found = {edition_key: cache.get(edition_key, NO_EDITION)}
    except RedisError as error:
        log.warning("page_cache_away", error=str(error))
        found = {edition_key: NO_EDITION}
    caches["here"].set_many(found, TRUSTED_SECONDS)
    return found


def _keep(key, page, seconds):
    caches["here"].set(key, page, TRUSTED_SECONDS)
    if page[0] == NO_EDITION:
        return
    try:
        cache.set(key, page, seconds)
    except RedisError as error:
        log.warning("page_cache_away", error=str(error))


def _new_edition(rooms):
    caches["here"].clear()
    try:
        cache.set_many({f"edition:{room}": uuid.uuid4().hex for room in rooms}, None)
    except RedisError as error:
        # Kept pages live on for their short time.
        log.warning("page_cache_away", error=str(error))


def _response(request, page):
    _, content_type, body = page
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(body, content_type=content_type, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(body), content_type=content_type)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
