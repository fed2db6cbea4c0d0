"""Which words of an entry its members change at once, and which an officer looks at first.

What decides whom people ring, where they go and whom they trust waits: the name, the purpose, how to get in touch, the
place (a refuge's address must not slip out), and whom it says it is for (children, or people at risk). A pure leaf.
"""

PLACE = ("address", "town", "postcode")
WAITING = ("name", "other_names", "purpose", "website", "email", "phone", *PLACE, "beneficiaries")
"""In the order in which an officer reads them."""
LINKS = frozenset({"beneficiaries"})
"""Those that are lists of things with a slug."""


def parted(fields):
    """Fields and their new values as two dicts: what goes live at once, and what waits."""
    at_once = {field: value for field, value in fields.items() if field not in WAITING}
    return at_once, {field: value for field, value in fields.items() if field in WAITING}


def said(organisation, field):
    """What an entry says in one of the fields that wait, as a proposal keeps it: a text, or sorted slugs."""
    if field in LINKS:
        return sorted(thing.slug for thing in getattr(organisation, field).all())
    return getattr(organisation, field)


def kept(field, value):
    """A new value as a proposal keeps it."""
    return sorted(thing.slug for thing in value) if field in LINKS else value
