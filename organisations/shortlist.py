"""A visitor's shortlist: kept in a cookie on their device alone, and shared as a link that says what is on it.

Nothing about a shortlist is stored here, and neither the cookie nor the link says who made it. Both are signed, so that
what they hold are entries that were put there on purpose.
"""

from django.conf import settings
from django.core import signing

from organisations.models import Organisation

COOKIE = "shortlist"
LASTS = 30 * 24 * 3600
"""Seconds after the last change."""
MOST = 50
SALT = "organisations.shortlist"


def of(request):
    """Numbers of the entries on a visitor's shortlist, in the order they were added."""
    return _read(request.COOKIES.get(COOKIE, ""))


def keep(response, numbers):
    """Write the cookie, or take it away with the last entry."""
    if numbers:
        response.set_cookie(
            COOKIE,
            token(numbers),
            max_age=LASTS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            path="/",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def token(numbers):
    """The end of the link that shares these entries; the same for the same entries."""
    return signing.Signer(salt=SALT).sign("-".join(map(str, numbers)))


def shared(text):
    """The numbers that a link holds, or None where it is damaged."""
    try:
        return _numbers(signing.Signer(salt=SALT).unsign(text))
    except signing.BadSignature:
        return None


def entries(numbers):
    """The published entries among these numbers, in their order."""
    found = Organisation.objects.published().select_related("district").prefetch_related("districts_served")
    by_number = {entry.pk: entry for entry in found.filter(pk__in=numbers)}
    return [by_number[number] for number in numbers if number in by_number]


def _read(text):
    return shared(text) or []


def _numbers(text):
    return [int(part) for part in text.split("-") if part.isdecimal() and len(part) < 19][:MOST]
