"""Clear days and working days, against a slow and obvious reference and the list that gov.uk publishes."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnership_board.deadlines import (
    NoticeRule,
    clear_days_between,
    decision_note_due,
    is_bank_holiday,
    last_day_of_notice,
    london_day,
    notice,
    working_days_after,
)

LONDON = ZoneInfo("Europe/London")
# England's bank holidays as gov.uk/bank-holidays gives them, written down by hand: not from the library under test.
GOV_UK = {
    2019: "1-1 19-4 22-4 6-5 27-5 26-8 25-12 26-12",
    2020: "1-1 10-4 13-4 8-5 25-5 31-8 25-12 28-12",
    2021: "1-1 2-4 5-4 3-5 31-5 30-8 27-12 28-12",
    2022: "3-1 15-4 18-4 2-5 2-6 3-6 29-8 19-9 26-12 27-12",
    2023: "2-1 7-4 10-4 1-5 8-5 29-5 28-8 25-12 26-12",
    2024: "1-1 29-3 1-4 6-5 27-5 26-8 25-12 26-12",
    2025: "1-1 18-4 21-4 5-5 26-5 25-8 25-12 26-12",
    2026: "1-1 3-4 6-4 4-5 25-5 31-8 25-12 28-12",
    2027: "1-1 26-3 29-3 3-5 31-5 30-8 27-12 28-12",
}
HOLIDAYS = {
    date(year, int(day.split("-")[1]), int(day.split("-")[0])) for year, days in GOV_UK.items() for day in days.split()
}
FIRST, LAST = date(2019, 3, 1), date(2027, 11, 15)
DAYS = st.dates(FIRST, LAST)
RULES = st.builds(NoticeRule, st.integers(0, 12), st.booleans(), st.booleans())
USUAL = NoticeRule()


def _is_clear(day, rule):
    if day.strftime("%A") in ("Saturday", "Sunday") and not rule.weekends_count:
        return False
    return rule.bank_holidays_count or day not in HOLIDAYS


def _clear_days_by_hand(public_day, meeting_day, rule):
    """Writes down each day after the one and before the other, and counts those that are clear."""
    written_down = []
    day = public_day
    while True:
        day = day + timedelta(days=1)
        if day >= meeting_day:
            return len([one for one in written_down if _is_clear(one, rule)])
        written_down.append(day)


def _last_day_by_hand(meeting_day, rule):
    """Tries the day of the meeting, the day before, the day before that, until there is notice enough."""
    tried = meeting_day
    while _clear_days_by_hand(tried, meeting_day, rule) < rule.clear_days:
        tried -= timedelta(days=1)
    return tried


def test_the_calendar_is_the_one_that_gov_uk_publishes():
    every = [date(2019, 1, 1) + timedelta(days=step) for step in range((date(2028, 1, 1) - date(2019, 1, 1)).days)]
    assert {day for day in every if is_bank_holiday(day)} == HOLIDAYS


@settings(max_examples=1_500, deadline=None)
@given(DAYS, RULES)
def test_the_last_day_of_notice_is_the_one_that_a_slow_count_finds(meeting_day, rule):
    last = last_day_of_notice(meeting_day, rule)
    assert last == _last_day_by_hand(meeting_day, rule)
    assert clear_days_between(last, meeting_day, rule) >= rule.clear_days


@settings(max_examples=1_500, deadline=None)
@given(DAYS, st.integers(-5, 40), RULES)
def test_the_clear_days_given_are_those_that_a_slow_count_finds(public_day, ahead, rule):
    meeting_day = public_day + timedelta(days=ahead)
    given_days = clear_days_between(public_day, meeting_day, rule)
    assert given_days == _clear_days_by_hand(public_day, meeting_day, rule)
    # Late is one question, however it is asked: after the last day, or with too few clear days.
    if public_day <= meeting_day:
        assert (public_day > last_day_of_notice(meeting_day, rule)) == (given_days < rule.clear_days)


@settings(max_examples=1_000, deadline=None)
@given(st.dates(FIRST, date(2027, 12, 1)), st.integers(0, 12))
def test_working_days_are_counted_one_by_one(day, count):
    end = working_days_after(day, count)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert len([one for one in between if _is_clear(one, USUAL)]) == count
    assert count == 0 or _is_clear(end, USUAL)


@pytest.mark.parametrize(
    ("meeting_day", "last"),
    [
        (date(2022, 5, 12), date(2022, 5, 4)),
        (date(2022, 6, 8), date(2022, 5, 29)),  # two bank holidays and two weekends between
        (date(2023, 1, 3), date(2022, 12, 21)),
    ],
)
def test_five_clear_days_as_an_officer_counts_them(meeting_day, last):
    assert last_day_of_notice(meeting_day, USUAL) == last


def _meeting(day):
    starts = datetime(day.year, day.month, day.day, 10, tzinfo=LONDON)
    return SimpleNamespace(starts_at=starts, ends_at=starts + timedelta(hours=2))


def test_a_minute_before_midnight_in_london_is_in_time_and_midnight_is_late():
    meeting = _meeting(date(2022, 5, 12))
    in_time = notice(datetime(2022, 5, 4, 23, 59, tzinfo=LONDON), meeting, USUAL)
    late = notice(datetime(2022, 5, 5, 0, 0, tzinfo=LONDON), meeting, USUAL)
    assert (in_time.is_late, in_time.given, in_time.wanted) == (False, 5, 5)
    assert (late.is_late, late.given, late.after_meeting) == (True, 4, False)
    assert notice(meeting.ends_at, meeting, USUAL).after_meeting


def test_a_clock_without_a_place_is_refused():
    with pytest.raises(ValueError, match="aware"):
        london_day(datetime(2022, 5, 4, 12, 0))


def test_a_decision_note_is_due_seven_working_days_later():
    # Over the jubilee: 2 and 3 June 2022 are bank holidays.
    assert decision_note_due(_meeting(date(2022, 5, 26))) == date(2022, 6, 8)
