"""Checks: the portal fills them in, a person confirms each."""

from django.db import transaction
from django.utils import timezone

from crowdfund import checks
from crowdfund.actions.frame import locked_case, moment
from crowdfund.actions.refusals import ConflictOfInterest, NotReady
from crowdfund.models import Application, Check
from crowdfund.states import CHECK_STEPS, CheckState, after
from kentcivil.audit.history import because


@transaction.atomic
def pass_check(*, check, note="", by, at=None):
    """Confirm that a case passes a check.

    :param note: what the person found; needed unless the portal found it fine too.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says, or when it is passed already.
    :raises NotReady: without a note where one is needed.
    """
    return _confirm("pass_check", check, note, by, at)


@transaction.atomic
def fail_check(*, check, note, by, at=None):
    """Confirm that a case fails a check: it is not assessed, and its applicant will be told so with the others.

    :raises: as `pass_check`; the note is always needed.
    """
    return _confirm("fail_check", check, note, by, at)


@transaction.atomic
def look_again(*, check, by, at=None):
    """Have the portal look again, since something has changed; the check waits for a person again.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says.
    """
    locked = _locked("look_again", check, by)
    locked.state = after(CHECK_STEPS, "look_again", locked.state)
    application = Application.objects.whole().get(case=locked.case_id)
    found = checks.found_in(application, timezone.localdate(moment(at)))[locked.kind]
    locked.finding, locked.found, locked.found_at = found.finding, found.sentences, moment(at)
    locked.note, locked.confirmed_at, locked.confirmed_by = "", None, None
    with because("Checked again by the portal", by=by):
        locked.save()
    return locked


def _confirm(step, check, note, by, at):
    locked = _locked(step, check, by)
    locked.state = after(CHECK_STEPS, step, locked.state)
    agrees = locked.state == CheckState.PASSED and locked.finding == Check.Finding.FINE
    if not note.strip() and not agrees:
        raise NotReady(["Say in a note what you found."])
    locked.note, locked.confirmed_at, locked.confirmed_by = note.strip(), moment(at), by
    with because("Check confirmed", by=by):
        locked.save(update_fields=["state", "note", "confirmed_at", "confirmed_by"])
    return locked


def _locked(step, check, by):
    """The check, locked after its case. Whoever has a conflict with another application that it cites, leaves it."""
    locked_case(step, check.case, by)
    locked = Check.objects.select_for_update().get(pk=check.pk)
    if not Check.objects.open_to(by).filter(pk=locked.pk).exists():
        raise ConflictOfInterest
    return locked


def fill_in(cases, at):
    """Write the checks of new cases, with what the portal found."""
    whole = Application.objects.whole().filter(case__in=cases).order_by("pk").select_related("case")
    for application in whole:
        found = checks.found_in(application, timezone.localdate(at))
        Check.objects.bulk_create(
            Check(case=application.case, kind=kind, finding=one.finding, found=one.sentences, found_at=at)
            for kind, one in found.items()
        )
