"""The only writers of claims and of what was spent. Each locks the pilot first: the grant's sums are its own."""

from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.caching import changed
from kentcivil.files import atomic_with_files, written
from volunteering import evidence
from volunteering.models import Claim, Pilot, Spend
from volunteering.pilot_permissions import can_decide_claim, can_decide_spend, can_enter, is_council
from volunteering.pilot_states import ClaimState, SpendState, check_step
from volunteering.states import NotAllowed

ROOM = "pilot"
"""Of the pages that visitors are shown from the cache."""


@transaction.atomic
def send_claim(*, pilot, since, until, amount, by, note=""):
    """The centre claims part of the grant from the council.

    :param amount: pounds, a Decimal above 0.
    :returns: the Claim, numbered on from the last.
    :raises PermissionDenied: when `by` neither works for the pilot's centre nor decides for the council.
    :raises NotAllowed: for months the wrong way round or in the future, or for more than is left of the grant.
    """
    pilot = _locked_pilot(pilot)
    if not can_enter(by, pilot):
        raise PermissionDenied
    _check_claim(pilot, since, until, amount)
    last = pilot.claims.order_by("-number").values_list("number", flat=True).first() or 0
    with because(_("Sent the claim"), by=by):
        return Claim.objects.create(
            pilot=pilot, number=last + 1, since=since, until=until, amount=amount, note=note.strip(), sent_by=by
        )


@transaction.atomic
def send_claim_again(*, claim, since, until, amount, by, note=""):
    """Change a claim that the council returned, and send it again.

    :raises PermissionDenied, NotAllowed: as for :func:`send_claim`; and when it was not returned.
    """
    pilot, claim = _locked_claim(claim)
    if not can_enter(by, pilot):
        raise PermissionDenied
    check_step(claim.state, ClaimState.SENT)
    _check_claim(pilot, since, until, amount)
    claim.since, claim.until, claim.amount, claim.note = since, until, amount, note.strip()
    claim.state, claim.returned_because = ClaimState.SENT, ""
    claim.sent_at, claim.sent_by = timezone.now(), by
    with because(_("Sent the claim again"), by=by):
        claim.save()
    return claim


@transaction.atomic
def agree_claim(*, claim, by):
    """The council agrees to a claim. :raises PermissionDenied, NotAllowed: not the council's to decide, or decided."""
    _pilot, claim = _decided(claim, ClaimState.AGREED, by)
    with because(_("Agreed to the claim"), by=by):
        claim.save()
    return claim


@transaction.atomic
def return_claim(*, claim, reason, by):
    """The council gives a claim back to the centre with a reason.

    :raises PermissionDenied, NotAllowed: as for :func:`agree_claim`; and without a reason.
    """
    _pilot, claim = _decided(claim, ClaimState.RETURNED, by)
    if not reason.strip():
        raise NotAllowed(_("Say what should be changed: the centre reads your reason."))
    claim.returned_because = reason.strip()
    with because(_("Returned the claim"), by=by):
        claim.save()
    return claim


@transaction.atomic
def pay_claim(*, claim, paid_on, by):
    """The council has paid a claim that it agreed to.

    :raises PermissionDenied: when it is not `by`'s to decide.
    :raises NotAllowed: when it is not agreed, or the day is in the future.
    """
    _pilot, claim = _decided(claim, ClaimState.PAID, by)
    if paid_on > timezone.localdate():
        raise NotAllowed(_("The day of the payment is in the future."))
    claim.paid_on = paid_on
    with because(_("Paid the claim"), by=by):
        claim.save()
    return claim


@atomic_with_files()
def enter_spend(*, line, paid_on, amount, what, upload, by, claim=None):
    """Enter a payment made out of the grant, with its evidence. It counts once somebody else has accepted it.

    :param amount: pounds, a Decimal above 0.
    :param upload: the evidence, an UploadedFile.
    :param claim: the Claim that it belongs to, or None.
    :returns: the Spend.
    :raises PermissionDenied: when `by` neither works for the pilot's centre nor decides for the council.
    :raises NotAllowed: for a day before the pilot or in the future, nothing paid, or a claim of another pilot.
    :raises django.core.exceptions.ValidationError: for a file that may not be kept.
    """
    pilot = _locked_pilot(line.pilot)
    if not can_enter(by, pilot):
        raise PermissionDenied
    if not pilot.started_on <= paid_on <= timezone.localdate():
        raise NotAllowed(_("The day of the payment must be since the start of the pilot, and not in the future."))
    if amount <= 0:
        raise NotAllowed(_("The amount must be more than £0."))
    if claim is not None and claim.pilot_id != pilot.pk:
        raise NotAllowed(_("This claim is of another pilot."))
    ending, digest = evidence.check(upload)
    name = evidence.plain_name(upload.name)
    spend = Spend(line=line, claim=claim, paid_on=paid_on, amount=amount, what=what.strip(), entered_by=by)
    spend.evidence_name, spend.evidence_sha256 = name, digest
    spend.evidence.save(PurePath(name).stem + ending, upload, save=False)
    written(spend.evidence)
    with because(_("Entered the payment"), by=by):
        spend.save()
    return spend


