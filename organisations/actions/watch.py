"""What officers do about a change in the register of charities."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import permissions
from organisations.actions.publishing import close, suspend
from organisations.actions.writing import announce, locked, write
from organisations.models import RegisterChange
from organisations.states import ChangeState, NotAllowed, check_open

WORDS = {RegisterChange.Kind.NAME, RegisterChange.Kind.ADDRESS}
"""Changes whose `after` are words that an entry can take over."""


@transaction.atomic
def follow_register(*, by, change):
    """Let the entry say what the register says now. That is an officer's word: imports leave it alone from then on."""
    organisation, change = _locked(by, change)
    if change.kind not in WORDS:
        raise NotAllowed(_("Only a new name or address can be taken over."))
    with because("As the register of charities says", by=by):
        write(organisation, change.after)
        _settle(by, change, "")
    announce(organisation)
    return change


@transaction.atomic
def take_down_over(*, by, change, reason, closing=False):
    """Suspend or close the entry because of what the register says.

    :param reason: a sentence for officers and for the organisation.
    """
    organisation, change = _locked(by, change)
    (close if closing else suspend)(by=by, organisation=organisation, reason=reason)
    with because("Change in the register looked at", by=by):
        _settle(by, change, reason)
    return change


@transaction.atomic
def settle_change(*, by, change, note=""):
    """There is nothing to do, or it was done elsewhere."""
    _organisation, change = _locked(by, change)
    with because("Change in the register looked at", by=by):
        _settle(by, change, note)
    return change


def _locked(by, change):
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    organisation = locked(change.organisation)
    change = RegisterChange.objects.select_for_update().get(pk=change.pk)
    check_open(change.state)
    return organisation, change


def _settle(by, change, note):
    change.state, change.note = ChangeState.SETTLED, note.strip()
    change.settled_by, change.settled_at = by, timezone.now()
    change.save(update_fields=["state", "note", "settled_by", "settled_at"])
