"""Small numbers: what so few people did that they could be made out is shown together with what others did."""

from dataclasses import dataclass
from itertools import groupby

# People. A line about fewer is never shown by itself.
from kentcivil.small_numbers import FEWEST_SHOWN


@dataclass(frozen=True)
class Cell:
    """So much done by some people.

    :param key: from the widest to the narrowest, such as (month, centre, what); "" where it is not told apart.
    :param amount: a whole number, such as minutes.
    :param people: who did it, by whatever tells one from another.
    """

    key: tuple[str, ...]
    amount: int
    people: frozenset


def pooled(cells):
    """The cells that may be shown. What is too small is added up with its neighbours, first within the same group.

    Their amounts come to what went in, or nothing is shown at all: that is where all together are too few people. Where
    the small ones of a group are still too few together, the smallest of the others joins them, so that nobody can
    work them out by taking the rest from a total.

    :param cells: Cells with keys of the same length, each key once.
    """
    depth = max((len(cell.key) for cell in cells), default=0)
    for level in reversed(range(depth)):
        groups = groupby(sorted(cells, key=lambda cell: cell.key), key=lambda cell: cell.key[:level])
        cells = [cell for prefix, members in groups for cell in _in_group(prefix, list(members), depth)]
    return [cell for cell in cells if len(cell.people) >= FEWEST_SHOWN]


def _in_group(prefix, members, depth):
    small = [cell for cell in members if len(cell.people) < FEWEST_SHOWN]
    if not small:
        return members
    large = sorted(
        (cell for cell in members if len(cell.people) >= FEWEST_SHOWN), key=lambda cell: (len(cell.people), cell.key)
    )
    if large and len(_everybody(small)) < FEWEST_SHOWN:
        small.append(large.pop(0))
    together = sum(cell.amount for cell in small)
    return [*large, Cell(prefix + ("",) * (depth - len(prefix)), together, _everybody(small))]


def _everybody(cells):
    return frozenset().union(*(cell.people for cell in cells))
