"""Paying a released award in stages, money that comes back, and the award's end."""

from django.db import transaction
from django.utils import timezone

from crowdfund import notices_of_awards
from crowdfund.actions import ledgers
from crowdfund.actions.awards import give_back_to_the_panel, go_on, locked_award, locked_part, tell_of
from crowdfund.actions.frame import moment
from crowdfund.actions.refusals import BeyondLimit, NotAllowed, NotReady
from crowdfund.amounts import pounds
from crowdfund.models import MovementKind, Payment, Repayment
from crowdfund.models.ledger import Account
from crowdfund.states import (
    PAYMENT_STEPS,
    REPAYMENT_STEPS,
    AwardState,
    ChangeState,
    PaymentState,
    ReportState,
    StepRefused,
    after,
)
from kentcivil.audit.history import because

# --- Payments ---------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_payment(*, payment, by, at=None):
    """Let the payments officer pay a stage.

    :raises NotAllowed, ConflictOfInterest: as `awards.reached_award` says.
    :raises StepRefused: when it is approved, paid or stopped, or the award is no longer paid.
    :raises NotReady: while the report that it waits for is not accepted.
    """
    at = moment(at)
    locked = locked_part("approve_payment", payment, by)
    _only_while_released(locked.award)
    locked.state = after(PAYMENT_STEPS, "approve_payment", locked.state)
    if locked.waits_for_report and not locked.award.reports.filter(state=ReportState.ACCEPTED).exists():
        raise NotReady(["This payment waits for a report. Accept one first."])
    locked.approved_at, locked.approved_by = at, by
    with because("Payment approved", by=by):
        locked.save(update_fields=["state", "approved_at", "approved_by"])
        tell_of(locked.award, "approve_payment", by, at, pounds(locked.amount))
    return locked


@transaction.atomic
def pay(*, payment, paid_on, bank_reference, by, at=None):
    """Record that a stage was paid from the bank.

    :param paid_on: the date in the bank's books.
    :raises NotAllowed: for anybody but the payment role, and for whoever approved it.
    :raises ConflictOfInterest: for somebody with a conflict.
    :raises StepRefused: when it is not approved, or the award is no longer paid.
    :raises NotReady: for a day in the future or before the offer, or without the bank's reference.
    """
    at = moment(at)
    locked = locked_part("pay", payment, by)
    _only_while_released(locked.award)
    locked.state = after(PAYMENT_STEPS, "pay", locked.state)
    if locked.approved_by_id == by.pk:
        raise NotAllowed("Somebody else must pay what you approved.")
    lacks = []
    if paid_on > timezone.localtime(at).date():
        lacks.append("The day of the payment cannot be in the future.")
    if paid_on < timezone.localtime(locked.award.offered_at).date():
        lacks.append("Look at the date: nothing was paid before the award was offered.")
    if not bank_reference.strip():
        lacks.append("Enter the bank’s reference.")
    if lacks:
        raise NotReady(lacks)
    locked.paid_on, locked.paid_by, locked.bank_reference = paid_on, by, bank_reference.strip()
    with because("Paid", by=by):
        ledgers.move(MovementKind.PAY, locked.award, amount=locked.amount, by=by, at=at)
        locked.save(update_fields=["state", "paid_on", "paid_by", "bank_reference"])
        tell_of(locked.award, "pay", by, at, pounds(locked.amount))
    notices_of_awards.paid(locked, at)
    return locked


@transaction.atomic
def stop_payment(*, payment, reason, by, at=None):
    """Do not pay a stage after all: its money goes back to the pot, and to the panel.

    :raises: as `approve_payment`; NotReady without a reason.
    """
    at = moment(at)
    locked = locked_part("stop_payment", payment, by)
    _only_while_released(locked.award)
    locked.state = after(PAYMENT_STEPS, "stop_payment", locked.state)
    if not reason.strip():
        raise NotReady(["Say why: the charity reads it."])
    with because("Payment stopped", by=by):
        locked.save(update_fields=["state"])
        ledgers.move(MovementKind.STOP, locked.award, amount=locked.amount, by=by, at=at, why=reason.strip())
        give_back_to_the_panel(locked.award)
        tell_of(locked.award, "stop_payment", by, at, reason.strip())
    notices_of_awards.changed(locked.award, "stop_payment", at)
    return locked


def _only_while_released(award):
    if award.state != AwardState.RELEASED:
        raise StepRefused("Nothing more is paid for this award.")


# --- Money that comes back --------------------------------------------------------------------------------------


@transaction.atomic
def declare_unspent(*, award, amount, why, by, at=None):
    """The charity says that it did not spend some of what it was paid, and pays it back.

    :param amount: pounds above nothing.
    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    :raises NotReady: for no pounds, or without a reason.
    :raises BeyondLimit: for more than it was paid and does not owe already.
    """
    return _owe("declare_unspent", Repayment.Kind.UNSPENT, award, amount, why, by, at)


@transaction.atomic
def claw_back(*, award, amount, why, by, at=None):
    """The funders ask for money back.

    :raises: as `declare_unspent`, and ConflictOfInterest.
    """
    return _owe("claw_back", Repayment.Kind.CLAWBACK, award, amount, why, by, at)


