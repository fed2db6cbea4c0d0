"""The door through which machines of anywhere read: no sign-in, any origin, JSON also where something is wrong."""

import gzip
import hashlib
import json
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

SECONDS = 60
"""How long others may keep an answer without asking whether it changed."""


class NotUnderstood(Exception):
    """The request is malformed; the text is a sentence for whoever wrote it."""


class NotThere(Exception):
    """What was asked for is not there, or not public; the text is a sentence."""


def answer(body, *, status=200):
    """A JSON response."""
    try:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a letter, such as "\ud800", which clients get back as they sent it
        text = json.dumps(body, separators=(",", ":")).encode()
    return HttpResponse(text, content_type="application/json", status=status)


def open_door(*methods):
    """View decorator: public, with CORS, an ETag and a short life in caches.

    :param methods: what the address answers besides HEAD (where it answers GET) and OPTIONS.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]

    def decorator(view):
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
            elif request.method not in allowed:
                response = answer({"message": _("Use %(methods)s.") % {"methods": ", ".join(allowed)}}, status=405)
            else:
                response = _asked(view, request, args, kwargs)
            return _opened(response, allowed)

        return wrapper

    return decorator


def _asked(view, request, args, kwargs):
    try:
        response = view(request, *args, **kwargs)
    except NotUnderstood as error:
        return answer({"message": str(error)}, status=400)
    except NotThere as error:
        return answer({"message": str(error)}, status=404)
    if response.status_code != 200 or request.method not in ("GET", "HEAD") or response.streaming:
        return response
    patch_cache_control(response, public=True, max_age=SECONDS)
    response["ETag"] = _etag(response)
    # No cookie makes a difference here, so caches need not keep an answer for each.
    response["Vary"] = "Accept-Encoding"
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _etag(response):
    """Weak, since the same answer is sent compressed and not."""
    body = response.content
    if response.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def _opened(response, allowed):
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    if response.status_code in (204, 405):
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed)
        response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    return response
