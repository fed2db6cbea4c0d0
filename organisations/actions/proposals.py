"""What members propose and officers decide. Until then the public sees what was approved last."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import notices, permissions, trust
from organisations.actions.writing import announce, locked, write
from organisations.models import Beneficiary, Proposal
from organisations.states import NotAllowed, ProposalState, check_open


def propose(*, by, organisation, fields):
    """Put words aside for an officer; for :func:`organisations.actions.edit`, which holds the lock on the entry.

    Words that say what the entry says already are no proposal, and take back an earlier one. Fields that are not
    given stay as they were proposed.

    :returns: the Proposal that waits now, or None.
    """
    waiting = organisation.proposals.waiting().select_for_update().first()
    proposed = dict(waiting.proposed) if waiting else {}
    for field, value in fields.items():
        proposed[field] = trust.kept(field, value)
    before = {field: trust.said(organisation, field) for field in proposed}
    proposed = {field: value for field, value in proposed.items() if value != before[field]}
    before = {field: before[field] for field in proposed}
    if not proposed:
        if waiting:
            _decide(waiting, ProposalState.WITHDRAWN, by)
        return None
    if waiting is None:
        return Proposal.objects.create(organisation=organisation, proposed_by=by, before=before, proposed=proposed)
    if (waiting.proposed, waiting.before) != (proposed, before):
        waiting.proposed, waiting.before, waiting.proposed_by = proposed, before, by
        waiting.proposed_at = timezone.now()
        waiting.save(update_fields=["proposed", "before", "proposed_by", "proposed_at"])
    return waiting


@transaction.atomic
def withdraw_proposal(*, by, proposal):
    """Take a proposed change back: any member of the organisation may."""
    organisation, proposal = _locked(proposal)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot change this entry."))
    with because("Proposed change taken back", by=by):
        _decide(proposal, ProposalState.WITHDRAWN, by)
    return proposal


@transaction.atomic
def approve_proposal(*, by, proposal, seen, **edited):
    """Put what was proposed before the public, as it is or as the officer edited it.

    :param seen: `proposed_at` of the proposal as the officer read it: what was changed since is read first.
    :param edited: fields the officer put otherwise; links as a list of things.
    :raises NotAllowed: when `by` is no officer, somebody has decided, or the member has changed it since.
    """
    organisation, proposal = _for_officer(by, proposal, seen)
    words = {field: _as_written(field, value) for field, value in proposal.proposed.items()}
    with because("Proposed change approved", by=by):
        write(organisation, words | edited)
        _decide(proposal, ProposalState.APPROVED, by)
    notices.proposal_approved(proposal)
    announce(organisation)
    return proposal


@transaction.atomic
def return_proposal(*, by, proposal, seen, reason):
    """Send a proposed change back to whoever wrote it. The entry stays as it is; what they typed is kept for them.

    :param reason: a sentence for them.
    """
    organisation, proposal = _for_officer(by, proposal, seen)
    if not reason.strip():
        raise NotAllowed(_("Give a reason."))
    proposal.reason = reason.strip()
    with because("Proposed change returned", by=by):
        _decide(proposal, ProposalState.RETURNED, by)
    notices.proposal_returned(proposal)
    return proposal


def _for_officer(by, proposal, seen):
    organisation, proposal = _locked(proposal)
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    check_open(proposal.state)
    if proposal.proposed_at != seen:
        raise NotAllowed(_("It was changed while you were reading it. This is how it is now."))
    return organisation, proposal


def _locked(proposal):
    """The entry, then what is proposed for it: always in this order."""
    organisation = locked(proposal.organisation)
    return organisation, Proposal.objects.select_for_update().get(pk=proposal.pk)


def _decide(proposal, state, by):
    check_open(proposal.state)
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _as_written(field, value):
    return list(Beneficiary.objects.filter(slug__in=value)) if field in trust.LINKS else value
