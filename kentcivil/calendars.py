"""Calendar files and feeds (iCalendar, RFC 5545), as phones and office calendars read them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.http import HttpResponse

LONDON = ZoneInfo("Europe/London")
MAKER = "-//Kent civil society portal//EN"


@dataclass(frozen=True)
class Event:
    """Something with a beginning, and mostly an end.

    :param uid: the same for ever, such as "meeting-42": a calendar that has the event changes it, and adds no other.
    :param starts_at: an aware datetime; written in London's time, so that it stays at its hour when the clocks change.
    :param ends_at: an aware datetime, or None for a moment, such as a deadline.
    :param status: "CONFIRMED", "TENTATIVE" or "CANCELLED"; a cancelled event stays in the feed, or calendars keep it.
    :param revision: grows with each change (RFC 5545 SEQUENCE).
    :param changed_at: when it last changed; an aware datetime.
    :param address: path of its page on this site, or nothing.
    """

    uid: str
    title: str
    starts_at: datetime
    changed_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    description: str = ""
    address: str = ""
    status: str = "CONFIRMED"
    revision: int = 0


def calendar(name, events):
    """A calendar as bytes, with the time zone it speaks of.

    :param name: what calendar programs call it.
    :param events: Events, in any order.
    """
    made = icalendar.Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", LONDON.key)
    made.add("refresh-interval", icalendar.vDuration.from_ical("PT1H"), parameters={"VALUE": "DURATION"})
    for event in events:
        made.add_component(_component(event))
    made.add_missing_timezones()
    return made.to_ical()


def calendar_response(name, events, *, filename):
    """The same as an answer; the file's name ends in .ics."""
    response = HttpResponse(calendar(name, events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def _component(event):
    component = icalendar.Event()
    component.add("uid", f"{event.uid}@{_domain()}")
    component.add("summary", event.title)
    component.add("dtstart", event.starts_at.astimezone(LONDON))
    if event.ends_at is not None:
        component.add("dtend", event.ends_at.astimezone(LONDON))
    component.add("dtstamp", event.changed_at)
    component.add("last-modified", event.changed_at)
    component.add("sequence", event.revision)
    component.add("status", event.status)
    if event.place:
        component.add("location", event.place)
    if event.description:
        component.add("description", event.description)
    if event.address:
        component.add("url", f"{settings.SITE_URL}{event.address}")
    return component


def _domain():
    return settings.SITE_URL.partition("://")[2].partition(":")[0].partition("/")[0]
