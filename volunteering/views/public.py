"""What anybody may see: the search, an opportunity, the pilot."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteering import linked_data
from volunteering.filters import RADII, OpportunityFilter
from volunteering.models import Crisis, Opportunity, Session, VolunteerCentre
from volunteering.search import Results

SESSIONS_SHOWN = 30


@login_not_required
@require_safe
def opportunities(request):
    """The search. Without a query it lists everything, newest first."""
    search = OpportunityFilter(request.GET, queryset=Opportunity.objects.published())
    page = Results(search).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "form": search.form,
        "ticks": [search.form[name] for name in ("home", "no_check", "young", "wheelchair")],
        "page": page,
        "place": search.measured_from,
        "radius": search.miles,
        "crisis": Crisis.objects.published().first(),
        "query": request.GET.urlencode(),
        "searched": any(request.GET.get(name) for name in search.form.fields),
    }
    if not page.object_list:
        context |= {"ways_on": _ways_on(request, search), "centre": _centre_at(search.form.place)}
    return render(request, "volunteering/opportunities.html", context)


def _ways_on(request, search):
    """For somebody who found nothing: the same search with one condition less, as (sentence, address)."""
    asked = request.GET.copy()
    asked.pop("page", None)
    ways = []
    if search.measured_from and search.miles < RADII[-1][0]:
        wider = next(miles for miles, _label in RADII if miles > search.miles)
        ways.append((_("Look within %(miles)s miles") % {"miles": wider}, {"radius": str(wider)}))
    labels = {
        "cause": _("Look at every cause"),
        "skill": _("Look at every skill"),
        "times": _("Look at every time of the week"),
        "pattern": _("Look at both regular and one-off"),
        "no_check": _("Look at those that need a check too"),
        "home": _("Look at those away from home too"),
        "young": _("Look at those for people of 18 and over too"),
        "wheelchair": _("Look at those without wheelchair access too"),
        "q": _("Leave out the words"),
    }
    ways += [(sentence, {name: None}) for name, sentence in labels.items() if asked.get(name)]
    return [(sentence, _with(asked, change)) for sentence, change in ways]


def _with(asked, change):
    asked = asked.copy()
    for name, value in change.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"


def _centre_at(place):
    """The volunteer centre to ask at a place, or None."""
    if place is None:
        return None
    return VolunteerCentre.objects.serving(place.district).select_related("organisation").first()


@login_not_required
@require_safe
def opportunity(request, slug):
    """One opportunity. One that is closed or past says so, kindly, to whoever follows an old link (410 Gone)."""
    found = get_object_or_404(
        Opportunity.objects.once_published()
        .select_related("organisation", "district", "centre__organisation")
        .prefetch_related("skills", "causes"),
        slug=slug,
    )
    is_offered = found.is_published and not found.is_past
    context = {
        "opportunity": found,
        "is_offered": is_offered,
        "linked_data": linked_data.opportunity(found),
        "sessions": Session.objects.published().filter(opportunity=found).in_order()[:SESSIONS_SHOWN],
    }
    return render(request, "volunteering/opportunity.html", context, status=200 if is_offered else 410)
