"""The results of a search in other forms: a CSV file, a page to print, a feed of what is new, suggestions."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import Value
from django.db.models.functions import Upper
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.caching import kept_for_visitors
from kentcivil.geography import towns
from kentcivil.opendata.streams import csv_response
from organisations import actions, filters, search, wording
from organisations.models import Organisation
from organisations.synonyms import thesaurus

MOST_PRINTED = 200
MOST_SUGGESTED, MOST_KINDS, MOST_NAMES, LEAST_TYPED = 8, 3, 5, 2
NEWEST = 30
COLUMNS = ("name", "summary", "where", "phone", "email", "website", "town", "postcode", "checked", "page")


@login_not_required
@require_safe
def results_csv(request):
    """The same search as the page, as a spreadsheet: the address of the page with ".csv" keeps what was asked."""
    rows, place = search.everything(filters.read(request.GET).question)
    return csv_response("organisations.csv", COLUMNS, _lines(rows, place))


def _lines(rows, place):
    contacts = _contacts(rows)
    for row in rows:
        phone, email, website, postcode = contacts.get(row.id, ("", "", "", ""))
        page = f"{settings.SITE_URL}/organisations/{row.slug}/"
        where = wording.where(row, place)
        yield (row.name, row.summary, where, phone, email, website, row.town, postcode, row.verified_on or "", page)


def _contacts(rows):
    found = Organisation.objects.published().filter(pk__in=[row.id for row in rows])
    return {pk: rest for pk, *rest in found.values_list("pk", "phone", "email", "website", "postcode")}


@login_not_required
@require_safe
@kept_for_visitors(actions.ROOM)
def results_to_print(request):
    """The first results on one page with how to reach them, for the library's desk and for people without a screen."""
    asked = filters.read(request.GET)
    rows, place = search.everything(asked.question, most=MOST_PRINTED)
    contacts = _contacts(rows)
    entries = [
        {
            "name": row.name,
            "where": wording.where(row, place),
            "summary": row.summary,
            "contact": [part for part in contacts.get(row.id, ()) if part],
            "checked": wording.checked(row),
        }
        for row in rows
    ]
    context = {
        "entries": entries,
        "asked": asked.values,
        "notes": [*asked.notes, *filter(None, [asked.near_error])],
        "chosen": [filters.choices(name)[slug] for name, slugs in asked.question.chosen.items() for slug in slugs],
        "query": request.GET.urlencode(),
        "most": MOST_PRINTED,
        "today": timezone.localdate(),
    }
    return render(request, "organisations/print.html", context)


@login_not_required
@require_safe
@kept_for_visitors(actions.ROOM, seconds=300)
def suggestions(request):
    """Themes, kinds of help, names and towns that begin as somebody types, for the list under the search box."""
    typed = " ".join("".join(c if c.isprintable() else " " for c in request.GET.get("q", "")[:60]).split())
    if len(typed) < LEAST_TYPED:
        return JsonResponse({"suggestions": []})
    *before, last = typed.split(" ")
    lead = " ".join(before)
    places = [f"{lead} {town}".strip() for town in towns.beginning_with(last, 3)] if len(last) > 2 else []
    themes = [name for name in filters.choices("theme").values() if name.lower().startswith(typed.lower())]
    names = Organisation.objects.published().alias(capitals=Upper("name"))
    names = names.filter(capitals__startswith=Upper(Value(typed))).order_by("name", "pk")
    kinds = thesaurus.beginning_with(typed, MOST_KINDS)
    found = [*themes, *kinds, *names.values_list("name", flat=True)[:MOST_NAMES], *places]
    return JsonResponse({"suggestions": list(dict.fromkeys(found))[:MOST_SUGGESTED]})


@method_decorator([login_not_required, require_safe, kept_for_visitors(actions.ROOM)], name="__call__")
class NewOrganisations(Feed):
    """The newest entries as an Atom feed, for people and programs that follow the directory."""

    feed_type = Atom1Feed
    link = reverse_lazy("organisation_search")
    feed_url = reverse_lazy("organisations_atom")
    login_required = False

    def title(self):
        return _("New organisations in Kent")

    def subtitle(self):
        return _("The organisations that were added to the directory last.")

    def items(self):
        return Organisation.objects.published().order_by("-created_at", "pk")[:NEWEST]

    def item_title(self, item):
        return item.name

    def item_description(self, item):
        return item.summary

    def item_link(self, item):
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_guid(self, item):
        return f"urn:uuid:{item.public_id}"

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.updated_at
