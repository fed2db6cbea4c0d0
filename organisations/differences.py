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
