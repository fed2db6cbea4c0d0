"""What the filters of the search offer, and how many entries each choice would leave.

Choices of one filter widen ("or"), filters narrow ("and"): so a filter's own counts leave its own choices aside.
Counting stops at COUNTED entries; where a question finds more, every number is one that there are at least.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext_lazy as _

from organisations import statements
from organisations.models import IncomeBand, Service

COUNTED = 3_000
DAYS = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}
TIMES = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
ACCESS = {
    "step-free": _("Step-free or with a ramp"),
    "toilet": _("Accessible toilet"),
    "hearing-loop": _("Hearing loop"),
    "sign-language": _("Sign language"),
    "parking": _("Parking for blue badges"),
    "quiet": _("Quiet room or sessions"),
    "dogs": _("Assistance dogs welcome"),
    "print": _("Large print or easy read"),
}
FIXED = {
    "cost": dict(Service.Cost.choices),
    "joining": dict(Service.Joining.choices),
    "day": DAYS,
    "time": TIMES,
    "access": ACCESS,
    "size": dict(IncomeBand.choices),
    "checked": {"year": _("Checked by a person in the last year")},
}
"""Filters whose choices are the same everywhere: {name: {slug: what it says}}."""
LABELS = {
    "district": _("Where"),
    "theme": _("What it is about"),
    "beneficiary": _("Who it is for"),
    "cost": _("Cost"),
    "day": _("Day"),
    "time": _("Time of day"),
    "access": _("Access"),
    "joining": _("How to take part"),
    "size": _("Size, by yearly income"),
    "checked": _("Checked"),
}
"""Every filter, in the order of the page."""
_MARKS = {"district": "in", "beneficiary": "for"}


@dataclass
class Counts:
    """
    :ivar total: entries that the question finds.
    :ivar is_cut: there are more: the numbers are the least there are.
    :ivar by_filter: {name of a filter: {slug: entries}}
    """

    total: int = 0
    is_cut: bool = False
    by_filter: dict = field(default_factory=dict)


def count(question, said):
    """:param said: the parameters of the statements that found the answer."""
    groups = [name for name in LABELS if question.chosen.get(name)]
    parts = [_part("", said, near=bool(question.place))]
    values = dict(said)
    for name in groups:
        others = {other: slugs for other, slugs in question.chosen.items() if other != name}
        marks = statements.marks(others)
        values[f"marks_{name}"] = marks
        # Only the marks differ, so each part names its own.
        without = said | {"marks": marks, "checked_since": None if name == "checked" else said["checked_since"]}
        parts.append(_part(name, without, near=bool(question.place)).replace("%(marks)s", f"%(marks_{name})s"))
    values["year"] = question.checked_since
    with connection.cursor() as cursor:
        cursor.execute(statements.by_index(" UNION ALL ".join(parts), said), values)
        found = {name: (marks or "", total, fresh) for name, marks, total, fresh in cursor.fetchall()}
    return _counts(found, groups)


def _part(name, said, *, near):
    return f"""
        SELECT '{name}', string_agg(facets, ' '), count(*), count(*) FILTER (WHERE verified_on >= %(year)s)
        FROM (
            SELECT facets, verified_on FROM organisations_organisation
            WHERE {statements.found_by(said, near=near)} LIMIT {COUNTED + 1}
        ) AS found
    """


def _counts(found, groups):
    counted = {name: _by_filter(marks, fresh) for name, (marks, _total, fresh) in found.items()}
    by_filter = counted[""] | {name: counted[name][name] for name in groups}
    total = found[""][1]
    return Counts(min(total, COUNTED), total > COUNTED, by_filter)


def _by_filter(marks, fresh):
    """{name of a filter: {slug: entries}} out of the marks of all entries, one after another."""
    found = Counter(marks.split())
    countywide = found.pop("countywide", 0)
    names = {_MARKS.get(name, name): name for name in LABELS}
    by_filter = {name: {} for name in LABELS}
    for mark, entries in found.items():
        kind, _slash, slug = mark.partition("/")
        if kind in names:
            by_filter[names[kind]][slug] = entries
    by_filter["checked"] = {"year": fresh}
    by_filter["countywide"] = countywide
    return by_filter
