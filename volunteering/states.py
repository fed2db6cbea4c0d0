"""The states of an opportunity and of an enquiry, and which may follow which."""

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

# The organisation may change what these say; afterwards the text belongs to the centre.
WRITABLE = {OpportunityState.DRAFT, OpportunityState.RETURNED}

# An enquiry in one of these still needs somebody to do something.
OPEN_ENQUIRIES = [EnquiryState.NEW, EnquiryState.CONTACTED, EnquiryState.INTRODUCED, EnquiryState.PLACED]


class NotAllowed(Exception):
    """A step that cannot be taken now; its text is a sentence for the person who tried it."""


def check_move(before, after):
    """Two states of the same kind, as members of OpportunityState or of EnquiryState.

    :raises NotAllowed: when `after` may not follow `before`.
    """
    moves = OPPORTUNITY_MOVES if isinstance(after, OpportunityState) else ENQUIRY_MOVES
    before = type(after)(before)
    if after not in moves[before]:
        raise NotAllowed(
            _("This is “%(before)s” now, so it cannot become “%(after)s”.")
            % {"before": before.label, "after": after.label}
        )
