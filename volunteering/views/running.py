"""What those who run an opportunity do: plan sessions, see who comes, write down who came and confirm time."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from volunteering import actions
from volunteering.forms_of_sessions import CancelForm, SessionForm
from volunteering.models import Opportunity, Place, Session
from volunteering.states import NotAllowed, OpportunityState, PlaceState
from volunteering.views.people_shown import shown_to_organisation

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, slug):
    """One session, or one a week at the same time."""
    opportunity = get_object_or_404(
        Opportunity.objects.of(request.user).exclude(state=OpportunityState.CLOSED).select_related("organisation"),
        slug=slug,
    )
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = [
                actions.plan_session(opportunity=opportunity, values=values, by=request.user)
                for values in list(form.sessions())
            ]
        except (NotAllowed, forms.ValidationError) as refusal:
            form.add_error(None, str(refusal) if isinstance(refusal, NotAllowed) else refusal)
        else:
            messages.success(request, _("Sessions planned: %(count)d") % {"count": len(made)})
            return redirect("my_opportunity", slug=slug)
    return render(request, "volunteering/session_form.html", {"form": form, "opportunity": opportunity})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request, pk):
    session = _mine(request, pk)
    form = SessionForm(request.POST if request.method == "POST" else None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(session=session, values=next(form.sessions()), by=request.user)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("Saved. Everybody it concerns has been told."))
            return redirect("my_session", pk=pk)
    context = {"form": form, "opportunity": session.opportunity, "session": session}
    return render(request, "volunteering/session_form.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_session(request, pk):
    """Asks for the reason, and says how many are told."""
    session = _mine(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_session(session=session, reason=form.cleaned_data["reason"], by=request.user)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("Cancelled. Everybody who had a place, or waited for one, has been told."))
            return redirect("my_session", pk=pk)
    context = {"form": form, "session": session, "people": session.places.in_play().count()}
    return render(request, "volunteering/session_cancel.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request, pk):
    """Who comes; after the start, who came. The waiting list is a number: it names nobody."""
    session = _mine(request, pk)
    places = list(
        session.places.taken()
        .select_related("volunteer__user", "hours")
        .prefetch_related("volunteer__consents", "volunteer__guardian_consents")
        .order_by("volunteer__user__name", "pk")
    )
    if request.method == "POST":
        attendance = {}
        for place in places:
            came = request.POST.get(f"came-{place.pk}", "")
            attendance[place.pk] = (came if came in Place.Attendance.values else "", None)
        try:
            actions.record_attendance(session=session, attendance=attendance, by=request.user)
        except NotAllowed as sentence:
            messages.error(request, str(sentence))
        else:
            messages.success(request, _("Saved. Whoever came has the length of the session confirmed."))
        return redirect("my_session", pk=pk)
    context = {
        "session": session,
        "opportunity": session.opportunity,
        "people": [(place, shown_to_organisation(place)) for place in places],
        "choices": Place.Attendance.choices,
        "waiting": session.places.filter(state=PlaceState.WAITING).count(),
        "offered": session.places.filter(state=PlaceState.OFFERED).count(),
    }
    return render(request, "volunteering/session_people.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request, slug):
    """Time that volunteers claim for one opportunity: confirmed as claimed, as another length, or not at all."""
    opportunity = get_object_or_404(Opportunity.objects.of(request.user).select_related("organisation"), slug=slug)
    claims = opportunity.hours.select_related("volunteer__user", "place__session").order_by("-day", "-pk")
    if request.method == "POST":
        _confirm(request, claims)
        return redirect("my_opportunity_hours", slug=slug)
    context = {
        "opportunity": opportunity,
        "open": claims.to_confirm()[:PER_PAGE],
        "done": claims.filter(confirmed_at__isnull=False)[:PER_PAGE],
        "total": claims.minutes(),
    }
    return render(request, "volunteering/hours_confirm.html", context)


def _confirm(request, claims):
    typed = request.POST.get("pk", "")
    found = get_object_or_404(claims, pk=int(typed) if typed.isdecimal() and len(typed) < 19 else 0)
    minutes = request.POST.get("minutes", "").strip()
    try:
        if "refuse" in request.POST:
            actions.confirm_hours(hours=found, minutes=None, by=request.user)
        elif not minutes.isdecimal() or len(minutes) > 5:
            raise NotAllowed(_("Enter the minutes as a whole number, such as 90."))
        else:
            actions.confirm_hours(hours=found, minutes=int(minutes), by=request.user)
    except NotAllowed as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, _("Saved."))


def _mine(request, pk):
    return get_object_or_404(
        Session.objects.of(request.user).select_related("opportunity__organisation", "opportunity__district"), pk=pk
    )
