"""Other ways to what there is to do: suggestions, the crisis page, a calendar, and open data."""

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil import calendars
from kentcivil.caching import kept_for_visitors
from kentcivil.opendata.streams import json_pieces
from volunteering import matches, standard
from volunteering.filters import OpportunityFilter
from volunteering.forms_of_visitors import SuggestionForm
from volunteering.models import Crisis, CrisisCall, Opportunity, Session, Volunteer
from volunteering.states import SessionState

CRISIS_KEPT_SECONDS = 60
MOST_EVENTS = 200


@login_not_required
@require_safe
@kept_for_visitors("crisis", seconds=CRISIS_KEPT_SECONDS)
def crisis(request):
    """The one page of a crisis: what happened, what to know, and the calls, the most urgent first.

    It is kept for visitors, since thousands open it in the same hour. Without a crisis it says so: its address is on
    posters.
    """
    calls = CrisisCall.objects.published().select_related("opportunity__organisation", "opportunity__district")
    context = {"crisis": Crisis.objects.published().first(), "calls": calls}
    return render(request, "volunteering/crisis.html", context)


@login_not_required
@require_safe
def suggestions(request):
    """Somebody says what they like, or their volunteer account has said so already."""
    volunteer = Volunteer.objects.of(request.user).prefetch_related("interests", "skills").first()
    asked = any(name in request.GET for name in SuggestionForm.base_fields)
    form = SuggestionForm(request.GET) if asked or volunteer is None else SuggestionForm(_told(volunteer))
    shown = (asked or volunteer is not None) and form.is_valid()
    found = matches.suggested(form.likes(volunteer), Opportunity.objects.published()) if shown else []
    context = {
        "form": form,
        "groups": [form[name] for name in ("interests", "skills", "times")],
        "matches": found,
        "shown": shown,
        "from_account": shown and not asked,
    }
    return render(request, "volunteering/suggestions.html", context)


def _told(volunteer):
    """What a volunteer's account says, as the form would have sent it."""
    return {
        "interests": [theme.slug for theme in volunteer.interests.all()],
        "skills": [skill.pk for skill in volunteer.skills.all()],
        "times": volunteer.times,
    }


@login_not_required
@require_safe
def calendar(request):
    """The days and sessions of what a search finds, for calendar programs: the same questions as the search's."""
    search = OpportunityFilter(
        request.GET, queryset=Opportunity.objects.published().select_related("organisation", "district")
    )
    now = timezone.now()
    sessions = (
        Session.objects.filter(
            opportunity__in=search.qs.order_by().values("pk"),
            starts_at__gt=now,
            state__in=[SessionState.PLANNED, SessionState.CANCELLED],
        )
        .select_related("opportunity__organisation", "opportunity__district")
        .order_by("starts_at", "pk")[:MOST_EVENTS]
    )
    days = search.qs.filter(pattern=Opportunity.Pattern.ONE_OFF, ends_on__gte=timezone.localdate(now), sessions=None)
    days = days.order_by("starts_on", "pk")[:MOST_EVENTS]
    events = [*(_session(one) for one in sessions), *(_days(one) for one in days)]
    return calendars.calendar_response(_("Volunteering in Kent"), events, filename="volunteering.ics")


def _session(session):
    opportunity = session.opportunity
    return calendars.Event(
        uid=f"session-{session.uid}",
        title=f"{opportunity.title}, {opportunity.organisation.name}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=str(session.where),
        description=opportunity.summary,
        address=opportunity.get_absolute_url(),
        status="CANCELLED" if session.is_cancelled else "CONFIRMED",
        revision=session.revision,
        changed_at=session.changed_at,
    )


def _days(opportunity):
    """From the first midnight to the last: no time of day is known."""
    return calendars.Event(
        uid=f"opportunity-{opportunity.pk}",
        title=f"{opportunity.title}, {opportunity.organisation.name}",
        starts_at=_midnight(opportunity.starts_on),
        ends_at=_midnight(opportunity.ends_on + timedelta(days=1)),
        place=str(opportunity.where),
        description=opportunity.summary,
        address=opportunity.get_absolute_url(),
        changed_at=opportunity.published_at,
    )


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


@login_not_required
@require_safe
def linked(request):
    """All that is on offer as JSON-LD of the Volunteering Data Standard, written while it is sent."""
    pieces = json_pieces(standard.head(), "@graph", standard.graph())
    response = StreamingHttpResponse(pieces, content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
