"""The public search: what was found, the filters with what each would leave, and where to go when nothing is found."""

import html
from functools import cache, lru_cache
from types import SimpleNamespace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.caching import kept_for_visitors
from organisations import actions, facets, filters, search, wording

ALWAYS_OPEN = frozenset({"district", "theme"})
"""Filters whose choices are seen at once; the others open when they are used."""
SORT_LABEL = gettext_lazy("Sort by")


@login_not_required
@require_safe
@kept_for_visitors(actions.ROOM)
def organisation_search(request):
    asked = filters.read(request.GET)
    answer = search.ask(asked.question, counted=True)
    if asked.question.page > answer.page:
        asked.notes.append(_("There is no page %(page)d: this is the last.") % {"page": asked.question.page})
    if asked.question.sort == "distance" and not answer.place and asked.question.text:
        asked.notes.append(_("To see the nearest first, type a postcode."))
    if answer.understood.place and answer.understood.place.note:
        asked.notes.append(answer.understood.place.note)
    address = Address(asked)
    context = {
        "asked": asked.values,
        "notes": asked.notes,
        "near_error": asked.near_error,
        "answer": answer,
        "read": _as_read(answer, address),
        "heading": _heading(answer),
        "listed": wording.number(answer.total) if answer.total < answer.counts.total else "",
        "rows": (rows := [_row(entry, answer.place) for entry in answer.rows]),
        "results": _results(rows),
        "points": [_point(entry) for entry in answer.rows],
        "page": SimpleNamespace(number=answer.page, paginator=SimpleNamespace(num_pages=answer.pages)),
        "ways": [] if answer.total else _ways_out(asked, answer, address),
        "nearby": [] if answer.total else _others_like(answer),
        "phone": wording.PHONE,
        "chosen": _chosen(asked.question.chosen, address),
        "filters": _filters(answer.counts, asked.question.chosen),
        "radii": _options(asked.question.radius, *((radius, _miles(radius)) for radius in filters.RADII)),
        "sorts": _options(asked.values["sort"], *filters.SORTS.items()),
        "query": address.of(),
    }
    return render(request, "organisations/search.html", context)


class Address:
    """Addresses of this search with something changed."""

    def __init__(self, asked):
        question = asked.question
        self.given = [("q", asked.values["q"]), ("near", asked.values["near"] if asked.values["near"] else "")]
        if asked.values["q"] and asked.values["near"] and not question.text:
            self.given[0] = ("q", "")  # the box held nothing but a postcode
        if question.radius != filters.DEFAULT_RADIUS:
            self.given.append(("radius", str(question.radius)))
        self.given += [(name, slug) for name, slugs in question.chosen.items() for slug in slugs]
        self.given += [("sort", asked.values["sort"]), ("as_typed", "yes" if question.as_typed else "")]

    def of(self, *, without=(), **changes):
        """The query, with a "?".

        :param without: (name, value) of one choice to leave out.
        :param changes: values instead of the given ones; "" leaves the name out.
        """
        kept = [
            (name, value) for name, value in self.given if value and name not in changes and (name, value) != without
        ]
        kept += [(name, value) for name, value in changes.items() if value]
        return f"?{urlencode(kept)}"


def _filters(counts, chosen):
    """The filters as HTML, ready: a page has seventy choices, and templates take longer over them than the search."""
    written = []
    for name in facets.LABELS:
        picked = chosen.get(name, ())
        offered = _offered(name, counts, picked)
        if offered:
            written.append(_filter_written(name, offered, picked, _numbers(name, counts)))
    return mark_safe("\n".join(written))


def _offered(name, counts, picked):
    """(slug, label, entries) of the choices worth showing: those that would leave something, and those chosen."""
    found = counts.by_filter[name]
    more = counts.by_filter["countywide"] if name == "district" else 0
    return [
        (slug, label, found.get(slug, 0) + more)
        for slug, label in _choices(name).items()
        if found.get(slug) or slug in picked or (name == "district" and more)
    ]


def _choices(name):
    """What a filter offers, translated: sixty sentences that would else be looked up for each page."""
    return _fixed_choices(name, get_language()) if name in facets.FIXED else filters.choices(name)


@cache
def _fixed_choices(name, language):
    return {slug: str(label) for slug, label in facets.FIXED[name].items()}


@cache
def _label(name, language):
    return escape(str(facets.LABELS[name]))


def _numbers(name, counts):
    """How the numbers of a filter are written: as they are, as the least there are, or as estimates."""
    return _("about %(count)s") if name in counts.estimated else "%(count)s+" if counts.is_cut else "%(count)s"


