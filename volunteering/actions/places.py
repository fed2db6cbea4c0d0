"""Taking a place on a session, waiting for one, accepting it, swapping it and giving it up."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices_of_sessions as notices
from volunteering.actions import locks
from volunteering.eligibility import why_not
from volunteering.models import Opportunity, Place
from volunteering.states import NotAllowed, PlaceState, SessionState, check_move


class Full(NotAllowed):
    """Nobody can take a place now; one can wait for it."""


class Clash(NotAllowed):
    """The person is somewhere else at that time."""


@transaction.atomic
def take_place(*, session, by, answers=()):
    """Take a free place. Asking again for a place that one has already changes nothing.

    :param answers: pairs of a question of the opportunity and what the person answered.
    :returns: the Place.
    :raises PermissionDenied: for somebody without a volunteer's account.
    :raises Full: when all places are taken or offered.
    :raises Clash: when the person has a place elsewhere at that time.
    :raises NotAllowed: when the session is over, cancelled or not public, or the person may not come to it.
    """
    volunteer, known, session = _ask(session, by)
    if known:
        return known
    with because(_("Took a place"), by=by):
        return _take(session, volunteer, answers)


@transaction.atomic
def join_waiting_list(*, session, by, answers=()):
    """Stand at the end of the list; where a place is free after all, take it.

    :returns: the Place, waiting or taken.
    :raises PermissionDenied, Clash, NotAllowed: as for :func:`take_place`.
    """
    volunteer, known, session = _ask(session, by)
    if known:
        return known
    with because(_("Joined the waiting list"), by=by):
        try:
            return _take(session, volunteer, answers)
        except Full:
            _check_welcome(session, volunteer)
            place = Place(session=session, volunteer=volunteer, answers=list(answers))
            place.save()
    notices.waiting(place)
    return place


@transaction.atomic
def accept_offer(*, place, by):
    """Take the place that came free for whoever was next. Accepting twice is harmless.

    :raises PermissionDenied: for somebody else's place.
    :raises Clash: when the person has a place elsewhere at that time; the offer stands, and can be swapped for it.
    :raises NotAllowed: when the offer has run out.
    """
    volunteer = locks.the_person(by)
    session, place = _own(place, volunteer)
    if place.state == PlaceState.TAKEN:
        return place
    with because(_("Accepted the offer"), by=by):
        return _accept(session, volunteer, place)


@transaction.atomic
def give_up_place(*, place, by):
    """Give up a place, turn down an offer or leave the waiting list. A seat that comes free goes to the next in line.

    :raises PermissionDenied: for somebody else's place.
    :raises NotAllowed: when there is nothing to give up any more, or the session has begun.
    """
    volunteer = locks.the_person(by)
    session, place = _own(place, volunteer)
    with because(_("Gave it up"), by=by):
        _give_up(session, place)
        offer_next(session)
    return place


@transaction.atomic
def swap_place(*, place, to, by):
    """Give up one place for another, both or neither: the old one is lost only when the new one is had.

    :param place: the taken Place to give up.
    :param to: the Session to go to instead; an offer that the person has there is accepted.
    :returns: the new Place.
    :raises PermissionDenied: for somebody else's place.
    :raises Full, Clash, NotAllowed: as for :func:`take_place`; the old place is then still there.
    """
    volunteer = locks.the_person(by)
    sessions = locks.these_sessions(place.session_id, to.pk)
    session, place = _own(place, volunteer, sessions[place.session_id])
    target = sessions[to.pk]
    if place.state != PlaceState.TAKEN or target == session:
        raise NotAllowed(_("This is not a place that you can swap."))
    with because(_("Swapped it for another"), by=by):
        _give_up(session, place)
        if target.is_cancelled or target.has_begun:
            raise NotAllowed(_("This session is no longer open."))
        known = target.places.in_play().filter(volunteer=volunteer).first()
        if known and known.state != PlaceState.OFFERED:
            raise NotAllowed(_("You have a place there already, or wait for one."))
        if known:
            known.session = target
        new = _accept(target, volunteer, known) if known else _take(target, volunteer, place.answers)
        offer_next(session)
    return new


def leave_everything(volunteer):
    """Give up whatever a person has or waits for on sessions to come; the caller holds their row, and says why."""
    theirs = volunteer.places.in_play().filter(session__starts_at__gt=timezone.now())
    sessions = locks.these_sessions(*theirs.values_list("session", flat=True))
    for place in Place.objects.in_play().filter(volunteer=volunteer, session__in=sessions).order_by("session"):
        session = sessions[place.session_id]
        _give_up(session, place)
        offer_next(session)


def offer_next(session):
    """Offer each free seat of a locked session to whoever is next in line, until a moment; there is no queue-jumping.

    :param session: as locked by the caller, who writes its places.
    """
    now = timezone.now()
    session.refresh_from_db(fields=["taken"])
    if session.state != SessionState.PLANNED or session.has_begun or session.free < 1:
        return
    for place in session.places.in_line().select_related("volunteer__user")[: session.free]:
        move(place, PlaceState.OFFERED, offered_until=session.offer_until(now))
        place.session = session
        notices.offered(place)
    session.refresh_from_db(fields=["taken"])


def move(place, to, **said):
    """Move a place of a locked session to another state, and save it.

    :raises NotAllowed: when `to` may not follow.
    :raises Clash: when the person is elsewhere at that time.
    """
    check_move(place.state, to)
    place.state, place.moved_at = to, timezone.now()
    for field, value in said.items():
        setattr(place, field, value)
    save_without_clash(place)
    return place


def save_without_clash(place):
    """:raises Clash: when the database says that the person has another place at that time."""
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "place_one_at_a_time":
            raise
        raise Clash(
            _("You have a place somewhere else at this time. Give it up first, or swap it for this one.")
        ) from error


def _ask(session, by):
    """What taking and waiting begin with: the person, what they have on this session already, and the session.

    A crowd for the last place queues for the session's row, so what can be asked before is asked before: while one
    holds their own row, nobody else adds a place of theirs. Whoever is too late leaves again at once.
    """
    volunteer = locks.the_person(by)
    known = Place.objects.in_play().filter(session=session.pk, volunteer=volunteer).first()
    session = locks.the_session(session)
    # It may have ended while we waited for the session's row.
    known = known and Place.objects.in_play().filter(pk=known.pk).first()
    if session.is_cancelled or session.has_begun:
        raise NotAllowed(_("This session is no longer open."))
    return volunteer, known, session


def _take(session, volunteer, answers):
    if session.free < 1:
        raise Full(_("Somebody else has taken the last place. You can join the waiting list."))
    _check_welcome(session, volunteer)
    place = Place(session=session, volunteer=volunteer, state=PlaceState.TAKEN, answers=list(answers))
    save_without_clash(place)
    session.taken += 1
    notices.taken(place)
    return place


def _accept(session, volunteer, place):
    if not place.offer_is_open(timezone.now()):
        raise NotAllowed(_("This offer has run out, and the place has gone to somebody else."))
    _check_welcome(session, volunteer)
    move(place, PlaceState.TAKEN, offered_until=None)
    notices.taken(place)
    return place


def _give_up(session, place):
    if session.has_begun:
        raise NotAllowed(_("This session has begun. Tell the organisation if you cannot come."))
    move(place, PlaceState.DECLINED if place.state == PlaceState.OFFERED else PlaceState.GIVEN_UP, offered_until=None)


def _check_welcome(session, volunteer):
    if not Opportunity.objects.published().filter(pk=session.opportunity_id).exists():
        raise NotAllowed(_("This opportunity is no longer open."))
    if sentence := why_not(volunteer, session):
        raise NotAllowed(sentence)


def _own(place, volunteer, session=None):
    """The place read anew under its session's lock. :raises PermissionDenied: when it is not this person's."""
    session = session or locks.these_sessions(place.session_id)[place.session_id]
    place = Place.objects.get(pk=place.pk)
    if place.volunteer_id != volunteer.pk:
        raise PermissionDenied
    place.session, place.volunteer = session, volunteer
    return session, place
