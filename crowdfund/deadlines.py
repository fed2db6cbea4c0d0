"""Whether an application is in time. Every page, submit, query and reminder asks here and nowhere else.

A round is open from the moment it opens up to, and not including, the moment it closes. Both are aware datetimes:
officers type them as London time, the database keeps UTC, so a clock change between them moves nothing.

Two ends are told apart. `told_end` is what people are told: the closing time or, for an application with a late pass,
the end of the pass. `last_moment` is when the door shuts: later by the round's grace, some minutes that nobody is told
of, for those who were still writing. Nothing new is started within the grace.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

# A submission that arrived in time may still be waiting for its turn; only after this are drafts marked as closed.
SETTLING = timedelta(minutes=5)
MOST_GRACE = 60
"""Minutes."""
MINUTE = timedelta(minutes=1)

OFFER_STANDS = 28
"""Whole days after the one on which it was made, by which an offer must be answered."""


class Phase(StrEnum):
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def told_end(round_, late_pass=None):
    """The first moment at which, as people are told, nothing can be submitted any more.

    :param late_pass: a LatePass redeemed for the application, or None.
    """
    return max(round_.closes_at, late_pass.until) if late_pass else round_.closes_at


def last_moment(round_, late_pass=None):
    """The first moment at which nothing can be submitted any more, the grace included."""
    with_grace = round_.closes_at + round_.grace_minutes * MINUTE
    return max(with_grace, late_pass.until) if late_pass else with_grace


def phase(round_, moment):
    """Whether a published round is coming, open or closed at a moment, as people are told.

    :param round_: anything with `opens_at` and `closes_at`, aware datetimes.
    :raises ValueError: for a naive datetime, which says nothing about London.
    """
    if moment.tzinfo is None:
        raise ValueError("Ask about an aware datetime.")
    if moment < round_.opens_at:
        return Phase.COMING
    if moment < told_end(round_):
        return Phase.OPEN
    return Phase.CLOSED


def accepts(round_, moment, late_pass=None):
    """Whether an application that was begun may be changed and submitted at a moment.

    :param late_pass: a LatePass redeemed for the application, or None.
    """
    return round_.is_published and round_.opens_at <= moment < last_moment(round_, late_pass)


def takes_new(round_, moment, late_pass=None):
    """Whether an application may be started at a moment: not within the grace, but with a late pass until its end."""
    return round_.is_published and round_.opens_at <= moment < told_end(round_, late_pass)


def settled(round_, moment, late_pass=None):
    """Whether the end is so long past that no submission that came in time is still on its way."""
    return last_moment(round_, late_pass) <= moment - SETTLING


def offer_lapses(offered_at):
    """The first moment at which an offer can no longer be accepted: midnight in London after its last whole day."""
    return end_of(timezone.localtime(offered_at).date() + timedelta(days=OFFER_STANDS))


def offer_stands(award, moment):
    """Whether an offer can still be accepted at a moment. One written without an end stands."""
    return award.lapses_at is None or moment < award.lapses_at


LAST_FIGURES = timedelta(days=3)
"""After a campaign, for an officer to enter what the platform showed at its end."""


def clock_ends(campaign, moment):
    """Whether the clock ends a campaign that missed its target: once figures from after its end are in, or in time.

    :param campaign: one loaded `with_sums`.
    """
    final = campaign.latest is not None and campaign.latest.as_of >= campaign.ends_at
    return campaign_is_over(campaign, moment) and (final or campaign.ends_at + LAST_FIGURES <= moment)


def campaign_is_over(campaign, moment):
    """Whether the time to reach the target has ended at a moment."""
    return campaign.ends_at <= moment


def end_of(day):
    """The first moment after a day in London."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())


# --- The same rules as conditions in the database ---------------------------------------------------------------


def in_phase(which, moment):
    """`phase` as a condition on rounds."""
    opened, ended = Q(opens_at__lte=moment), Q(closes_at__lte=moment)
    return {Phase.COMING: ~opened, Phase.OPEN: opened & ~ended, Phase.CLOSED: opened & ended}[which]


def told_end_of_application():
    """`told_end` as an expression on applications."""
    return Greatest("round__closes_at", "late_pass__until")


def last_moment_of_application():
    """`last_moment` as an expression on applications."""
    return Greatest(_with_grace("round__"), "late_pass__until")


def last_moment_of_round():
    """`last_moment` as an expression on rounds, without any late pass."""
    return _with_grace("")


def _with_grace(path):
    # The greatest of a moment and nothing is the moment, in PostgreSQL.
    grace = ExpressionWrapper(F(f"{path}grace_minutes") * Value(MINUTE), output_field=DurationField())
    return ExpressionWrapper(F(f"{path}closes_at") + grace, output_field=DateTimeField())


def dates_in_order():
    """What the database holds rounds to."""
    return Q(opens_at__lt=F("closes_at"))
