"""Planning sessions, changing and cancelling them, and what runs out by itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices_of_sessions as notices
from volunteering.actions import locks
from volunteering.actions.places import move, offer_next
from volunteering.models import Opportunity, Place, Session
from volunteering.permissions import can_run
from volunteering.states import NotAllowed, OpportunityState, PlaceState, SessionState, check_move

TIMES = ("starts_at", "ends_at")
WRITABLE = (*TIMES, "capacity", "place", "note")
TRIES = 5


@transaction.atomic
def plan_session(*, opportunity, values, by):
    """Add a session to an opportunity.

    :param values: starts_at, ends_at (aware datetimes), capacity, place, note.
    :raises PermissionDenied: when `by` neither speaks for its organisation nor works for its centre.
    :raises NotAllowed: when the opportunity is closed, or the times make no sense.
    """
    opportunity = (
        Opportunity.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "centre__organisation", "district")
        .get(pk=opportunity.pk)
    )
    if not can_run(by, opportunity):
        raise PermissionDenied
    if opportunity.state == OpportunityState.CLOSED:
        raise NotAllowed(_("This opportunity is closed, so it can have no new sessions."))
    session = Session(opportunity=opportunity, **{name: values[name] for name in WRITABLE if name in values})
    _check_times(session)
    with because(_("Planned a session"), by=by):
        session.save()
    return session


def change_session(*, session, values, by):
    """Change when, where and for how many a session is. Those who have a place or wait for one are told of new times.

    Whoever is somewhere else at the new time loses the place, since nobody can be in two places, and is told so.

    :param values: any of starts_at, ends_at, capacity, place, note.
    :raises PermissionDenied: as for :func:`plan_session`.
    :raises NotAllowed: when it has begun or is cancelled, the times make no sense, or more people have a place than
        it would hold.
    """
    for _try in range(TRIES):
        with transaction.atomic():
            people = _with_a_place(session)
            locks.these_people(people)
            locked = locks.the_session(session)
            if _with_a_place(session) <= people:
                _change(locked, values, by)
                return locked
            # Somebody took a place before the lock was had. Their row comes first, so let go of all and begin again.
            transaction.set_rollback(True)
    raise NotAllowed(_("Many people are taking places at this moment. Try again in a minute."))


@transaction.atomic
def cancel_session(*, session, reason, by):
    """Call a session off. Everybody who has a place or waits for one is told at once.

    :raises PermissionDenied: as for :func:`plan_session`.
    :raises NotAllowed: without a reason, when it has begun, or when it is cancelled already.
    """
    session = locks.the_session(session)
    if not can_run(by, session.opportunity):
        raise PermissionDenied
    if not reason.strip():
        raise NotAllowed(_("Say why it is cancelled: everybody who wanted to come reads your reason."))
    check_move(session.state, SessionState.CANCELLED)
    if session.has_begun:
        raise NotAllowed(_("This session has begun, so it cannot be cancelled."))
    with because(_("Cancelled"), by=by):
        _cancel(session, reason.strip())
    return session


def cancel_what_is_left(opportunity, reason):
    """Cancel the sessions to come of an opportunity that closes; the caller holds its row and says who and why."""
    for session in locks.sessions_to_come(opportunity):
        _cancel(session, reason)


def let_offers_run_out():
    """End the offers whose time is over and give the seats to the next in line; end waiting for what has begun.

    Safe to run at any time and any number at once: each session is a transaction of its own, under its lock.

    :returns: how many places ran out.
    """
    now = timezone.now()
    due = Place.objects.run_out(now).order_by("session").values_list("session", flat=True).distinct()
    return sum(_let_run_out(pk) for pk in list(due))


@transaction.atomic
def _let_run_out(pk):
    session = locks.these_sessions(pk)[pk]
    count = 0
    with because(_("Ran out of time")):
        for place in session.places.run_out(timezone.now()).select_related("volunteer__user").order_by("pk"):
            was_offered = place.state == PlaceState.OFFERED
            move(place, PlaceState.EXPIRED, offered_until=None)
            place.session = session
            if was_offered:
                notices.offer_ran_out(place)
            count += 1
        offer_next(session)
    return count


def _with_a_place(session):
    return set(session.places.taken().values_list("volunteer", flat=True))


def _change(session, values, by):
    if not can_run(by, session.opportunity):
        raise PermissionDenied
    if session.is_cancelled or session.has_begun:
        raise NotAllowed(_("This session has begun or is cancelled, so it cannot be changed."))
    before = {name: getattr(session, name) for name in WRITABLE}
    for name in WRITABLE:
        setattr(session, name, values.get(name, before[name]))
    after = {name: getattr(session, name) for name in WRITABLE}
    if after == before:
        return
    _check_times(session)
    if session.capacity < session.taken:
        raise NotAllowed(
            _("%(taken)d places are taken or offered already, so there must be at least as many.")
            % {"taken": session.taken}
        )
    moved = any(after[name] != before[name] for name in TIMES)
    session.revision += 1
    session.changed_at = timezone.now()
    with because(_("Changed the session"), by=by):
        clashed = _end_clashes(session) if moved else []
        session.save(update_fields=[*WRITABLE, "revision", "changed_at"])
        if moved:
            _shorten_offers(session)
        offer_next(session)
        for place in clashed:
            notices.clashed(place)
        if moved or after["place"] != before["place"]:
            notices.changed(session)


def _shorten_offers(session):
    """An offer never outlasts the start."""
    session.places.filter(state=PlaceState.OFFERED, offered_until__gt=session.starts_at).update(
        offered_until=session.starts_at
    )


def _end_clashes(session):
    """The places of people who have another that overlaps the session's new time; ended, before the time is saved."""
    elsewhere = (
        Place.objects.taken()
        .filter(volunteer=OuterRef("volunteer"), during__overlap=(session.starts_at, session.ends_at))
        .exclude(session=session)
    )
    clashed = []
    for place in session.places.taken().filter(Exists(elsewhere)).select_related("volunteer__user").order_by("pk"):
        move(place, PlaceState.CLASHED)
        place.session = session
        clashed.append(place)
    return clashed


def _cancel(session, reason):
    told = list(session.places.in_play().select_related("volunteer__user").order_by("pk"))
    for place in told:
        move(place, PlaceState.CANCELLED, offered_until=None)
        place.session = session
    session.state = SessionState.CANCELLED
    session.cancelled_because = reason
    session.revision += 1
    session.changed_at = timezone.now()
    session.save(update_fields=["state", "cancelled_because", "revision", "changed_at"])
    for place in told:
        notices.cancelled(place)


def _check_times(session):
    """:raises NotAllowed: with a sentence for whoever typed the times; the database holds the same rules."""
    if session.ends_at <= session.starts_at:
        raise NotAllowed(_("The session must end after it starts."))
    if session.minutes > 24 * 60:
        raise NotAllowed(_("A session is at most 24 hours long. Plan one for each day."))
    if session.has_begun:
        raise NotAllowed(_("The session must start in the future."))
    opportunity = session.opportunity
    if opportunity.ends_on and session.day > opportunity.ends_on:
        raise NotAllowed(_("The session is after the last day of the opportunity."))
    if opportunity.starts_on and session.day < opportunity.starts_on:
        raise NotAllowed(_("The session is before the first day of the opportunity."))
