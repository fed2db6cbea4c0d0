"""Bars in the table they are drawn from. The table says everything; the picture only helps."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.html import format_html_join

WIDTH = 100
ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>'
    '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'
    '<td class="govuk-table__cell kent-bars__cell" aria-hidden="true">'
    '<svg class="kent-bars__bar" viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">'
    '<rect width="{}" height="10"></rect></svg></td></tr>'
)


@dataclass(frozen=True)
class Bar:
    """One row of a chart.

    :param text: the number as people read it, such as "£1,234".
    :param width: of the bar, as text, out of 100.
    """

    label: str | Promise
    text: str
    width: str


def bars(items, whole=None):
    """The rows of a bar chart, the longest bar as wide as the picture.

    :param items: triples of a label, a number of zero or more, and the number as text.
    :param whole: the number that is as wide as the picture instead, such as 100 of percentages.
    :raises ValueError: for a number below zero, which a bar cannot show.
    """
    items = [(label, Decimal(number), text) for label, number, text in items]
    if any(number < 0 for _label, number, _text in items):
        raise ValueError("A bar shows a number of zero or more.")
    longest = (
        Decimal(whole) if whole else max((number for _label, number, _text in items), default=Decimal(0)) or Decimal(1)
    )
    return [Bar(label, text, f"{WIDTH * number / longest:.2f}") for label, number, text in items]


def rows(items, whole=None):
    """The same as rows of an HTML table, written at once: some pages hold a dozen charts."""
    return format_html_join("\n", ROW, ((bar.label, bar.text, bar.width) for bar in bars(items, whole)))
