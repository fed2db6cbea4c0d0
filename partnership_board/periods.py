"""The half-years on which the board reports to the cabinet committee: April to September, October to March."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

APRIL, OCTOBER = 4, 10


@dataclass(frozen=True)
class HalfYear:
    """Six months of the council's year.

    :ivar starts_on: its first day, 1 April or 1 October.
    :ivar ends_on: its last day.
    """

    starts_on: date
    ends_on: date

    def __str__(self):
        if self.starts_on.month == APRIL:
            return _("April to September %(year)s") % {"year": self.starts_on.year}
        return _("October %(first)s to March %(last)s") % {"first": self.starts_on.year, "last": self.ends_on.year}

    def next(self):
        """The HalfYear after it."""
        return half_year_of(self.ends_on + timedelta(days=1))


def half_year_of(day):
    """The HalfYear in which a date lies."""
    if APRIL <= day.month < OCTOBER:
        return HalfYear(date(day.year, APRIL, 1), date(day.year, OCTOBER, 1) - timedelta(days=1))
    first = day.year if day.month >= OCTOBER else day.year - 1
    return HalfYear(date(first, OCTOBER, 1), date(first + 1, APRIL, 1) - timedelta(days=1))


def ended_half_years(today, count):
    """The last half-years that are over on a date, the latest first."""
    found = []
    while len(found) < count:
        found.append(half_year_of((found[-1] if found else half_year_of(today)).starts_on - timedelta(days=1)))
    return found