@transaction.atomic
def accept_spend(*, spend, by):
    """The council has seen the evidence and accepts the payment: from now on it is part of every public figure.

    :raises PermissionDenied: when it is not `by`'s to decide, such as what they entered themselves.
    :raises NotAllowed: when it was decided before.
    """
    return _decide(spend, SpendState.ACCEPTED, by, _("Saw the evidence and accepted the payment"))


@transaction.atomic
def refuse_spend(*, spend, reason, by):
    """The council does not accept a payment.

    :raises PermissionDenied, NotAllowed: as for :func:`accept_spend`; and without a reason.
    """
    if not reason.strip():
        raise NotAllowed(_("Say why: the centre reads your reason."))
    return _decide(spend, SpendState.REFUSED, by, _("Did not accept the payment"), refused_because=reason.strip())


@transaction.atomic
def reverse_spend(*, spend, reason, by):
    """Put right a payment that was accepted by mistake: a line of the same amount the other way, of the same day.

    The ledger is never rewritten; whoever adds it up sees both lines.

    :param reason: what was wrong; the public reads it.
    :returns: the new Spend.
    :raises PermissionDenied: when `by` does not decide for the council.
    :raises NotAllowed: for what is not accepted, is reversed already or is itself a reversal, or without a reason.
    """
    pilot, spend = _locked_spend(spend)
    if not is_council(by):
        raise PermissionDenied
    if spend.state != SpendState.ACCEPTED or spend.reverses_id or Spend.objects.filter(reverses=spend).exists():
        raise NotAllowed(_("Only a payment that was accepted can be reversed, and only once."))
    if not reason.strip():
        raise NotAllowed(_("Say what was wrong: the public reads it."))
    with because(_("Reversed the payment"), by=by):
        reversal = Spend.objects.create(
            line=spend.line,
            claim=spend.claim,
            paid_on=spend.paid_on,
            amount=-spend.amount,
            what=_("Correction of payment %(number)s: %(reason)s")
            % {"number": spend.pk, "reason": reason.strip()[:150]},
            state=SpendState.ACCEPTED,
            entered_by=by,
            decided_by=by,
            decided_at=timezone.now(),
            reverses=spend,
        )
    changed(ROOM)
    return reversal


def _locked_pilot(pilot):
    return Pilot.objects.select_for_update(of=("self",)).select_related("centre").get(pk=pilot.pk)


def _locked_claim(claim):
    pilot = _locked_pilot(claim.pilot)
    return pilot, Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)


def _locked_spend(spend):
    pilot = _locked_pilot(spend.line.pilot)
    return pilot, Spend.objects.select_for_update(of=("self",)).select_related("line", "claim").get(pk=spend.pk)


def _check_claim(pilot, since, until, amount):
    if until < since:
        raise NotAllowed(_("The last day must be on or after the first day."))
    if not pilot.started_on <= since <= timezone.localdate():
        raise NotAllowed(_("The first day must be since the start of the pilot, and not in the future."))
    if amount <= 0:
        raise NotAllowed(_("The amount must be more than £0."))
    others = pilot.claims.exclude(state=ClaimState.RETURNED)
    left = pilot.grant - (others.aggregate(total=Sum("amount"))["total"] or 0)
    if amount > left:
        raise NotAllowed(_("Only £%(left)s of the grant is left to claim.") % {"left": f"{left:,.2f}"})


def _decided(claim, to, by):
    pilot, claim = _locked_claim(claim)
    if not can_decide_claim(by, claim):
        raise PermissionDenied
    check_step(claim.state, to)
    claim.state, claim.decided_by = to, by
    changed(ROOM)
    return pilot, claim


def _decide(spend, to, by, why, refused_because=""):
    _pilot, spend = _locked_spend(spend)
    if not can_decide_spend(by, spend):
        raise PermissionDenied
    check_step(spend.state, to)
    spend.state, spend.refused_because = to, refused_because
    spend.decided_by, spend.decided_at = by, timezone.now()
    with because(why, by=by):
        spend.save()
    changed(ROOM)
    return spend
