"""When a backed project is paid, and when it reports. Plain arithmetic."""

from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from crowdfund.models.monitoring import Report

PENNY = Decimal("0.01")
AFTER_THE_END = timedelta(days=28)
"""From the end of a project to its final report."""
USUAL_LENGTH = timedelta(days=365)
"""Of a project whose applicant gave no end."""
LONG = timedelta(days=120)
"""A project that goes on longer reports on the way too."""


def stages(amount, first_percent):
    """Pounds of each payment: so much at once, and the rest, if there is any."""
    first = (amount * first_percent / 100).quantize(PENNY, rounding=ROUND_DOWN)
    return [one for one in (first, amount - first) if one]


def final_report_due(end):
    """The day by which the final report is due, for a project that ends on a day."""
    return end + AFTER_THE_END


def due_dates(ends_on, released_at):
    """{Report.Kind: the day it is due}, for an award released at a moment.

    :param ends_on: the day on which the project ends, or None where nobody said.
    """
    today = timezone.localtime(released_at).date()
    end = max(ends_on or today + USUAL_LENGTH, today)
    dates = {Report.Kind.FINAL: final_report_due(end)}
    if end - today > LONG:
        dates[Report.Kind.INTERIM] = today + (end - today) / 2
    return dates
