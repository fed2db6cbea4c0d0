"""What is different between two texts, word by word, for whoever has to decide."""

import re
from collections import namedtuple
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from organisations import trust
from organisations.models import Beneficiary, Organisation

Line = namedtuple("Line", "field label before after parts is_moved")
"""A field that differs: its texts, the parts of both together, and whether the entry has changed since it was proposed.

A part is ("same", text), ("gone", text) or ("new", text).
"""

LONGEST = 4_000
"""Words beyond which two texts are shown whole: comparing takes the square of their number."""


def of_proposal(proposal):
    """A Line for each field that a proposal would change, with what the entry says now."""
    names = dict(Beneficiary.objects.values_list("slug", "name")) if trust.LINKS & set(proposal.proposed) else {}
    lines = []
    for field in trust.WAITING:
        if field in proposal.proposed:
            now = trust.said(proposal.organisation, field)
            line = of_texts(field, label(field), _text(now, names), _text(proposal.proposed[field], names))
            lines.append(line._replace(is_moved=now != proposal.before[field]))
    return lines


IN_ORDER = (*trust.WAITING[:3], "legal_form", "summary", *trust.WAITING[3:-1], "is_countywide", "is_online")


def in_order(fields):
    """Names of fields in the order in which an officer reads them; those that are not words come last."""
    return [field for field in IN_ORDER if field in fields] + sorted(set(fields) - set(IN_ORDER))


def of_entries(first, second):
    """A Line for each field in which two entries are not alike."""
    lines = []
    for field in IN_ORDER:
        one, other = (_shown(entry, field) for entry in (first, second))
        if one != other:
            lines.append(of_texts(field, label(field), one, other))
    for field in ("themes", "beneficiaries", "districts_served", "services"):
        one, other = (
            ", ".join(sorted(str(thing) for thing in getattr(entry, field).all())) for entry in (first, second)
        )
        if one != other:
            name = _("Services") if field == "services" else label(field)
            lines.append(of_texts(field, name, one, other))
    return lines


def _listed(things):
    return ", ".join(sorted(str(thing) for thing in things.all()))


def _shown(entry, field):
    value = getattr(entry, field)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    shown = getattr(entry, f"get_{field}_display", None)
    return str(shown() if shown else value)


def of_texts(field, label, before, after):
    return Line(field, label, before, after, parts(before, after), False)


def label(field):
    """What a field of an entry is called, for people."""
    text = str(Organisation._meta.get_field(field).verbose_name)
    return text[:1].upper() + text[1:]


def parts(before, after):
    """Both texts as one list of parts."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if len(old) + len(new) > LONGEST:
        return [part for part in (("gone", before), ("new", after)) if part[1]]
    found = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(old[old_from:old_to])))
        else:
            found += [("gone", "".join(old[old_from:old_to])), ("new", "".join(new[new_from:new_to]))]
    return [part for part in found if part[1]]


def _text(value, names):
    if isinstance(value, list):
        return ", ".join(names.get(slug, slug) for slug in value) or _("nobody in particular")
    return value
