"""The addresses of the reconciliation service, under /reconcile/."""

import re
from datetime import date

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Case, Q, Value, When
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from organisations import wording
from organisations.models import Organisation
from organisations.models.organisation import CONFIGURATION
from organisations.open_door import NotThere, NotUnderstood, answer, open_door
from organisations.reconciliation import matching, questions
from organisations.reconciliation.properties import PROPERTIES, belongings

SUGGESTED = 10
PREVIEW = {"width": 430, "height": 260}
"""Pixels."""


@open_door("GET", "POST")
def reconcile(request):
    """What the service is; or, asked with `queries` or `extend`, the answers."""
    said = request.POST if request.method == "POST" else request.GET
    if "queries" in said:
        batch = questions.read_batch(said["queries"])
        return answer(
            {key: {"result": [_candidate(one) for one in matching.match(asked)]} for key, asked in batch.items()}
        )
    if "extend" in said:
        return answer(_extension(*questions.read_extension(said["extend"])))
    if request.method == "POST":
        raise NotUnderstood(_("Send “queries” or “extend” as a form."))
    return answer(manifest())


def manifest():
    root = f"{settings.SITE_URL}{reverse('reconcile')}".rstrip("/")

    def suggests(kind):
        return {
            "service_url": root,
            "service_path": f"/suggest/{kind}",
            "flyout_service_url": root,
            "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
        }

    return {
        "versions": ["0.2"],
        "name": _("Kent directory of voluntary organisations"),
        "identifierSpace": f"{settings.SITE_URL}{reverse('oruk_organisations')}/",
        "schemaSpace": f"{root}/properties",
        "documentation": f"{settings.SITE_URL}{reverse('open_data')}",
        "view": {"url": f"{root}/entry/{{{{id}}}}"},
        "defaultTypes": [_type(one) for one in matching.TYPES],
        "suggest": {kind: suggests(kind) for kind in ("entity", "property", "type")},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", **PREVIEW},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def _candidate(one):
    return {
        "id": str(one.entry.public_id),
        "name": one.entry.name,
        "description": _described(one.entry),
        "score": one.score,
        "match": one.is_certain,
        "type": [{"id": kind, "name": matching.TYPES[kind][0]} for kind in matching.types_of(one.entry)],
        "features": [{"id": name, "value": value} for name, value in one.features.items()],
    }


def _described(entry):
    return ". ".join(filter(None, [entry.summary.rstrip("."), entry.town or (entry.district and entry.district.name)]))


def _type(kind):
    name, description = matching.TYPES[kind]
    broader = [] if kind == "organisation" else [{"id": "organisation", "name": matching.TYPES["organisation"][0]}]
    return {"id": kind, "name": name, "description": description} | ({"broader": broader} if broader else {})


# --- Data extension ---


def _extension(asked, names):
    uuids = {one: questions.as_uuid(one) for one in asked}
    found = Organisation.objects.published().filter(public_id__in={one for one in uuids.values() if one})
    entries = {entry.public_id: entry for entry in found.prefetch_related(*belongings())}
    rows = {}
    for one, public_id in uuids.items():
        entry = entries.get(public_id)
        rows[one] = {name: [_cell(v) for v in PROPERTIES[name].values(entry)] if entry else [] for name in names}
    return {"meta": [{"id": name, "name": str(PROPERTIES[name].name)} for name in names], "rows": rows}


def _cell(value):
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, date):
        return {"date": f"{value.isoformat()}T00:00:00"}
    return {"str": str(value)}


@open_door("GET")
def properties(request):
    """What can be fetched for entries of a type: the same for all."""
    limit = questions.read_limit(request.GET.get("limit"), len(PROPERTIES))
    listed = [_property(one) for one in list(PROPERTIES.values())[:limit]]
    return answer({"type": request.GET.get("type", "organisation")[:60], "limit": limit, "properties": listed})


def _property(one):
    return {"id": one.id, "name": str(one.name), "description": str(one.description)}


# --- Suggestions while typing ---


@open_door("GET")
def suggest(request, kind):
    prefix = questions.clean(request.GET.get("prefix", ""))
    skipped = questions.read_limit(request.GET.get("cursor"), 0, least=0, most=1_000)
    if kind == "entity":
        return answer({"result": [_suggested(entry) for entry in _entries(prefix, skipped)]})
    offered = [_type(one) for one in matching.TYPES] if kind == "type" else map(_property, PROPERTIES.values())
    listed = [one for one in offered if prefix.casefold() in one["name"].casefold() or prefix == one["id"]]
    return answer({"result": listed[skipped : skipped + SUGGESTED]})


def _entries(prefix, skipped):
    """Those whose name begins so, then those that have it somewhere."""
    if not prefix:
        return []
    starts = Case(When(name__istartswith=prefix, then=Value(True)), default=Value(False), output_field=BooleanField())
    # Words that begin so in its other names, and its numbers: both are of the weight A in the search document.
    words = " & ".join(f"{word}:*A" for word in re.findall(r"\w+", prefix))
    begun = SearchQuery(words, config=CONFIGURATION, search_type="raw")
    fits = Q(name__icontains=prefix) | (Q(document=begun) if words else Q())
    found = Organisation.objects.published().filter(fits)
    ordered = found.select_related("district").prefetch_related("identifiers").order_by(starts.desc(), "name", "pk")
    return ordered[skipped : skipped + SUGGESTED]


def _suggested(entry):
    return {
        "id": str(entry.public_id),
        "name": entry.name,
        "description": _described(entry),
        "notable": matching.types_of(entry),
    }


@open_door("GET")
def flyout(request, kind):
    """A few lines about one thing, to be shown beside it."""
    asked = request.GET.get("id", "")
    if kind == "entity":
        html = render_to_string("organisations/reconcile/entry.html", _shown(_entry(asked)))
        return answer({"id": asked, "html": html})
    known = {one: _type(one) for one in matching.TYPES} if kind == "type" else PROPERTIES
    if asked not in known:
        raise NotThere(_("There is nothing with this id."))
    one = known[asked] if kind == "type" else _property(known[asked])
    return answer({"id": asked, "html": render_to_string("organisations/reconcile/word.html", {"word": one})})


# --- One entry ---


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def preview(request):
    """A small page about an entry, which other sites may show in a frame."""
    try:
        entry = _entry(request.GET.get("id", ""))
    except NotThere as error:
        raise Http404(str(error)) from error
    return render(request, "organisations/reconcile/preview.html", _shown(entry))


@login_not_required
@require_safe
def entry(request, asked):
    """From an id to the entry's page."""
    try:
        return redirect(_entry(asked))
    except NotThere as error:
        raise Http404(str(error)) from error


def _entry(asked):
    public_id = questions.as_uuid(asked)
    found = (
        public_id
        and Organisation.objects.published().filter(public_id=public_id).prefetch_related(*belongings()).first()
    )
    if not found:
        raise NotThere(_("There is nothing with this id."))
    return found


def _shown(entry):
    return {
        "entry": entry,
        "address": f"{settings.SITE_URL}{entry.get_absolute_url()}",
        "district_name": entry.district.name if entry.district else "",
        "numbers": [str(number) for number in entry.identifiers.all()],
        "checked": wording.checked(entry),
    }
