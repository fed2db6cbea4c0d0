"""Putting an entry before the public, and taking it down."""

from django.db import transaction
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import permissions, states
from organisations.actions.writing import announce, locked
from organisations.states import NotAllowed, Status


def publish(*, by, organisation):
    """Put an entry before the public: a new one, or one that was suspended. That is no verification by itself."""
    return _move(by, organisation, Status.PUBLISHED, "Published")


def suspend(*, by, organisation, reason):
    """Take a published entry down for the time being.

    :param reason: a sentence for officers and for the organisation.
    :raises NotAllowed: without a reason too.
    """
    return _move(by, organisation, Status.SUSPENDED, reason, reason_needed=True)


def close(*, by, organisation, reason):
    """Take an entry down because the organisation has ended, or should never have been listed."""
    return _move(by, organisation, Status.CLOSED, reason, reason_needed=True)


def reopen(*, by, organisation):
    """Make a draft of a closed entry."""
    return _move(by, organisation, Status.DRAFT, "Opened again")


@transaction.atomic
def _move(by, organisation, status, reason, *, reason_needed=False):
    organisation = locked(organisation)
    if not permissions.can_publish(by, organisation):
        raise NotAllowed(_("Only a directory officer can do that."))
    states.check(organisation.status, status)
    if reason_needed and not reason.strip():
        raise NotAllowed(_("Give a reason."))
    organisation.status = status
    organisation.status_reason = reason if reason_needed else ""
    with because(reason, by=by):
        organisation.save(update_fields=["status", "status_reason", "updated_at"])
    announce(organisation)
    return organisation
