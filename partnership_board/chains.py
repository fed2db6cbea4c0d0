"""What led to what: from what people asked for, through an item and a decision, to what was done and how it is going.

Decisions, actions and commitments know their own item, decision and reviews. What people asked for is told by whoever
keeps it: a source, registered once, says which findings a thing answers.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

DECISION = "decision"
ACTION = "action"
COMMITMENT = "commitment"
KINDS = (DECISION, ACTION, COMMITMENT)


@dataclass(frozen=True)
class Asked:
    """Something that people asked for, such as a finding of a consultation, which a thing answers.

    :ivar title: the finding in a sentence.
    :ivar address: path of the page on which it stands; its fragment is the finding.
    :ivar occasion: where it was said, such as the title of the consultation.
    :ivar answer: what was said in answer to it ("we did"), or nothing.
    """

    title: str
    address: str
    occasion: str = ""
    answer: str = ""


# Called with a kind and the numbers (pk) of things of it: pairs of a number and the Asked that it answers. It gives
# only what the public may see, and asks the database as often for one thing as for a hundred.
Source = Callable[[str, list[int]], list[tuple[int, Asked]]]

_sources: list[Source] = []


def register(source):
    """Add a source, once; call it in AppConfig.ready."""
    if source not in _sources:
        _sources.append(source)


def unregister(source):
    """Take a source out again; for tests that bring their own."""
    _sources.remove(source)


def asked_for(kind, numbers):
    """What led to things of one kind.

    :param kind: DECISION, ACTION or COMMITMENT.
    :param numbers: their pks.
    :returns: {pk: [Asked]}; whatever nobody asked for is left out.
    :raises ValueError: for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is none of {', '.join(KINDS)}.")
    numbers = list(numbers)
    found = defaultdict(list)
    for source in _sources if numbers else ():
        for number, asked in source(kind, numbers):
            found[number].append(asked)
    return dict(found)
