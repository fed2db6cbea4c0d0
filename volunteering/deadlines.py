"""Working days in Kent: until when a centre means to have answered somebody."""

from datetime import datetime, time, timedelta
from functools import cache, lru_cache

import holidays
from django.utils import timezone

CLOSING = time(17)
"""When the desk closes; what is to be done on a day is to be done by then."""


@cache
def _bank_holidays():
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day):
    """Whether a desk is open on a day: Monday to Friday, but not on a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays()


@lru_cache(maxsize=4096)
def working_day_after(day, count):
    """The working day so many working days after a day, which itself does not count.

    :param count: 1 or more.
    """
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def reply_due_on(arrived, days):
    """The day by whose end somebody should have had a first reply.

    :param arrived: an aware datetime, when the enquiry reached the centre.
    :param days: the centre's target in working days.
    """
    return working_day_after(timezone.localdate(arrived), days)


def reply_due(arrived, days):
    """The moment by which somebody should have had a first reply: the closing hour of the day, in Kent."""
    due = datetime.combine(reply_due_on(arrived, days), CLOSING)
    return timezone.make_aware(due, timezone.get_default_timezone())


def last_late_day(today, days):
    """The last day of arrival of those who should have had a reply before today: whoever came later is not late yet."""
    day = today - timedelta(days=1)
    while working_day_after(day, days) >= today:
        day -= timedelta(days=1)
    return day
