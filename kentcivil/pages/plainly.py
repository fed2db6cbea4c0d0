"""Dates, times, money and phone numbers as the portal writes them: 3 May 2022, 5pm, £1,234.50. Always London time."""

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

LONDON = ZoneInfo("Europe/London")


def _in_london(moment):
    """An aware moment on London's clock; dates and clock times stay as they are."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return moment.astimezone(LONDON)
    return moment


def on_day(moment):
    """A date, or an aware datetime's date in London: "3 May 2022". Nothing for nothing."""
    return date_format(_in_london(moment), "j F Y", use_l10n=False) if moment else ""


def at_time(moment):
    """A time of day in London: "5pm", "9:30am", "midday", "midnight". Nothing for nothing."""
    if moment is None or moment == "":
        return ""
    clock = _in_london(moment)
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def on_day_at_time(moment):
    """ "3 May 2022 at 5pm", in London. Nothing for nothing."""
    return f"{on_day(moment)} at {at_time(moment)}" if moment else ""


def london_time(moment):
    """ "3 May 2022 at 5pm, London time": for deadlines, where a reader may be elsewhere."""
    return f"{on_day_at_time(moment)}, London time" if moment else ""


def money(amount):
    """Pounds with commas, and pence only where there are some: "£1,234", "£1,234.50". Nothing for nothing."""
    if amount is None or amount == "":
        return ""
    pounds = Decimal(str(amount)).quantize(Decimal("0.01"))
    sign = "−" if pounds < 0 else ""
    whole = pounds == pounds.to_integral_value()
    return f"{sign}£{abs(pounds):,.0f}" if whole else f"{sign}£{abs(pounds):,.2f}"


def telephone(number):
    """A number as a link that a phone rings; what is more than a number, such as "ring after 6pm", stays as it is."""
    plain = re.sub(r"^(\+\d+)\s*\(0\)", r"\1", number.strip())
    digits = re.sub(r"[\s().-]", "", plain)
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        return number
    return format_html('<a class="govuk-link" href="tel:{}">{}</a>', digits, number)
