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
