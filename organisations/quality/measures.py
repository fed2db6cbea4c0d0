"""What is counted. One condition makes both the figure and the list behind it, so that they agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Identifier, Organisation, Service


@dataclass(frozen=True)
class Measure:
    """Something that an entry has or lacks.

    :ivar condition: from the date of today to what such entries fulfil.
    """

    slug: str
    title: str
    condition: Callable[[date], Q]


def _lacks(field):
    return lambda today: Q(**{field: ""})


def _none_of(related, **conditions):
    return lambda today: ~Exists(related.objects.filter(organisation=OuterRef("pk"), **conditions))


def _no_word(field):
    through = getattr(Organisation, field).through
    return lambda today: ~Exists(through.objects.filter(organisation_id=OuterRef("pk")))


CHECKS = (
    Measure(
        "checked-3-months", _("Checked in the last 3 months"), lambda today: Q(verified_on__gt=months_before(today, 3))
    ),
    Measure(
        "checked-12-months",
        _("Checked in the last 12 months"),
        lambda today: Q(verified_on__gt=months_before(today, 12)),
    ),
    Measure("checked-before", _("Checked longer ago"), lambda today: Q(verified_on__lte=months_before(today, 12))),
    Measure("never-checked", _("Never checked by a person"), lambda today: Q(verified_on=None)),
)
GAPS = (
    Measure("no-summary", _("No summary"), _lacks("summary")),
    Measure("no-way-to-ask", _("No phone, email or website"), lambda today: Q(phone="", email="", website="")),
    Measure("no-phone", _("No phone number"), _lacks("phone")),
    Measure("no-email", _("No email address"), _lacks("email")),
    Measure("no-website", _("No website"), _lacks("website")),
    Measure("no-place", _("No place on the map"), lambda today: Q(latitude=None)),
    Measure("no-theme", _("No theme"), _no_word("themes")),
    Measure("no-people", _("Not said whom it is for"), _no_word("beneficiaries")),
    Measure("no-service", _("No service that is running"), _none_of(Service, is_running=True)),
    Measure("no-number", _("No registered number"), _none_of(Identifier)),
    Measure("no-income", _("Income not known"), lambda today: Q(income_band="unknown")),
)
MEASURES = {measure.slug: measure for measure in (*CHECKS, *GAPS)}


def behind(slug, queryset, *, today=None):
    """The entries of a queryset that a figure counts.

    :raises KeyError: for a measure that there is not.
    """
    return queryset.filter(MEASURES[slug].condition(today or timezone.localdate()))


def months_before(day, months):
    """The same day so many months earlier, or the last of that month where it has no such day."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    for candidate in range(day.day, 27, -1):
        try:
            return date(year, month + 1, candidate)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
