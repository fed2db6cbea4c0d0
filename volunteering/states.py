"""The states of an opportunity, an enquiry, a session and a place on it, and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpportunityState(models.TextChoices):
    """Staff and organisations read the same words."""

    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for the centre")
    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Returned for changes")
    CLOSED = "closed", _("Closed")


class EnquiryState(models.TextChoices):
    """How far a person who wants to help has come."""

    UNCONFIRMED = "unconfirmed", _("Email not confirmed")
    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    INTRODUCED = "introduced", _("Introduced")
    PLACED = "placed", _("Placed")
    SETTLED = "settled", _("Settled in")
    LEFT = "left", _("Left")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class PlaceState(models.TextChoices):
    """How one person stands to one session, in words that the person reads too."""

    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    TAKEN = "taken", _("Place taken")
    GIVEN_UP = "given-up", _("Given up")
    DECLINED = "declined", _("Offer declined")
    EXPIRED = "expired", _("Ran out of time")
    CANCELLED = "cancelled", _("Session cancelled")
    CLASHED = "clashed", _("Session moved to a time they are elsewhere")


# Colours of the tags that show them; the word says everything.
COLOURS = {
    OpportunityState.DRAFT: "grey",
    OpportunityState.WAITING: "blue",
    OpportunityState.PUBLISHED: "green",
    OpportunityState.RETURNED: "orange",
    OpportunityState.CLOSED: "grey",
    EnquiryState.UNCONFIRMED: "grey",
    EnquiryState.NEW: "blue",
    EnquiryState.CONTACTED: "light-blue",
    EnquiryState.INTRODUCED: "turquoise",
    EnquiryState.PLACED: "purple",
    EnquiryState.SETTLED: "green",
    EnquiryState.LEFT: "grey",
    SessionState.PLANNED: "green",
    SessionState.CANCELLED: "red",
    PlaceState.WAITING: "blue",
    PlaceState.OFFERED: "orange",
    PlaceState.TAKEN: "green",
    PlaceState.GIVEN_UP: "grey",
    PlaceState.DECLINED: "grey",
    PlaceState.EXPIRED: "grey",
    PlaceState.CANCELLED: "red",
    PlaceState.CLASHED: "red",
}

# A published opportunity can be taken down again with a reason; a closed one stays in the record and is posted anew.
OPPORTUNITY_MOVES = {
    OpportunityState.DRAFT: {OpportunityState.WAITING, OpportunityState.CLOSED},
    OpportunityState.WAITING: {OpportunityState.PUBLISHED, OpportunityState.RETURNED, OpportunityState.CLOSED},
    OpportunityState.RETURNED: {OpportunityState.WAITING, OpportunityState.CLOSED},
    OpportunityState.PUBLISHED: {OpportunityState.RETURNED, OpportunityState.CLOSED},
    OpportunityState.CLOSED: set(),
}

# A step may be skipped: a person is often introduced in the first call. Nobody goes back, except that somebody who
# left at any point may register again, as a new enquiry.
ENQUIRY_MOVES = {
    EnquiryState.UNCONFIRMED: {EnquiryState.NEW},
    EnquiryState.NEW: {EnquiryState.CONTACTED, EnquiryState.INTRODUCED, EnquiryState.LEFT},
    EnquiryState.CONTACTED: {EnquiryState.INTRODUCED, EnquiryState.PLACED, EnquiryState.LEFT},
    EnquiryState.INTRODUCED: {EnquiryState.PLACED, EnquiryState.LEFT},
    EnquiryState.PLACED: {EnquiryState.SETTLED, EnquiryState.LEFT},
    EnquiryState.SETTLED: {EnquiryState.LEFT},
    EnquiryState.LEFT: set(),
}

SESSION_MOVES = {SessionState.PLANNED: {SessionState.CANCELLED}, SessionState.CANCELLED: set()}

# Whoever is out of a session may come again: that is a new row, at the end of the list.
PLACE_MOVES = {
    PlaceState.WAITING: {PlaceState.OFFERED, PlaceState.GIVEN_UP, PlaceState.EXPIRED, PlaceState.CANCELLED},
    PlaceState.OFFERED: {PlaceState.TAKEN, PlaceState.DECLINED, PlaceState.EXPIRED, PlaceState.CANCELLED},
    PlaceState.TAKEN: {PlaceState.GIVEN_UP, PlaceState.CANCELLED, PlaceState.CLASHED},
    PlaceState.GIVEN_UP: set(),
    PlaceState.DECLINED: set(),
    PlaceState.EXPIRED: set(),
    PlaceState.CANCELLED: set(),
    PlaceState.CLASHED: set(),
}

MOVES = {
    OpportunityState: OPPORTUNITY_MOVES,
    EnquiryState: ENQUIRY_MOVES,
    SessionState: SESSION_MOVES,
    PlaceState: PLACE_MOVES,
}

# A seat is kept for a person in these; the database counts them against the session's capacity.
HELD = [PlaceState.TAKEN, PlaceState.OFFERED]
# In these a person still has to do with the session.
IN_PLAY = [PlaceState.WAITING, PlaceState.OFFERED, PlaceState.TAKEN]

# The organisation may change what these say; afterwards the text belongs to the centre.
WRITABLE = {OpportunityState.DRAFT, OpportunityState.RETURNED}

# An enquiry in one of these still needs somebody to do something.
OPEN_ENQUIRIES = [EnquiryState.NEW, EnquiryState.CONTACTED, EnquiryState.INTRODUCED, EnquiryState.PLACED]


class NotAllowed(Exception):
    """A step that cannot be taken now; its text is a sentence for the person who tried it."""


def check_move(before, after):
    """Two states of the same kind; `after` is a member of one of the classes above.

    :raises NotAllowed: when `after` may not follow `before`.
    """
    before = type(after)(before)
    if after not in MOVES[type(after)][before]:
        raise NotAllowed(
            _("This is “%(before)s” now, so it cannot become “%(after)s”.")
            % {"before": before.label, "after": after.label}
        )
