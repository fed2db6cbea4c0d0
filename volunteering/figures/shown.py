"""Figures as pages show them: each number with the address of the lines under it, and marked for whoever checks.

A page writes a number as a `data` element that names its figure, so that a test, or anybody with the CSV, can find
every number of the page and add it up again.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from volunteering.figures import FIGURES, everything
from volunteering.figures.lines import Unit, in_words, total


@dataclass(frozen=True)
class Shown:
    """One number on a page.

    :param those: of which lines it is the sum, such as (("part", "3"),); empty for all of them.
    :param report: id of the report to the board whose lines they are; None for those of today.
    """

    slug: str
    amount: Decimal | int
    those: tuple[tuple[str, str], ...] = ()
    report: int | None = None

    @property
    def title(self):
        return FIGURES[self.slug].title

    @property
    def unit(self):
        return FIGURES[self.slug].unit

    @property
    def text(self):
        return in_words(self.amount, self.unit)

    @property
    def value(self):
        """For machines: pounds with pence, whole minutes, or a plain number."""
        return f"{self.amount:.2f}" if self.unit == Unit.POUNDS else f"{self.amount}"

    @property
    def address(self):
        if self.report:
            address = reverse("volunteering_report_figure", args=[self.report, self.slug])
        else:
            address = reverse("volunteering_figure", args=[self.slug])
        return f"{address}?{urlencode(self.those)}" if self.those else address

    def __html__(self):
        """What `{{ shown }}` writes."""
        marks = format_html_join("", ' data-{}="{}"', self.those)
        return format_html(
            '<data value="{}" data-figure="{}"{}><a class="govuk-link" href="{}">{}</a></data>',
            self.value,
            self.slug,
            marks,
            self.address,
            self.text,
        )

    def __str__(self):
        return self.__html__()

    @property
    def in_its_unit(self):
        """The number that a target is compared with: hours for what is counted in minutes."""
        return Decimal(self.amount) / 60 if self.unit == Unit.MINUTES else self.amount


class PilotFigures:
    """All figures of a pilot, read once, as templates ask for them."""

    def __init__(self, pilot, lines=None, report=None):
        """:param lines: {slug: [Line, …]} where they are known already, such as those of the Report that is given."""
        self.pilot = pilot
        self.report = report and report.pk
        self.lines = everything(pilot) if lines is None else lines

    def shown(self, slug, **those):
        """A number that is the sum of its lines.

        :returns: a Shown; None where too few people did it to say so.
        """
        lines = [line for line in self.lines[slug] if line.is_of(those)]
        if not lines and FIGURES[slug].of_people:
            return None
        return Shown(slug, total(lines), tuple(those.items()), self.report)

    def by_month(self, slug):
        """A figure by month, as `{% bars %}` takes it: the month, the number, and the number as it is shown."""
        months = sorted({line.month for line in self.lines[slug] if line.month})
        found = [(month, self.shown(slug, month=month)) for month in months]
        return [(date_format(date.fromisoformat(f"{month}-01"), "F Y"), shown.amount, shown) for month, shown in found]

    def newest(self, slug, part):
        """The last line of a part, for figures that do not add up; None where nothing was measured."""
        found = [line for line in self.lines[slug] if line.part == part]
        return Shown(slug, found[-1].amount, (("part", part),), self.report) if found else None
