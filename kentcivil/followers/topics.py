"""What can be followed. Each app tells of its own kinds, in its AppConfig."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class TopicKind:
    """A kind of thing that can be followed by email.

    :param kind: one word of an address, the same for ever, such as "round": followers are kept under it.
    :param title: called with a key; what the thing is called, or None when there is no such thing that the public may
        see. It is asked before each page and each email, so that what is no longer public can be followed no longer.
    :param address: called with the same key; path of its page.
    :param promise: one sentence: what one is told of, and how often.
    """

    kind: str
    title: Callable[[str], str | None]
    address: Callable[[str], str]
    promise: str


@dataclass(frozen=True)
class Topic:
    """One thing that can be followed, with its title and the path of its page."""

    kind: str
    key: str
    title: str
    address: str
    promise: str


_kinds: dict[str, TopicKind] = {}


def register(kind):
    """Add a kind of topic.

    :raises ValueError: when there is one of that name.
    """
    if kind.kind in _kinds:
        raise ValueError(f"There is a kind of topic named {kind.kind} already.")
    _kinds[kind.kind] = kind


def unregister(kind):
    """Take a kind out again; for tests that bring their own."""
    del _kinds[kind.kind]


def topic(kind, key):
    """The Topic, or None when there is none that the public may see."""
    known = _kinds.get(kind)
    title = known and known.title(key)
    return Topic(kind, key, title, known.address(key), known.promise) if title else None
