"""Identifiers of what has no row of its own. They stay the same as long as what they are made from."""

import uuid

_NAMESPACE = uuid.UUID("6f1c1e2b-6c34-4f0e-9a1b-6b7a3c0d5e11")
_AT_LOCATION = 0x2D5A_7C31_90E6
_LOCATION = 0x71B3_0E8F_46D9
"""Marks in the last 48 bits, which are random in every id: the way there is the way back."""


def part_of(whole, kind, *keys):
    """The id of a part, such as a schedule, of something that has an id.

    :param whole: the UUID of the thing it belongs to.
    :param kind: what it is, in one word, with the keys that tell it from its like.
    """
    return str(uuid.uuid5(_NAMESPACE, "/".join([str(whole), kind, *map(str, keys)])))


def named(kind, key):
    """The id of something that many things share, such as a theme."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{key}"))


def at_location(service_id):
    """The id of a service at its place. Of such an id it gives the service's again."""
    return uuid.UUID(int=service_id.int ^ _AT_LOCATION)


def location(service_id):
    """The id of the place where a service is."""
    return uuid.UUID(int=service_id.int ^ _LOCATION)
