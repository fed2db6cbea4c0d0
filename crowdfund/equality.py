"""Whom a round reaches, added up so that no organisation can be picked out."""

from collections import Counter
from dataclasses import dataclass

from crowdfund.models import EqualityAnswers
from kentcivil.small_numbers import FEWEST_SHOWN


@dataclass(frozen=True)
class Reach:
    group: str
    led_by: str
    reaches: str


def reach_of(round_):
    """(how many organisations answered, a Reach for each group); None and no groups where fewer than 5 answered."""
    answers = list(EqualityAnswers.objects.filter(round=round_).values_list("led_by", "reaches"))
    if len(answers) < FEWEST_SHOWN:
        return None, []
    led_by = Counter(group for groups, _ in answers for group in groups)
    reaches = Counter(group for _, groups in answers for group in groups)
    groups = [
        Reach(label, _shown(led_by[value]), _shown(reaches[value])) for value, label in EqualityAnswers.Group.choices
    ]
    return len(answers), groups


def _shown(count):
    return str(count) if count >= FEWEST_SHOWN else f"fewer than {FEWEST_SHOWN}"
