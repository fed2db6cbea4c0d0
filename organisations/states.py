"""The states of an organisation's entry, and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting for an officer")
    PUBLISHED = "published", _("Published")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


TRANSITIONS = {
    Status.DRAFT: {Status.PENDING, Status.PUBLISHED, Status.CLOSED},
    Status.PENDING: {Status.DRAFT, Status.PUBLISHED, Status.CLOSED},
    Status.PUBLISHED: {Status.SUSPENDED, Status.CLOSED},
    Status.SUSPENDED: {Status.PUBLISHED, Status.CLOSED},
    # An organisation that starts again is put back as a draft, so that somebody looks at it before the public does.
    Status.CLOSED: {Status.DRAFT},
}


class NotAllowed(Exception):
    """A step that the state of the entry does not allow; its text is a sentence for the person who tried it."""


def check(before, after):
    """:raises NotAllowed: when an entry in state `before` may not go to state `after`."""
    if after not in TRANSITIONS[Status(before)]:
        raise NotAllowed(
            _("An entry that is “%(before)s” cannot become “%(after)s”.")
            % {"before": Status(before).label, "after": Status(after).label}
        )


class ProposalState(models.TextChoices):
    """Of a change to an entry that waits for an officer."""

    WAITING = "waiting", _("Waiting for an officer")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ClaimState(models.TextChoices):
    """Of somebody's wish to look after an entry."""

    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LikenessState(models.TextChoices):
    """Of two entries that may be one organisation."""

    OPEN = "open", _("To be decided")
    MERGED = "merged", _("Merged")
    APART = "apart", _("Two organisations")


class ChangeState(models.TextChoices):
    """Of something new in the register of charities."""

    OPEN = "open", _("To be looked at")
    SETTLED = "settled", _("Settled")
    LAPSED = "lapsed", _("No longer so in the register")


class ReportState(models.TextChoices):
    """Of what a visitor said is wrong with an entry."""

    OPEN = "open", _("To be looked at")
    SETTLED = "settled", _("Put right")
    UNFOUNDED = "unfounded", _("Nothing had to change")


# Each has one open state; all others are ends. Whoever wants it otherwise begins a new one.
OPEN = {ProposalState.WAITING, ClaimState.WAITING, LikenessState.OPEN, ChangeState.OPEN, ReportState.OPEN}


def check_open(state):
    """:raises NotAllowed: when somebody has decided already."""
    if state not in OPEN:
        raise NotAllowed(_("Somebody has decided this already. Look at it again."))
