"""What the filters of the search offer, and how many entries each choice would leave.

Choices of one filter widen ("or"), filters narrow ("and"): so a filter's own counts leave its own choices aside.
Counting stops at COUNTED entries; where a question finds more, every number is one that there are at least. In a large
directory, words that very many entries have are counted among drawn ones (sampling.py): the numbers are about so many.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kentcivil.caching import remembered
from organisations import sampling, statements
from organisations.models import IncomeBand, Service

ROOM = "organisations"
"""Of the kept pages: the same as the directory's own (organisations/actions)."""
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
    :ivar estimated: the filters whose numbers are estimates, "" for the total.
    :ivar by_filter: {name of a filter: {slug: entries}}
    """

    total: int = 0
    is_cut: bool = False
    estimated: frozenset = frozenset()
    by_filter: dict = field(default_factory=dict)


def count(question, said, known):
    """
    :param said: the parameters of the statements that found the answer.
    :param known: {"" or a name of a filter: the ids of all that was found, or of what is without that filter}
    """
    groups = [name for name in LABELS if question.chosen.get(name)]
    values, asked = dict(said), {"": said}
    for name in groups:
        others = {other: slugs for other, slugs in question.chosen.items() if other != name}
        marks = values[f"marks_{name}"] = statements.marks(others)
        # Only the marks differ, so each part names its own.
        asked[name] = said | {"marks": marks, "checked_since": None if name == "checked" else said["checked_since"]}
        if sampling.directory.is_large():
            expected = sampling.directory.expected(asked[name]["has"], marks)
            asked[name]["one_in"] = sampling.share(expected, near=bool(question.place))
    for name, ids in known.items():
        asked[name] = asked[name] | {"ids": ids, "one_in": 1}
        values[f"ids_{name}"] = ids
    values["year"] = question.checked_since
    counted, place = {}, question.place
    for name, one in asked.items():
        if _is_plain(one):
            around = place and (place.latitude, place.longitude, one["radius"], one["serves"])
            make = partial(_of_plain, name, one, values, place)
            counted[name], one["one_in"] = remembered(ROOM, (one["marks"], one["one_in"], around), make)
    counted |= _counted({name: one for name, one in asked.items() if name not in counted}, values, place)
    return _counts(counted, {name: one["one_in"] for name, one in asked.items()})


def _of_plain(name, said, values, place):
    """What is counted where no words narrow it down, and of how many entries one was counted."""
    if not said["marks"] and sampling.directory.is_large():
        said = said | {"one_in": _share_of_all(said, near=bool(place))}
    return _counted({name: said}, values, place)[name], said["one_in"]


def _share_of_all(said, *, near):
    """Of how many entries one is counted, where nothing narrows them down but perhaps a place."""
    if not near:
        return sampling.share(sampling.directory.entries())
    for one_in in sampling.SHARES_NEAR:
        with connection.cursor() as cursor:
            cursor.execute(statements.around_drawn(said, one_in), said | {"enough": sampling.ENOUGH})
            if cursor.fetchone()[0] == sampling.ENOUGH:
                return one_in
    return 1


def _is_plain(said):
    """Whether nothing is asked but filters and a place: many ask just that, and the numbers are the same for all."""
    of_words = said["words"] or said["whole"] or said["inside"] or said["each"]
    return not (of_words or said["checked_since"])


def _counted(asked, values, place):
    """{name of the filter: (what each choice would leave, how many entries there are)} for each set of parameters."""
    if not asked:
        return {}
    parts = [_part(name, one, near=bool(place)) for name, one in asked.items()]
    with connection.cursor() as cursor:
        drawn = any(one["one_in"] > 1 for one in asked.values())
        cursor.execute(statements.by_index(" UNION ALL ".join(parts), values, drawn=drawn), values)
        found = cursor.fetchall()
    return {name: (_by_filter(marks or "", fresh, asked[name]["one_in"]), total) for name, marks, total, fresh in found}


def _part(name, said, *, near):
    if near and "ids" not in said and (counted := statements.counted_near(said)):
        part = f"(SELECT '{name}', * FROM {counted.format(most=COUNTED + 1)})"
        return part.replace("%(marks)s", f"%(marks_{name})s") if name else part
    found_by = statements.found_by(said, near=near).replace("%(ids)s", f"%(ids_{name})s")
    part = f"""
        (WITH found AS MATERIALIZED (
            SELECT facets, verified_on FROM organisations_organisation WHERE {found_by}
        )
        SELECT '{name}', string_agg(facets, ' '), count(*), count(*) FILTER (WHERE verified_on >= %(year)s)
        FROM (SELECT * FROM found LIMIT {COUNTED + 1}) AS counted)
    """
    return part.replace("%(marks)s", f"%(marks_{name})s") if name else part


def _counts(counted, shares):
    """:param shares: {name of a filter, or "": of how many entries one was counted}"""
    of_all, total = counted[""]
    by_filter = of_all | {name: numbers[name] for name, (numbers, _total) in counted.items() if name}
    # An entry that works across Kent counts in every district: how many there are goes with the districts' numbers.
    by_filter["countywide"] = counted.get("district", counted[""])[0]["countywide"]
    rough = {name for name, one_in in shares.items() if one_in > 1}
    estimated = frozenset(name for name in ("", *LABELS) if (name if name in shares else "") in rough)
    return Counts(_about(min(total, COUNTED), shares[""]), total > COUNTED, estimated, by_filter)


def _about(entries, one_in):
    """How many there are by what was drawn, no finer than it is known: two digits."""
    entries *= one_in
    return entries if one_in == 1 else round(entries, min(0, 2 - len(str(entries))))


def _by_filter(marks, fresh, one_in):
    """{name of a filter: {slug: entries}} out of the marks of all entries, one after another."""
    found = {mark: _about(entries, one_in) for mark, entries in Counter(marks.split()).items()}
    countywide = found.pop("countywide", 0)
    names = {_MARKS.get(name, name): name for name in LABELS}
    by_filter = {name: {} for name in LABELS}
    for mark, entries in found.items():
        kind, _slash, slug = mark.partition("/")
        if kind in names:
            by_filter[names[kind]][slug] = entries
    by_filter["checked"] = {"year": _about(fresh, one_in)}
    by_filter["countywide"] = countywide
    return by_filter
