"""The only writers of bulk changes. A dry run is kept; applying it changes all its entries, or none."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import actions, permissions
from organisations.bulk import plan
from organisations.bulk.columns import Unreadable
from organisations.bulk.models import BulkChange
from organisations.bulk.states import TRANSITIONS, BulkState
from organisations.documents import written_later
from organisations.models import Organisation
from organisations.states import NotAllowed

NAMED = 5
"""Entries that a sentence names; the others are counted."""


@transaction.atomic
def check(*, by, kind, title, reason, found):
    """Keep a dry run.

    :param found: a plan.Plan.
    :raises NotAllowed: for anybody but a directory officer, and without a reason.
    """
    _officers_only(by)
    if not reason.strip():
        raise NotAllowed(_("Give a reason."))
    with because(reason, by=by):
        return BulkChange.objects.create(
            kind=kind,
            title=title[:200],
            reason=reason.strip()[:200],
            lines=found.lines,
            wrong=found.wrong,
            unchanged=found.unchanged,
            created_by=by,
        )


@transaction.atomic
def check_again(*, by, change):
    """The dry run against the entries as they are now, in place of the one that was."""
    change = _locked(by, change)
    _step(change, BulkState.APPLIED)
    found = plan.again(change.lines)
    change.lines, change.unchanged = found.lines, change.unchanged + found.unchanged
    change.wrong = [*change.wrong, *found.wrong]
    with because(change.reason, by=by):
        change.save(update_fields=["lines", "wrong", "unchanged"])
    return change


@transaction.atomic
def apply(*, by, change):
    """Make the changes: each is in the history of its entry, with the reason. New entries are drafts.

    :raises NotAllowed: when an entry has changed since the dry run; then nothing is changed.
    """
    change = _locked(by, change)
    _step(change, BulkState.APPLIED)
    if not change.lines:
        raise NotAllowed(_("There is nothing to change."))
    keys = sorted(line["entry"] for line in change.lines if line["entry"])
    # All are locked in the order of their keys, so that two officers wait for each other and never both at once.
    locked = {entry.pk: entry for entry in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    _refuse_if_stale(change, locked)
    with written_later():
        for line in change.lines:
            _apply(by, change, line, locked.get(line["entry"]))
    change.state, change.decided_by, change.decided_at = BulkState.APPLIED, by, timezone.now()
    with because(change.reason, by=by):
        change.save(update_fields=["state", "decided_by", "decided_at"])
    return change


@transaction.atomic
def discard(*, by, change):
    """Change nothing, and keep what was meant for the record."""
    change = _locked(by, change)
    _step(change, BulkState.DISCARDED)
    change.state, change.decided_by, change.decided_at = BulkState.DISCARDED, by, timezone.now()
    with because(_("Discarded"), by=by):
        change.save(update_fields=["state", "decided_by", "decided_at"])
    return change


def _apply(by, change, line, entry):
    try:
        fields = plan.values(line)
    except Unreadable as error:
        raise NotAllowed(f"{line['name']}: {error}") from None
    if entry is None:
        name = fields.pop("name")
        actions.register(by=by, name=name, charity_number=line["number"], reason=change.reason, **fields)
    else:
        actions.edit(by=by, organisation=entry, reason=change.reason, **fields)


def _refuse_if_stale(change, locked):
    old = [
        line["name"]
        for line in change.lines
        if (line["entry"] and line["entry"] not in locked) or plan.stale(line, locked.get(line["entry"]))
    ]
    if old:
        named = ", ".join(old[:NAMED]) + (" …" if len(old) > NAMED else "")
        raise NotAllowed(
            _("Entries have changed since the dry run: %(names)s. Nothing was changed. Check again.") % {"names": named}
        )


def _locked(by, change):
    _officers_only(by)
    return BulkChange.objects.select_for_update().get(pk=change.pk)


def _step(change, after):
    if after not in TRANSITIONS[BulkState(change.state)]:
        raise NotAllowed(_("This bulk change was decided before: %(state)s.") % {"state": change.get_state_display()})


def _officers_only(by):
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