@transaction.atomic
def receive_repayment(*, repayment, bank_reference, by, at=None):
    """Record that money came back.

    :raises NotAllowed: for anybody but the payment role.
    :raises ConflictOfInterest: for somebody with a conflict.
    :raises StepRefused: when it is received or waived.
    :raises NotReady: without the bank's reference.
    """
    if not bank_reference.strip():
        raise NotReady(["Enter the bank’s reference."])
    return _settle("receive_repayment", MovementKind.RETURN, repayment, by, at, bank_reference=bank_reference.strip())


@transaction.atomic
def waive_repayment(*, repayment, reason, by, at=None):
    """Do not ask for the money after all.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `receive_repayment`, for funding officers.
    :raises NotReady: without a reason.
    """
    if not reason.strip():
        raise NotReady(["Say why it need not be paid back."])
    return _settle("waive_repayment", MovementKind.FORGIVE, repayment, by, at, waived_because=reason.strip())


@transaction.atomic
def reuse_returned(*, award, by, at=None):
    """Put what came back of an award into the pot again, where the panel can pledge it to another project.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: when nothing has come back that is not in the pot already.
    """
    at = moment(at)
    locked, state = locked_award("reuse_returned", award, by)
    with because("Returned money put back in the pot", by=by):
        moved = ledgers.move(MovementKind.REUSE, locked, by=by, at=at)
        if moved is None:
            raise NotReady(["No money has come back that is not in the pot already."])
        give_back_to_the_panel(locked)
        go_on(locked, "reuse_returned", state, by, at, pounds(moved.amount()))
    return locked


def _owe(step, kind, award, amount, why, by, at):
    at = moment(at)
    locked, state = locked_award(step, award, by)
    if amount <= 0 or not why.strip():
        raise NotReady(["Say how much comes back, and why."])
    held = ledgers.balance_of(locked, Account.PAID)
    if amount > held:
        raise BeyondLimit(f"At most {pounds(held)} can come back.")
    with because("Money is to come back", by=by):
        repayment = Repayment.objects.create(
            award=locked, kind=kind, amount=amount, why=why.strip(), declared_at=at, declared_by=by
        )
        ledgers.move(MovementKind.OWE, locked, amount=amount, by=by, at=at, why=why.strip())
        go_on(locked, step, state, by, at, f"{pounds(amount)}: {why.strip()}")
    notices_of_awards.changed(locked, step, at)
    return repayment


def _settle(step, kind, repayment, by, at, **said):
    at = moment(at)
    locked = locked_part(step, repayment, by)
    locked.state = after(REPAYMENT_STEPS, step, locked.state)
    locked.settled_at, locked.settled_by = at, by
    for name, text in said.items():
        setattr(locked, name, text)
    with because("Money that was to come back is settled", by=by):
        locked.save(update_fields=["state", "settled_at", "settled_by", *said])
        ledgers.move(kind, locked.award, amount=locked.amount, by=by, at=at)
        tell_of(locked.award, step, by, at, pounds(locked.amount))
    notices_of_awards.changed(locked.award, step, at)
    return locked


# --- The end ----------------------------------------------------------------------------------------------------


@transaction.atomic
def end_award(*, award, reason, by, at=None):
    """End a released award early: what is not paid goes back to the pot, and to the panel.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without a reason.
    """
    at = moment(at)
    locked, state = locked_award("end_award", award, by)
    if not reason.strip():
        raise NotReady(["Say why: the charity reads it."])
    with because("Award ended early", by=by):
        open_ones = (PaymentState.PLANNED, PaymentState.APPROVED)
        Payment.objects.filter(award=locked, state__in=open_ones).update(state=PaymentState.STOPPED)
        ledgers.move(MovementKind.STOP, locked, by=by, at=at, why=reason.strip())
        give_back_to_the_panel(locked)
        go_on(locked, "end_award", state, by, at, reason.strip())
    notices_of_awards.changed(locked, "end_award", at)
    return locked


def what_is_open(award):
    """What keeps a released award from being complete, as sentences: none once all is paid, reported and answered."""
    lacks = []
    if ledgers.balance_of(award, Account.RELEASED):
        lacks.append("Not everything is paid.")
    if ledgers.balance_of(award, Account.OWED):
        lacks.append("Money is still to come back.")
    if award.reports.exclude(state=ReportState.ACCEPTED).exists():
        lacks.append("A report is not accepted yet.")
    if award.change_requests.filter(state=ChangeState.ASKED).exists():
        lacks.append("A change waits for an answer.")
    return lacks


@transaction.atomic
def complete_award(*, award, by, at=None):
    """Close an award of which everything is paid, reported and answered.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `awards.locked_award` says.
    :raises NotReady: while a payment, a report, a change or money to come back is open.
    """
    at = moment(at)
    locked, state = locked_award("complete_award", award, by)
    lacks = what_is_open(locked)
    if lacks:
        raise NotReady(lacks)
    with because("Award complete", by=by):
        go_on(locked, "complete_award", state, by, at)
    notices_of_awards.changed(locked, "complete_award", at)
    return locked
