"""How points become a score, and how far apart scores lie. Pure arithmetic; all results are in percent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import pstdev

MOST_POINTS = 5
POINTS = [
    (0, "0: nothing that speaks for it"),
    (1, "1: weak"),
    (2, "2: some gaps that matter"),
    (3, "3: good enough"),
    (4, "4: good"),
    (5, "5: very good"),
]
WIDE = Decimal(25)
"""Assessments this far apart or further are talked about, and a note says what came of it."""
TENTH = Decimal("0.1")


def percent_of(points):
    """The weighted score in percent of the most that could be given, to one decimal place.

    :param points: pairs of (weight, points from 0 to 5).
    :returns: a Decimal from 0 to 100, or None when there are no points.
    """
    points = list(points)
    most = sum(weight * MOST_POINTS for weight, _ in points)
    if not most:
        return None
    given = sum(weight * one for weight, one in points)
    return (Decimal(given) * 100 / most).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Spread:
    """How far apart the scores of one case lie, in percent."""

    mean: Decimal
    lowest: Decimal
    highest: Decimal
    deviation: Decimal
    number: int

    @property
    def range(self):
        return self.highest - self.lowest

    @property
    def is_wide(self):
        return self.range >= WIDE


def spread_of(percents):
    """:returns: the Spread of scores in percent, or None without a score."""
    percents = sorted(one for one in percents if one is not None)
    if not percents:
        return None
    return Spread(
        mean=(sum(percents) / len(percents)).quantize(TENTH, rounding=ROUND_HALF_UP),
        lowest=percents[0],
        highest=percents[-1],
        deviation=Decimal(pstdev(percents)).quantize(TENTH, rounding=ROUND_HALF_UP),
        number=len(percents),
    )
