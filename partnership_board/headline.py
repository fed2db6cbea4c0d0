"""The strategy's headline figures beside what the portal counts today: each with its source, date and method."""

from dataclasses import dataclass
from datetime import date

from kentcivil.figures import Counted, everything_counted
from partnership_board.models import HeadlineFigure


@dataclass(frozen=True)
class Beside:
    """One row: a figure that the strategy publishes, what the portal counts of the same kind, or both.

    :ivar published: the strategy's HeadlineFigure, or None.
    :ivar counted: how the portal counts, or None where it does not.
    :ivar number: what it counts today; None where it does not count, or too few people are behind it.
    :ivar counted_on: the date of the count.
    """

    published: HeadlineFigure | None
    counted: Counted | None
    number: int | None
    counted_on: date

    @property
    def name(self):
        return self.counted.name if self.counted else self.published.label


def beside(strategy, today):
    """The Beside rows of a strategy: its own figures in their order, then what only the portal counts."""
    counted = {one.key: one for one in everything_counted()}
    rows = []
    for figure in strategy.figures.all():
        rows.append(_row(figure, counted.pop(figure.key, None), today))
    return rows + [_row(None, one, today) for one in counted.values()]


def _row(published, counted, today):
    return Beside(published, counted, counted.number() if counted else None, today)
