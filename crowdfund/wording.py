"""Moments as the portal writes them: London time, said so."""

from django.utils import timezone
from django.utils.formats import date_format


def london(moment):
    """ "midday on Friday 18 December 2026, London time"; "11:59pm on …"."""
    local = timezone.localtime(moment)
    return f"{_clock(local)} on {date_format(local, 'l j F Y')}, London time"


def _clock(local):
    if local.second or local.microsecond:
        return local.strftime("%H:%M:%S")
    if (local.hour, local.minute) in ((0, 0), (12, 0)):
        return "midnight at the start of the day" if local.hour == 0 else "midday"
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"
