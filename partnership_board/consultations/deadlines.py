"""Whether an answer to a consultation is in time. Every page, submit, query and reminder asks here and nowhere else.

A consultation is open from the moment it opens up to, and not including, the moment it closes. Both are aware
datetimes: officers type them as London time, the database keeps UTC, so a clock change between them moves nothing.
What counts is when an answer arrived, not when it got its turn. A letter counts by the day on which it came.
"""

from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import F, Q

LONDON = ZoneInfo("Europe/London")
DRAFTS_KEPT = timedelta(days=90)
"""How long after the close an answer is kept that was never sent (UK GDPR, article 5(1)(e))."""
ADDRESSES_KEPT = timedelta(days=365)
"""How long after the close the email addresses of those who answered are kept."""


class Phase(StrEnum):
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def phase(consultation, moment):
    """Whether a consultation is coming, open or closed at a moment.

    :param consultation: anything with `opens_at` and `closes_at`, aware datetimes.
    :raises ValueError: for a naive datetime, which says nothing about London.
    """
    if moment.tzinfo is None:
        raise ValueError("Ask about an aware datetime.")
    if moment < consultation.opens_at:
        return Phase.COMING
    return Phase.OPEN if moment < consultation.closes_at else Phase.CLOSED


def accepts(consultation, moment):
    """Whether an answer that arrives at a moment counts: the consultation is public, not cancelled, and open."""
    return consultation.takes_answers and phase(consultation, moment) is Phase.OPEN


def accepts_letter(consultation, received_on):
    """Whether a letter that came on a day counts: on the day of the close the whole day does.

    :param received_on: a date in London.
    """
    first, last = (moment.astimezone(LONDON).date() for moment in (consultation.opens_at, consultation.closes_at))
    return first <= received_on <= last


def is_over_for(consultation, moment, kept):
    """Whether something kept for a while after the close has been kept long enough."""
    return consultation.closes_at + kept <= moment


# --- The same rules as conditions in the database ---------------------------------------------------------------


def in_phase(which, moment):
    """`phase` as a condition on consultations."""
    opened, ended = Q(opens_at__lte=moment), Q(closes_at__lte=moment)
    return {Phase.COMING: ~opened, Phase.OPEN: opened & ~ended, Phase.CLOSED: opened & ended}[which]


def over_for(moment, kept, path=""):
    """`is_over_for` as a condition.

    :param path: the way from what is asked about to its consultation, such as "consultation__".
    """
    return Q(**{f"{path}closes_at__lte": moment - kept})


def dates_in_order():
    """What the database holds consultations to."""
    return Q(opens_at__lt=F("closes_at"))


# Asked by a trigger of each answer that is to count; ROW is the answer, C its consultation.
IN_TIME = """
    CASE WHEN NEW.received_on IS NULL
        THEN NEW.submitted_at >= c.opens_at AND NEW.submitted_at < c.closes_at
        ELSE NEW.received_on BETWEEN (c.opens_at AT TIME ZONE 'Europe/London')::date
            AND (c.closes_at AT TIME ZONE 'Europe/London')::date
    END
"""
