"""What volunteers are told about their places. Each says only what its reader knows about themselves."""

from django.conf import settings
from django.urls import reverse

from kentcivil.mail.outbox import enqueue


def taken(place):
    """The place is theirs."""
    _tell(place, "volunteering/mail/place_taken.txt", useful_until=place.session.ends_at)


def waiting(place):
    """They are on the list."""
    _tell(place, "volunteering/mail/place_waiting.txt", useful_until=place.session.starts_at)


def offered(place):
    """A place came free: until when they can say yes."""
    _tell(place, "volunteering/mail/place_offered.txt", useful_until=place.offered_until)


def offer_ran_out(place):
    """They did not answer in time."""
    _tell(place, "volunteering/mail/place_ran_out.txt")


def cancelled(place):
    """The session does not happen, and why."""
    _tell(place, "volunteering/mail/place_cancelled.txt", useful_until=place.session.ends_at)


def clashed(place):
    """The session moved to a time at which they are elsewhere, so they have no place on it any more."""
    _tell(place, "volunteering/mail/place_clashed.txt")


def changed(session):
    """To everybody who has a place or waits for one: the new time and place."""
    for place in session.places.in_play().select_related("volunteer__user").order_by("pk"):
        place.session = session
        _tell(place, "volunteering/mail/place_changed.txt", useful_until=session.ends_at)


def _tell(place, template, *, useful_until=None):
    # The revision in the key: a session that is changed twice is told of twice.
    enqueue(
        key=f"{template}:{place.pk}:{place.session.revision}",
        to=place.volunteer.user.email,
        template=template,
        context={"place": place, "session": place.session, "address": _page("my_volunteering")},
        useful_until=useful_until,
    )


def _page(name, *args):
    return settings.SITE_URL + reverse(name, args=args)
