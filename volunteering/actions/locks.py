"""Rows locked in one order, so that no two people can wait for each other: the person, then sessions by number.

Places are written only by whoever holds their session's lock; a person takes a place only while holding their own row
too, since the constraint against two places at once compares rows of one person. (Two insertions that both wait for
that comparison would be a deadlock.)
"""

from django.core.exceptions import PermissionDenied

from volunteering.models import Session, Volunteer


def the_person(user):
    """The volunteer's account of a signed-in user, locked.

    :raises PermissionDenied: for somebody without one.
    """
    volunteer = Volunteer.objects.of(user).select_for_update(of=("self",), no_key=True).first()
    if volunteer is None:
        raise PermissionDenied
    return volunteer


def these_people(ids):
    """Lock some volunteers' rows, by number."""
    list(Volunteer.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def these_sessions(*ids):
    """Sessions by number, locked in the order of their numbers. :returns: a dictionary of them."""
    return {session.pk: session for session in _locked(Session.objects.filter(pk__in=ids))}


def the_session(session):
    """One session, locked and read anew."""
    return these_sessions(session.pk)[session.pk]


def sessions_to_come(opportunity):
    """Those of an opportunity that are planned and have not begun, locked in the order of their numbers."""
    return list(_locked(opportunity.sessions.upcoming()))


def _locked(sessions):
    return (
        sessions.select_related(
            "opportunity__organisation", "opportunity__centre__organisation", "opportunity__district"
        )
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
