"""Days that count: clear days of notice before a meeting, and working days after it.

Adopted practice, not law for this board: a clear day is a whole day between the day on which the papers are public
and the day of the meeting, so neither end counts (the reading of "five clear days" in section 100B of the Local
Government Act 1972). Whether weekends and England's bank holidays count is set in a body's terms of reference.

Every page, refusal and reminder about notice asks here and nowhere else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
DECISION_NOTE_WORKING_DAYS = 7
"""Working days after a meeting within which the note of its decisions is public."""


@dataclass(frozen=True)
class NoticeRule:
    """How many clear days a body gives, and which days count as clear."""

    clear_days: int = 5
    weekends_count: bool = False
    bank_holidays_count: bool = False

    def counts(self, day):
        if day.weekday() >= SATURDAY and not self.weekends_count:
            return False
        return self.bank_holidays_count or not is_bank_holiday(day)


WORKING_DAYS = NoticeRule()


@cache
def _bank_holidays(year):
    # The library also names 26 December and the like on a Saturday or Sunday; the bank holiday is the weekday instead.
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return frozenset(day for day in found if day.weekday() < SATURDAY)


def is_bank_holiday(day):
    """Whether a date is a bank holiday in England."""
    return day in _bank_holidays(day.year)


def last_day_of_notice(meeting_day, rule):
    """The latest date on which papers may become public to give the full notice: at any time before its midnight."""
    day, still = meeting_day, rule.clear_days
    while still:
        day -= ONE_DAY
        if rule.counts(day):
            still -= 1
    return day - ONE_DAY if rule.clear_days else meeting_day


def clear_days_between(public_day, meeting_day, rule):
    """How many clear days lie between the day of publishing and the day of the meeting; 0 when none does."""
    days = (meeting_day - public_day).days
    return sum(rule.counts(public_day + ONE_DAY * step) for step in range(1, days))


def london_day(moment):
    """The date in London of an aware datetime.

    :raises ValueError: for a naive datetime, which says nothing about London.
    """
    if moment.tzinfo is None:
        raise ValueError("Ask about an aware datetime.")
    return moment.astimezone(LONDON).date()


@dataclass(frozen=True)
class Notice:
    """The notice that was given of a meeting, of an item or of a paper.

    :ivar due_on: the last date on which it could become public in time.
    :ivar wanted: clear days by the rule.
    :ivar given: clear days from when it became public, or would if that were now.
    :ivar is_late: whether it became public after `due_on`.
    :ivar after_meeting: whether it became public only once the meeting was over.
    """

    due_on: date
    wanted: int
    given: int
    is_late: bool
    after_meeting: bool = False


def notice(public_at, meeting, rule):
    """The Notice of what became public at a moment.

    :param public_at: an aware datetime.
    :param meeting: anything with `starts_at` and `ends_at`, aware datetimes.
    """
    public_day, meeting_day = london_day(public_at), london_day(meeting.starts_at)
    due_on = last_day_of_notice(meeting_day, rule)
    return Notice(
        due_on=due_on,
        wanted=rule.clear_days,
        given=clear_days_between(public_day, meeting_day, rule),
        is_late=public_day > due_on,
        after_meeting=public_at >= meeting.ends_at,
    )


def working_days_after(day, count):
    """The date so many working days after a date: neither weekends nor bank holidays count, nor does the day itself."""
    while count:
        day += ONE_DAY
        if WORKING_DAYS.counts(day):
            count -= 1
    return day


def decision_note_due(meeting):
    """The last date on which the note of a meeting's decisions may become public in time."""
    return working_days_after(london_day(meeting.starts_at), DECISION_NOTE_WORKING_DAYS)
