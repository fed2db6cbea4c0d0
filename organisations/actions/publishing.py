"""Putting an entry before the public, and taking it down."""

from django.db import transaction
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import notices, permissions, states
from organisations.actions.writing import announce, locked
from organisations.states import NotAllowed, Status


def publish(*, by, organisation):
    """Put an entry before the public: a new one, or one that was suspended. That is no verification by itself."""
    return _move(by, organisation, Status.PUBLISHED, "Published", tell=notices.published)


def suspend(*, by, organisation, reason):
    """Take a published entry down for the time being. Its people are told.

    :param reason: a sentence for officers and for the organisation.
    :raises NotAllowed: without a reason too.
    """
    return _move(by, organisation, Status.SUSPENDED, reason, reason_needed=True, tell=notices.taken_down)


def close(*, by, organisation, reason):
    """Take an entry down because the organisation has ended, or should never have been listed. Its people are told."""
    return _move(by, organisation, Status.CLOSED, reason, reason_needed=True, tell=notices.taken_down)


def reopen(*, by, organisation):
    """Make a draft of a closed entry."""
    return _move(by, organisation, Status.DRAFT, "Opened again")


def send_back(*, by, organisation, reason):
    """Ask those who wrote a new entry for a change before it is published. It is a draft until they send it again.

    :param reason: a sentence for them.
    :raises NotAllowed: for an entry that does not wait for an officer; without a reason too.
    """
    return _move(
        by, organisation, Status.DRAFT, reason, reason_needed=True, tell=notices.sent_back, only_of=Status.PENDING
    )


@transaction.atomic
def submit(*, by, organisation):
    """A member sends a draft to the officers, for the first time or again."""
    organisation = locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot change this entry."))
    return _set(by, organisation, Status.PENDING, "Sent to the officers", keep_reason=False)


@transaction.atomic
def _move(by, organisation, status, reason, *, reason_needed=False, tell=None, only_of=None):
    organisation = locked(organisation)
    if not permissions.can_publish(by, organisation):
        raise NotAllowed(_("Only a directory officer can do that."))
    if only_of and organisation.status != only_of:
        raise NotAllowed(_("Only a new entry that waits for an officer can be sent back."))
    if reason_needed and not reason.strip():
        raise NotAllowed(_("Give a reason."))
    _set(by, organisation, status, reason, keep_reason=reason_needed)
    if tell:
        tell(organisation)
    return organisation


def _set(by, organisation, status, reason, *, keep_reason):
    states.check(organisation.status, status)
    organisation.status = status
    organisation.status_reason = reason if keep_reason else ""
    with because(reason, by=by):
        organisation.save(update_fields=["status", "status_reason", "updated_at"])
    announce(organisation)
    return organisation
