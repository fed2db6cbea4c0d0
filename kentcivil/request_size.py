"""How much anybody may send at once."""

from django.shortcuts import render

MOST_AT_ONCE = 30 * 1024 * 1024
"""Bytes of a whole request; the reverse proxy has the same limit (deploy/nginx.conf)."""


class RequestSizeMiddleware:
    """Answers a request that is too large before a byte of it is read: with 413 and what to do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_AT_ONCE:
            return render(request, "413.html", {"page": request.path}, status=413)
        return self.get_response(request)
