"""Whether a round is open at a moment. Every page, submit, query and reminder asks here and nowhere else.

A round is open from the moment it opens up to, and not including, the moment it closes. Both are aware datetimes:
officers type them as London time, the database keeps UTC, so a clock change between them moves nothing.

Grace minutes and late passes will be further reasons for `latest_moment` to lie after `closes_at`; whatever asks
through this module then follows by itself.
"""

from datetime import timedelta
from enum import StrEnum

from django.db.models import F, Q

# A submission that arrived in time may still be waiting for its turn; only after this are drafts marked as closed.
SETTLING = timedelta(minutes=5)


class Phase(StrEnum):
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def latest_moment(round_):
    """The first moment at which nothing can be submitted any more."""
    return round_.closes_at


def phase(round_, moment):
    """Whether a published round is coming, open or closed at a moment.

    :param round_: anything with `opens_at` and `closes_at`, aware datetimes.
    :raises ValueError: for a naive datetime, which says nothing about London.
    """
    if moment.tzinfo is None:
        raise ValueError("Ask about an aware datetime.")
    if moment < round_.opens_at:
        return Phase.COMING
    if moment < latest_moment(round_):
        return Phase.OPEN
    return Phase.CLOSED


def accepts(round_, moment):
    """Whether an application to this round may be started, changed or submitted at a moment."""
    return round_.is_published and phase(round_, moment) is Phase.OPEN


def settled(round_, moment):
    """Whether a round has been closed for long enough that no submission that came in time is still on its way."""
    return phase(round_, moment - SETTLING) is Phase.CLOSED


_LATEST = "closes_at"


def in_phase(which, moment):
    """The same rule as a condition on rounds in the database, for a phase."""
    opened, ended = Q(opens_at__lte=moment), Q(**{f"{_LATEST}__lte": moment})
    return {Phase.COMING: ~opened, Phase.OPEN: opened & ~ended, Phase.CLOSED: opened & ended}[which]


def closing_between(earliest, latest):
    """Rounds whose latest moment lies in the half-open interval [earliest, latest)."""
    return Q(**{f"{_LATEST}__gte": earliest, f"{_LATEST}__lt": latest})


def dates_in_order():
    """What the database holds rounds to."""
    return Q(opens_at__lt=F("closes_at"))
