"""Minimal financial assistance: what an organisation may receive over three financial years.

Subsidy Control Act 2022, sections 36 and 37: up to £315,000 in the financial year in which it is given and the two
before. A financial year begins on 1 April.
"""

from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from crowdfund.models import AwardLine

MOST = Decimal(315_000)


def financial_year_start(day):
    """The 1 April on which the financial year of a date began."""
    return date(day.year if (day.month, day.day) >= (4, 1) else day.year - 1, 4, 1)


def window_start(day):
    """The first day that counts for assistance given on a date: 1 April, two financial years before its own."""
    start = financial_year_start(day)
    return start.replace(year=start.year - 2)


def given_here(organisation, day):
    """What the portal itself has offered an organisation in the three years that count on a date, in pounds."""
    since = datetime.combine(window_start(day), time(), tzinfo=timezone.get_default_timezone())
    lines = AwardLine.objects.filter(award__application__organisation=organisation, award__offered_at__gte=since)
    return lines.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def declared(application):
    """What the applicant says it received from elsewhere in these years, in pounds; None where it was not asked."""
    return getattr(application, "subsidy_total", None)
