"""The public search."""

from functools import cache, lru_cache
from types import SimpleNamespace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.caching import kept_for_visitors
from organisations import actions, filters, search, wording

CHOICES = {
    "radius": (gettext_lazy("How far from the postcode"), ""),
    "district": (gettext_lazy("District"), gettext_lazy("Anywhere")),
    "theme": (gettext_lazy("What it is about"), gettext_lazy("Any")),
    "beneficiary": (gettext_lazy("Who it is for"), gettext_lazy("Any")),
    "sort": (gettext_lazy("Sort by"), gettext_lazy("Best match, or nearest")),
}
"""{name: (label, what stands for no choice)}, in the order of the page."""


@login_not_required
@require_safe
@kept_for_visitors(actions.ROOM)
def organisation_search(request):
    asked = filters.read(request.GET)
    answer = search.ask(asked.question)
    if asked.question.page > answer.page:
        asked.notes.append(_("There is no page %(page)d: this is the last.") % {"page": asked.question.page})
    context = {
        "asked": asked.values,
        "notes": asked.notes,
        "near_error": asked.near_error,
        "answer": answer,
        "heading": _heading(answer, asked.question.place, asked.question.radius),
        "rows": [_row(entry, asked.question.place) for entry in answer.rows],
        "page": SimpleNamespace(number=answer.page, paginator=SimpleNamespace(num_pages=answer.pages)),
        "ways": [] if answer.total else _ways_out(asked),
        "choices": [_choice(name, asked.values[name]) for name in CHOICES],
    }
    return render(request, "organisations/search.html", context)


def _choice(name, chosen):
    vocabulary = filters.VOCABULARIES.get(name)
    return _choice_written(name, chosen, tuple(vocabulary.choices().items()) if vocabulary else (), get_language())


@lru_cache(maxsize=1_000)
def _choice_written(name, chosen, offered, language):
    """The HTML of a choice; kept, since a template takes longer over its fifty options than over all results."""
    if name == "radius":
        miles = [(radius, ngettext("%(miles)d mile", "%(miles)d miles", radius)) for radius in filters.RADII]
        offered = [(radius, words % {"miles": radius}) for radius, words in miles]
    elif name == "sort":
        offered = filters.SORTS.items()
    label, unchosen = CHOICES[name]
    said = {"name": name, "label": label, "any": unchosen, "choices": offered, "chosen": chosen}
    return mark_safe(render_to_string("organisations/choice.html", said))


def _row(entry, place):
    """What a result shows, ready: a page has many rows, and templates look things up slowly."""
    return {
        "name": entry.name,
        "address": _address_of_any().replace("/slug/", f"/{entry.slug}/"),
        "where": wording.where(entry, place),
        "summary": entry.summary,
        "checked": wording.checked(entry),
    }


@cache
def _address_of_any():
    return reverse("organisation", args=["slug"])


def _heading(answer, place, radius):
    if not answer.total:
        return _("Nothing found")
    count = wording.number(answer.total)
    if answer.is_cut:
        return _("More than %(count)s organisations") % {"count": count}
    return ngettext("%(count)s organisation", "%(count)s organisations", answer.total) % {"count": count}


def _ways_out(asked):
    """Where to go from an empty page: a wider circle, or without one of the things that were asked."""
    question = asked.question
    given = {"q": question.text, "near": str(question.place or ""), "radius": question.radius}
    given |= {name: asked.values[name] for name in filters.VOCABULARIES}
    ways = []

    def way(words, **changes):
        kept = {name: value for name, value in (given | changes).items() if value}
        if "near" not in kept:
            kept.pop("radius", None)
        ways.append({"words": words, "address": f"?{urlencode(kept)}"})

    if question.place:
        wider = next((radius for radius in filters.RADII if radius > question.radius), None)
        if wider:
            way(_("look up to %(miles)d miles away") % {"miles": wider}, radius=wider)
        way(_("look everywhere in Kent"), near="")
    for name, vocabulary in filters.VOCABULARIES.items():
        if slug := given[name]:
            way(_("search without “%(choice)s”") % {"choice": vocabulary.choices()[slug]}, **{name: ""})
    if question.text and (question.place or any(given[name] for name in filters.VOCABULARIES)):
        way(_("search without the words “%(words)s”") % {"words": question.text}, q="")
    return ways