def _filter_written(name, offered, picked, numbers):
    label = _label(name, get_language())
    boxes = []
    for slug, text, entries in offered:
        box, rest = _box(name, slug, text)
        boxes += (box, " checked" if slug in picked else "", rest, _entries(entries, numbers), "</span></label></div>")
    is_open = " open" if name in ALWAYS_OPEN or picked else ""
    return (
        f'<details class="kent-filter"{is_open}><summary class="kent-filter__label">{label}</summary>'
        f'<fieldset class="govuk-fieldset"><legend class="govuk-visually-hidden">{label}</legend>'
        f'<div class="govuk-checkboxes govuk-checkboxes--small">{"".join(boxes)}</div></fieldset></details>'
    )


@lru_cache(maxsize=2_000)
def _box(name, slug, text):
    """The HTML of a choice before and after what says whether it is chosen, up to its number."""
    return (
        f'<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{name}-{slug}" name="{name}"'
        f' type="checkbox" value="{slug}"',
        f'><label class="govuk-label govuk-checkboxes__label" for="{name}-{slug}">{escape(text)}'
        ' <span class="kent-count">',
    )


def _entries(entries, numbers):
    return (numbers if entries else "%(count)s") % {"count": wording.number(entries)}


def _chosen(chosen, address):
    """What was chosen, each with the address of the same search without it."""
    return [
        {
            "filter": facets.LABELS[name],
            "name": filters.choices(name)[slug],
            "without": address.of(without=(name, slug)),
        }
        for name, slugs in chosen.items()
        for slug in slugs
    ]


def _as_read(answer, address):
    """How the words were read, where that is more than their letters: sentences with the way back."""
    read = answer.understood
    literally = address.of(as_typed="yes")
    place = read.place.label if read.place else filters.choices("district").get(read.district, "")
    return {"corrected": answer.corrected if answer.total else "", "place": place, "literally": literally}


def _row(entry, place):
    """What a result shows, ready: a page has many rows, and templates look things up slowly."""
    return {
        "name": entry.name,
        "address": _address_of_any().replace("/slug/", f"/{entry.slug}/"),
        "where": wording.where(entry, place),
        "summary": entry.summary,
        "checked": wording.checked(entry),
    }


def _results(rows):
    """The list of results as HTML, as the filters are: a hundred variables take templates half of the page's time."""
    return mark_safe("".join(map(_result_written, rows)))


def _result_written(row):
    return (
        '\n<li class="kent-result"><h3 class="kent-result__title">'
        f'<a class="govuk-link" href="{html.escape(row["address"])}">{html.escape(row["name"])}</a></h3>\n'
        f'<p class="kent-result__meta">{html.escape(row["where"])}</p>\n'
        f'<p class="govuk-body">{html.escape(row["summary"])}</p>\n'
        f'<p class="kent-result__meta">{html.escape(row["checked"])}</p></li>'
    )


def _options(picked, *choices):
    """The choices of a select as HTML."""
    return mark_safe(
        "".join(
            f'<option value="{value}"{" selected" if value == picked else ""}>{html.escape(str(text))}</option>'
            for value, text in choices
        )
    )


def _point(entry):
    address = _address_of_any().replace("/slug/", f"/{entry.slug}/")
    return {"name": entry.name, "address": address, "latitude": entry.latitude, "longitude": entry.longitude}


@cache
def _address_of_any():
    return reverse("organisation", args=["slug"])


def _heading(answer):
    total = answer.counts.total
    if not answer.total:
        return _("Nothing found")
    count = wording.number(total)
    if "" in answer.counts.estimated:
        return _("About %(count)s organisations") % {"count": count}
    if answer.counts.is_cut:
        return _("More than %(count)s organisations") % {"count": count}
    return ngettext("%(count)s organisation", "%(count)s organisations", total) % {"count": count}


def _miles(radius):
    return ngettext("%(miles)d mile", "%(miles)d miles", radius) % {"miles": radius}


def _ways_out(asked, answer, address):
    """Where to go from an empty page: a wider circle, or without one of the things that were asked."""
    question, ways = asked.question, []

    def way(words, **changes):
        ways.append({"words": words, "address": address.of(**changes)})

    if answer.place:
        wider = next((radius for radius in filters.RADII if radius > question.radius), None)
        if wider:
            way(_("look up to %(miles)d miles away") % {"miles": wider}, radius=str(wider))
        way(_("look everywhere in Kent"), near="", radius="")
    for name, slugs in question.chosen.items():
        for slug in slugs:
            words = _("search without “%(choice)s”") % {"choice": filters.choices(name)[slug]}
            way(words, without=(name, slug))
    if question.text and (question.place or question.chosen):
        way(_("search without the words “%(words)s”") % {"words": question.text}, q="")
    return ways


def _others_like(answer):
    """Themes near what was asked: those that officers' words that mean the same lead to, or else the largest."""
    typed = set(answer.understood.typed.split())
    themes = filters.choices("theme")
    like = [slug for slug, name in themes.items() if typed & set(name.lower().replace(",", "").split())]
    page = reverse("organisation_search")
    return [
        {"name": themes[slug], "address": f"{page}?theme={slug}"}
        for slug in [*like, *(slug for slug in filters.COMMON_THEMES if slug in themes and slug not in like)][:6]
    ]
