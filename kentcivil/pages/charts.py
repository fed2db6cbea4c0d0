"""Bars in the table they are drawn from. The table says everything; the picture only helps."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """One row of a chart.

    :param text: the number as people read it, such as "£1,234".
    :param width: of the bar, as text, out of 100.
    """

    label: str | Promise
    text: str
    width: str


def bars(items):
    """The rows of a bar chart, the longest bar as wide as the picture.

    :param items: triples of a label, a number of zero or more, and the number as text.
    :raises ValueError: for a number below zero, which a bar cannot show.
    """
    items = [(label, Decimal(number), text) for label, number, text in items]
    if any(number < 0 for _label, number, _text in items):
        raise ValueError("A bar shows a number of zero or more.")
    longest = max((number for _label, number, _text in items), default=Decimal(0)) or Decimal(1)
    return [Bar(label, text, f"{WIDTH * number / longest:.2f}") for label, number, text in items]
