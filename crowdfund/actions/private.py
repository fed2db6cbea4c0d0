"""Bank details, equality answers, and what was typed too late: kept apart from what decision-makers see."""

from django.db import transaction
from django.utils import timezone

from crowdfund import bank, completeness, notices_of_awards, permissions
from crowdfund.actions.awards import go_on, locked_award
from crowdfund.actions.refusals import ConflictOfInterest, NotAllowed, NotReady
from crowdfund.actions.writing import writing_in
from crowdfund.models import Application, BankDetails, BankDetailsReading, EqualityAnswers, KeptTyping
from crowdfund.models.conflicts import is_conflicted
from crowdfund.models.private import TYPING_KEPT
from kentcivil.audit.history import because


def save_bank_details(*, application, account, version, by, at=None):
    """Seal where an award would be paid, in place of what was there.

    :param account: a bank.Account.
    :raises NotAllowed, NoLongerWritable, EditConflict: as `writing_in` says.
    """
    at = at or timezone.now()
    with writing_in(application, completeness.BANK, version, by, at) as kept:
        _seal(kept.application, account, by, at)
    return kept


@transaction.atomic
def give_bank_details(*, award, account, by, at=None):
    """Seal where an award is paid, in place of what was there. All concerned are told, in case none of them did it.

    :param account: a bank.Account.
    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    """
    at = at or timezone.now()
    locked, state = locked_award("give_bank_details", award, by)
    with because("Bank details given for an award", by=by):
        _seal(locked.application, account, by, at)
        go_on(locked, "give_bank_details", state, by, at)
    notices_of_awards.changed(locked, "give_bank_details", at)
    return locked


def _seal(application, account, by, at):
    BankDetails.objects.update_or_create(
        application=application,
        defaults={"sealed": bank.seal(account), "ending": account.number[-2:], "saved_at": at, "saved_by": by},
    )


@transaction.atomic
def read_bank_details(*, application, reason, by, at=None):
    """Open the bank details of an application, and note who did and why.

    :returns: a bank.Account.
    :raises NotAllowed: for anybody who does not hold the payment role.
    :raises ConflictOfInterest: for somebody with a conflict.
    :raises NotReady: without a reason, or where none were given.
    :raises bank.CannotOpen: when the key is not at hand; the note of the reading is then not written either.
    """
    if not permissions.can_read_bank_details(by):
        raise NotAllowed("Only the payments officer may do that.")
    if is_conflicted(by, application):
        raise ConflictOfInterest
    if not reason.strip():
        raise NotReady(["Say why you need the bank details."])
    details = BankDetails.objects.filter(application=application).first()
    if details is None:
        raise NotReady(["No bank details were given."])
    account = bank.unseal(details.sealed)
    with because("Bank details read", by=by):
        BankDetailsReading.objects.create(
            application=application, read_at=at or timezone.now(), read_by=by, reason=reason.strip()
        )
    return account


@transaction.atomic
def forget_bank_details(*, at=None):
    """Erase what nobody needs any more. Safe to repeat.

    :returns: how many were erased.
    """
    with because("Bank details no longer needed"):
        return BankDetails.objects.no_longer_needed_at(at or timezone.now()).delete()[0]


def forget_late_typing(*, at=None):
    """Erase what was typed too late more than a year ago. Safe to repeat.

    :returns: how many pieces were erased.
    """
    return KeptTyping.objects.filter(typed_at__lte=(at or timezone.now()) - TYPING_KEPT).delete()[0]


def save_equality(*, application, led_by, reaches, by, at=None):
    """Keep answers to the equality questions where nothing leads back from them. Given once, they cannot be changed.

    :param led_by: some of EqualityAnswers.Group; so is reaches.
    :raises NotAllowed: when they have been given already, or the person may not write in the application.
    """
    with writing_in(application, completeness.EQUALITY, 0, by, at) as kept:
        if not kept.late:
            EqualityAnswers.objects.create(round=kept.application.round, led_by=led_by, reaches=reaches)
    return kept


@transaction.atomic
def keep_typing(*, application, part, lines, by, at=None):
    """Keep what somebody typed into an application that no longer takes it. It is never counted.

    :param part: the part's title.
    :param lines: pairs of a question and what was typed; empty ones are left out.
    :returns: the KeptTyping, or None where nothing was typed or the same is kept already.
    :raises NotAllowed: when the person does not speak for the organisation.
    """
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    locked = locked.get(pk=application.pk)
    if not permissions.can_read(by, locked):
        raise NotAllowed("You do not speak for this organisation.")
    lines = [[str(label), str(text).replace("\x00", "")] for label, text in lines if text]
    if not lines or locked.kept_typing.filter(part=part, lines=lines).exists():
        return None
    with because("Typed too late, kept apart", by=by):
        return KeptTyping.objects.create(
            application=locked, part=part, lines=lines, typed_at=at or timezone.now(), typed_by=by
        )
