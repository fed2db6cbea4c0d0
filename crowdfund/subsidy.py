"""Minimal financial assistance: what an organisation may receive over three financial years.

Subsidy Control Act 2022, sections 36 and 37: up to £315,000 in the financial year in which it is given and the two
before. A financial year begins on 1 April.
"""

from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from crowdfund import subsidies
from crowdfund.models import AwardLine
from crowdfund.states import FALLEN, AwardState

GIVEN = (AwardState.CONFIRMED, AwardState.CAMPAIGN, AwardState.RELEASED, AwardState.COMPLETE, AwardState.ENDED)
"""Awards count as given from the charity's confirmation on."""


def window_start(day):
    """The first day that counts for assistance given on a date: 1 April, two financial years before its own."""
    return date(subsidies.financial_year(_midnight(day)) - 2, subsidies.APRIL, 1)


def given_here(organisation, day):
    """What the portal itself has offered an organisation in the three years that count on a date, in pounds."""
    since = _midnight(window_start(day))
    lines = AwardLine.objects.filter(award__application__organisation=organisation, award__offered_at__gte=since)
    lines = lines.exclude(award__state__in=FALLEN)
    return lines.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def given_beside(award, day):
    """What awards of this portal other than this one have given its organisation in the same years, in pounds."""
    others = AwardLine.objects.filter(
        award__application__organisation=award.application.organisation_id,
        award__state__in=GIVEN,
        award__subsidy_notice__confirmed_at__gte=_midnight(window_start(day)),
    ).exclude(award=award)
    return others.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def declared(application):
    """What the applicant says it received in these years, in pounds; None where it has not said."""
    if application.had_subsidies is None:
        return None
    return subsidies.total(application.subsidy_lines.all())


def _midnight(day):
    """The beginning of a date in London."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
