"""What counts towards the limit of minimal financial assistance (Subsidy Control Act 2022, sections 36 and 37)."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

LIMIT = Decimal(315_000)
"""Pounds that one enterprise may have over the current and the two previous financial years."""
APRIL = 4


def financial_year(moment):
    """The year in which the financial year of a moment began: it runs from 1 April to 31 March, in London."""
    day = timezone.localtime(moment).date()
    return day.year if day.month >= APRIL else day.year - 1


def begins(year):
    """The first moment of a financial year, in London: 2026 for 2026-27."""
    return datetime(year, APRIL, 1, tzinfo=timezone.get_default_timezone())


def years_counted(round_):
    """The current and the two previous financial years, seen from the day on which a round closes; latest first."""
    current = financial_year(round_.closes_at)
    return [current, current - 1, current - 2]


def shown(year):
    """ "2026-27" for 2026."""
    return f"{year}-{(year + 1) % 100:02}"


def total(lines):
    """Pounds of all the lines."""
    return sum((line.amount for line in lines), Decimal(0))


def room_left(lines):
    """Pounds that may still be given; less than nothing when the limit is passed already."""
    return LIMIT - total(lines)
