"""Calendar files read back as a phone reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.calendars import Event, calendar, calendar_response

CHANGED = datetime(2026, 1, 5, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def _meeting(starts_at=datetime(2026, 7, 1, 9, tzinfo=UTC), **said):
    return Event(
        **{"uid": "meeting-1", "title": "The board", "starts_at": starts_at, "changed_at": CHANGED, **said},
    )


def _read_back(*events):
    read = icalendar.Calendar.from_ical(calendar("Kent", events))
    return read, read.walk("VEVENT")


def test_an_event_says_what_where_and_when_in_london():
    said = {"place": "Maidstone", "description": "Come; listen, ask.\nTea at 9.", "address": "/board/meetings/1/"}
    read, (event,) = _read_back(_meeting(ends_at=datetime(2026, 7, 1, 11, tzinfo=UTC), revision=3, **said))
    assert str(read["X-WR-CALNAME"]) == "Kent"
    assert str(event["SUMMARY"]) == "The board"
    assert event.decoded("DTSTART") == datetime(2026, 7, 1, 10, tzinfo=LONDON)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)
    assert (str(event["LOCATION"]), event["SEQUENCE"], str(event["STATUS"])) == ("Maidstone", 3, "CONFIRMED")
    assert str(event["DESCRIPTION"]) == "Come; listen, ask.\nTea at 9."
    assert str(event["URL"]).endswith("/board/meetings/1/")
    assert str(event["UID"]).startswith("meeting-1@")
    assert read.walk("VTIMEZONE"), "a time zone is described, for programs that do not know London"


def test_a_cancelled_event_stays_and_says_so():
    _read, (event,) = _read_back(_meeting(status="CANCELLED"))
    assert str(event["STATUS"]) == "CANCELLED"
    assert "DTEND" not in event


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_the_moment_stays_the_same_whatever_the_clocks_do(moment):
    moment = moment.replace(microsecond=0)
    _read, (event,) = _read_back(_meeting(starts_at=moment))
    found = event.decoded("DTSTART")
    # In the hour that comes twice in October, RFC 5545 (3.3.5) means the first; a calendar file cannot say more.
    repeated = moment.astimezone(LONDON).fold == 1
    assert found.astimezone(UTC) == moment - (timedelta(hours=1) if repeated else timedelta(0))


def test_no_events_are_an_empty_calendar_and_not_an_error():
    read, events = _read_back()
    assert events == []


def test_a_download_has_its_type_and_name():
    response = calendar_response("Kent", [_meeting()], filename="kent.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="kent.ics"' in response["Content-Disposition"]
