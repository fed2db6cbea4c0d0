"""What the portal counts of civil society in Kent, by the keys that the strategy's headline figures have too.

Whoever may ask the apps registers how each is counted; the board, which may not, shows it beside the strategy's figure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Counted:
    """Something that the portal counts.

    :param key: such as "organisations"; a headline figure of the strategy with this key stands beside it.
    :param name: one word or two for what it is about, such as "Organisations".
    :param label: what is counted, to be read after the number.
    :param number: called without arguments: the number today, or None where too few people are behind it to be told.
    :param source: where it is counted.
    :param method: how, in a plain sentence.
    :param dataset: slug of the dataset in the open-data catalogue from which it can be counted again, or nothing.
    :param in_pounds: whether it is money.
    """

    key: str
    name: str | Promise
    label: str | Promise
    number: Callable[[], int | None]
    source: str | Promise
    method: str | Promise
    dataset: str = ""
    in_pounds: bool = False


_counted: dict[str, Counted] = {}


def register(counted):
    """Add what is counted.

    :raises ValueError: when the key is taken.
    """
    if counted.key in _counted:
        raise ValueError(f"{counted.key} is counted already.")
    _counted[counted.key] = counted


def everything_counted():
    """All that is counted, in the order in which it was registered."""
    return list(_counted.values())
