"""A volunteer's sessions: the page of one, taking and giving up places, the calendar."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentcivil.calendars import Event, calendar_response
from volunteering import actions
from volunteering.eligibility import why_not
from volunteering.forms_of_sessions import QuestionsForm, answers, sessions_to_swap_for
from volunteering.models import Hours, Opportunity, Place, Session, Volunteer
from volunteering.states import IN_PLAY, NotAllowed, PlaceState, SessionState

FEED_KEEPS = timedelta(days=90)
"""How far back a calendar feed goes."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request, slug, pk):
    """One session: what it is, and a button to take a place or to wait for one. What was answered is kept."""
    found = get_object_or_404(
        Session.objects.published().select_related("opportunity__organisation", "opportunity__district"),
        pk=pk,
        opportunity__slug=slug,
    )
    volunteer = Volunteer.objects.of(request.user).first()
    if volunteer is None:
        messages.info(request, _("Tell us a little about yourself first. Then you can take a place."))
        return redirect(f"{reverse('my_volunteer_account')}?{urlencode({'next': request.path})}")
    place = found.places.in_play().filter(volunteer=volunteer).first()
    button = _("Take a place") if found.free else _("Join the waiting list")
    form = QuestionsForm(
        request.POST if request.method == "POST" else None, opportunity=found.opportunity, button=button
    )
    if request.method == "POST" and form.is_valid():
        act = actions.join_waiting_list if "wait" in request.GET else actions.take_place
        try:
            place = act(session=found, by=request.user, answers=answers(form, found.opportunity))
        except actions.Full as sentence:
            # The page now shows the other button, with what was answered still there.
            form.add_error(None, str(sentence))
            found.refresh_from_db()
            form.button.value = _("Join the waiting list")
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _said_of(place))
            return redirect("my_sessions")
    form.helper.form_action = "" if found.free else "?wait=1"
    context = {
        "session": found,
        "opportunity": found.opportunity,
        "place": place,
        "form": form,
        "why_not": why_not(volunteer, found),
    }
    return render(request, "volunteering/session.html", context)


def _said_of(place):
    if place.state == PlaceState.TAKEN:
        return _("You have a place. We have emailed you the details.")
    if place.state == PlaceState.OFFERED:
        return _("A place is kept for you. Say yes to it below.")
    return _("You are on the waiting list. We email you when a place comes free.")


@never_cache
@require_safe
def my_sessions(request):
    """What is offered, what is coming, and what is over, of one person."""
    volunteer = Volunteer.objects.of(request.user).first()
    if volunteer is None:
        return redirect("my_volunteer_account")
    places = Place.objects.of(request.user).select_related(
        "session__opportunity__organisation", "session__opportunity__district"
    )
    coming = places.filter(state__in=IN_PLAY, session__ends_at__gt=timezone.now())
    past = places.taken().filter(session__ends_at__lte=timezone.now(), session__state=SessionState.PLANNED)
    hours = volunteer.hours.select_related("opportunity__organisation")
    context = {
        "volunteer": volunteer,
        "offers": coming.filter(state=PlaceState.OFFERED).order_by("offered_until"),
        "coming": coming.exclude(state=PlaceState.OFFERED).order_by("session__starts_at", "pk")[:100],
        "past": past.annotate(told=Exists(Hours.objects.filter(place=OuterRef("pk")))).order_by(
            "-session__starts_at", "-pk"
        )[:12],
        "hours": hours[:30],
        "total": hours.confirmed().aggregate(sum=Sum("confirmed_minutes"))["sum"] or 0,
        "referees": Opportunity.objects.filter(pk__in=hours.confirmed().order_by().values("opportunity"))
        .select_related("organisation")
        .order_by("title", "pk")[:20],
        "references": volunteer.references.select_related("opportunity__organisation"),
        "calendar": request.build_absolute_uri(reverse("volunteering_calendar", args=[volunteer.calendar_key])),
        "now": timezone.now(),
    }
    return render(request, "volunteering/my_sessions.html", context)


@require_POST
def accept(request, pk):
    return _step(request, pk, actions.accept_offer, _("You have the place."))


@require_POST
def give_up(request, pk):
    return _step(request, pk, actions.give_up_place, _("Done. You are not expected there any more."))


def _step(request, pk, action, done):
    place = _mine(request, pk)
    try:
        action(place=place, by=request.user)
    except NotAllowed as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, done)
    return redirect("my_sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request, pk):
    """Other sessions of the same opportunity that have a free place; one button each."""
    place = _mine(request, pk)
    if request.method == "POST":
        to = Session.objects.published().filter(pk=_number(request.POST.get("to"))).first()
        try:
            if to is None:
                raise NotAllowed(_("This session is no longer open."))
            actions.swap_place(place=place, to=to, by=request.user)
        except NotAllowed as sentence:
            messages.error(request, str(sentence))
            return redirect("my_place_swap", pk=pk)
        messages.success(request, _("Swapped. We have emailed you the details of the new session."))
        return redirect("my_sessions")
    return render(request, "volunteering/swap.html", {"place": place, "sessions": sessions_to_swap_for(place)})


@login_not_required
@never_cache
@require_safe
def calendar(request, key):
    """A private feed for whoever has its address: no name in it, and nothing about other people.

    A key that was renewed, or whose account is closed, is as unknown as one that never was.
    """
    volunteer = Volunteer.objects.active().filter(calendar_key=key).first()
    if volunteer is None:
        raise Http404
    places = (
        volunteer.places.filter(session__ends_at__gt=timezone.now() - FEED_KEEPS)
        .exclude(state=PlaceState.WAITING)
        .select_related("session__opportunity__organisation", "session__opportunity__district")
        .order_by("session__starts_at", "pk")
    )
    response = calendar_response(_("My volunteering"), [_event(place) for place in places], filename="volunteering.ics")
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _event(place):
    session = place.session
    status = {PlaceState.TAKEN: "CONFIRMED", PlaceState.OFFERED: "TENTATIVE"}.get(place.state, "CANCELLED")
    return Event(
        uid=f"place-{place.uid}",
        title=f"{session.opportunity.title}, {session.opportunity.organisation.name}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.where,
        description=session.note,
        address=reverse("my_sessions"),
        status=status,
        # A place changes at most a few times, so each change of either counts up.
        revision=session.revision * 10 + _steps(place),
        changed_at=max(session.changed_at, place.moved_at),
    )


def _steps(place):
    return {PlaceState.OFFERED: 1, PlaceState.TAKEN: 2}.get(place.state, 3)


def _mine(request, pk):
    return get_object_or_404(Place.objects.of(request.user).select_related("session__opportunity__organisation"), pk=pk)


def _number(text):
    return int(text) if (text or "").isdecimal() and len(text) < 19 else None
