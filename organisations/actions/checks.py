"""A person says that an entry is still correct."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import permissions
from organisations.actions.writing import announce, locked
from organisations.states import NotAllowed


@transaction.atomic
def verify(*, by, organisation):
    """Record that a person says the entry is still correct: sets the date, who, and when to ask again.

    Changes nothing else: an entry that is not published stays so.

    :param by: a member or an officer; of a signed link, the member to whom it was sent.
    """
    organisation = locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot answer for this entry."))
    organisation.verified_on = today()
    organisation.verified_by = by
    organisation.review_due = review_due_after(today())
    with because("Still correct", by=by):
        organisation.save(update_fields=["verified_on", "verified_by", "review_due", "updated_at"])
    announce(organisation)
    return organisation


def today():
    """The date in London."""
    return timezone.localdate()


def review_due_after(verified_on: date):
    """When to ask again: the same day a year later."""
    try:
        return verified_on.replace(year=verified_on.year + 1)
    except ValueError:  # 29 February
        return date(verified_on.year + 1, 3, 1)
