"""What a published figure is made of: lines, each of which anybody may read, and which add up to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Unit(models.TextChoices):
    """What an amount counts."""

    POUNDS = "pounds", _("pounds")
    MINUTES = "minutes", _("minutes")
    NUMBER = "number", _("number")


@dataclass(frozen=True)
class Line:
    """One line under a figure.

    :param part: of which part of the figure it is, such as the number of a budget line or a month; may be empty.
    :param amount: in the figure's unit.
    :param number: of the record it is about, where there is one.
    :param people: how many people it is about, where people are counted; never fewer than FEWEST_SHOWN.
    """

    what: str
    amount: Decimal | int
    part: str = ""
    number: int | str = ""
    day: date | None = None
    organisation: str = ""
    district: str = ""
    centre: str = ""
    people: int | str = ""

    @property
    def month(self):
        """The month of its day, such as "2022-03"; empty without a day."""
        return f"{self.day:%Y-%m}" if self.day else ""

    def is_of(self, those):
        """Whether its fields are as these name them, such as {"part": "3"}.

        :param those: "since" and "until", days as ISO 8601 text and both included, leave out lines without a day.
        """
        return all(self._is(name, wanted) for name, wanted in those.items())

    def _is(self, name, wanted):
        if name in ("since", "until"):
            day = self.day.isoformat() if self.day else ""
            return bool(day) and (day >= wanted if name == "since" else day <= wanted)
        return getattr(self, name) == wanted


def total(lines, **those):
    """What lines come to, of those whose fields are as given: total(lines, part="3"). Nothing is 0."""
    return sum((line.amount for line in lines if line.is_of(those)), 0)


def in_words(amount, unit):
    """A number as people read it: "1,234", "£1,234.50" or "3 hours 20 minutes"."""
    if unit == Unit.MINUTES:
        hours, minutes = divmod(int(amount), 60)
        words = [ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": f"{hours:,}"}]
        if minutes:
            words.append(ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes})
        return " ".join(words)
    number = Decimal(amount)
    whole = number == number.to_integral_value()
    if unit == Unit.POUNDS:
        return f"{'−' if number < 0 else ''}£{abs(number):,.{0 if whole else 2}f}"
    return f"{number:,.0f}" if whole else f"{number.normalize():,f}"
