"""From an address to a question: what the search page was asked, and what of it could not be understood.

A page that is only read never fails for what stands in its address: what is not understood is left out of the
question, and a sentence says so. (No form or filter set of the usual kind: those cost more than the search.)
"""

import time
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentcivil.geography import towns
from kentcivil.geography.models import District
from kentcivil.geography.places import UnknownPlace, find_postcode, locate, looks_like_postcode
from organisations.facets import FIXED, LABELS
from organisations.models import Beneficiary, Theme
from organisations.search import LONGEST_TEXT, Question

RADII = (1, 3, 5, 10, 20, 40)
DEFAULT_RADIUS = 10
MOST_CHOSEN = 40
"""Choices of one filter that are read; a page offers fewer."""
SORTS = {
    "best": gettext_lazy("Best match"),
    "distance": gettext_lazy("Nearest"),
    "name": gettext_lazy("Name"),
    "checked": gettext_lazy("Last checked"),
}


COMMON_THEMES = ("food", "advice", "mental-health", "older-people", "baby-and-family", "housing")
"""Slugs of themes to offer where nothing was found."""


@dataclass
class Asked:
    """What the visitor asked.

    :ivar question: for search.ask().
    :ivar values: what to show again in the form, by name of the field.
    :ivar notes: sentences about what was not understood, or understood in a way that the visitor should know.
    :ivar near_error: the sentence for the place field, or "".
    """

    question: Question
    values: dict
    notes: list = field(default_factory=list)
    near_error: str = ""


def read(parameters):
    """:param parameters: a QueryDict. :returns: an Asked."""
    values = {name: _clean(parameters.get(name, "")) for name in ("q", "near", "radius", "sort", "page")}
    notes = []
    if len(values["q"]) > LONGEST_TEXT:
        values["q"] = values["q"][:LONGEST_TEXT]
        notes.append(_("We searched for the first %(count)d letters only. Use fewer words.") % {"count": LONGEST_TEXT})
    text, near = values["q"], values["near"]
    if text and not any(letter.isalnum() for letter in text):
        notes.append(_("There is no word in “%(text)s”. Type a name, a need or a postcode.") % {"text": text})
        text = ""
    as_typed = parameters.get("as_typed", "") == "yes"
    if not near and not as_typed and (found := find_postcode(text)):
        text, near = found
    place, near_error = _place(near)
    chosen = {name: _chosen(parameters, name, notes) for name in LABELS}
    sort = values["sort"] = _sort(values["sort"], place or text, notes)
    question = Question(
        text=text,
        place=place,
        radius=_one_of(values, "radius", RADII, DEFAULT_RADIUS, _("distance"), notes),
        chosen={name: slugs for name, slugs in chosen.items() if slugs},
        sort=sort or ("best" if text else "distance" if place else "name"),
        page=_page(values["page"], notes),
        as_typed=as_typed,
    )
    if place and place.note:
        notes.append(place.note)
    return Asked(question, values | {"near": near, "radius": question.radius}, notes, near_error)


def _chosen(parameters, name, notes):
    """The slugs that were chosen of a filter, each once; those it does not have are named in a note."""
    slugs = []
    for typed in dict.fromkeys(parameters.getlist(name)[:MOST_CHOSEN]):
        slug = _clean(typed)
        if not slug:
            continue
        if name in FIXED:
            known, kind = slug in FIXED[name], LABELS[name].lower()
        else:
            known, kind = VOCABULARIES[name].has(slug), VOCABULARIES[name].kind
        if known:
            slugs.append(slug)
        else:
            notes.append(
                _("There is no %(kind)s called “%(slug)s”, so we left it out.") % {"kind": kind, "slug": slug[:40]}
            )
    return tuple(slugs)


def choices(name):
    """What a filter offers: {slug: what it says}."""
    return FIXED[name] if name in FIXED else VOCABULARIES[name].choices()


def _clean(text):
    """Without control characters, and with single spaces."""
    text = text[: 20 * LONGEST_TEXT]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _place(near):
    """A postcode or a town, as (Place or None, what is wrong with it)."""
    if not near:
        return None, ""
    if not looks_like_postcode(near):
        if place := towns.place_of(near):
            return place, ""
        if meant := towns.nearly(near):
            return None, _("We do not know “%(near)s”. Did you mean %(meant)s?") % {"near": near[:60], "meant": meant}
        if not any(letter.isdecimal() for letter in near):
            return None, _(
                "We do not know a town or village in Kent called “%(near)s”."
                " Try the nearest town, or a postcode such as CT9 1HP."
            ) % {"near": near[:60]}
    try:
        return locate(near), ""
    except UnknownPlace as unknown:
        return None, str(unknown)


def _one_of(values, name, choices, default, kind, notes):
    value = values[name]
    if not value:
        return default
    if value.isdecimal() and len(value) < 5 and int(value) in choices:
        return int(value)
    notes.append(_("“%(value)s” is not a %(kind)s we can use.") % {"value": value[:40], "kind": kind})
    return default


def _sort(asked, place, notes):
    """The order that was chosen, or "" for the one that fits what is asked."""
    if asked == "distance" and not place:
        notes.append(_("To see the nearest first, type a postcode."))
        return ""
    if asked and asked not in SORTS:
        notes.append(_("We cannot sort by “%(sort)s”.") % {"sort": asked[:40]})
        return ""
    return asked


def _page(value, notes):
    if not value:
        return 1
    if value.isdecimal() and int(value[:9]) > 0 and len(value) < 9:
        return int(value)
    notes.append(_("There is no page “%(page)s”.") % {"page": value[:40]})
    return 1


class Vocabulary:
    """The choices of one filter, as {slug: name}, kept in this process for a moment: they hardly ever change."""

    SECONDS = 30

    def __init__(self, kind, queryset):
        self.kind = kind
        self._queryset = queryset
        self.forget()

    def choices(self):
        if time.monotonic() > self._until:
            self._choices = dict(self._queryset.order_by("name").values_list("slug", "name"))
            self._until = time.monotonic() + self.SECONDS
        return self._choices

    def has(self, slug):
        if not slug or slug in self.choices():
            return bool(slug)
        # One that was added a moment ago; a wrong one costs a query.
        self.forget()
        return slug in self.choices()

    def forget(self):
        self._choices, self._until = {}, 0.0


VOCABULARIES = {
    "district": Vocabulary(gettext_lazy("district"), District.objects),
    "theme": Vocabulary(gettext_lazy("theme"), Theme.objects),
    "beneficiary": Vocabulary(gettext_lazy("group of people"), Beneficiary.objects),
}
