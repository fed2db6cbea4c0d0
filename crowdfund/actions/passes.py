"""Late passes: giving one, and redeeming it once. Locks the round, then the pass, then the application."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from crowdfund import deadlines, notices, permissions
from crowdfund.actions.applications import start
from crowdfund.actions.refusals import AlreadyTaken, NotAllowed, NotReady, PassNotGood
from crowdfund.models import Application, Deliberation, LatePass, Round
from crowdfund.states import APPLICATION_STEPS, STANDING, after
from kentcivil.audit.history import because


@transaction.atomic
def give_pass(*, round_, organisation, given_to, until, reason, by, at=None):
    """Let an organisation hand in one application after the round has closed, and mail the way in to a named person.

    :param until: an aware datetime, later than the closing time and than now.
    :raises NotAllowed: for anybody but a funding officer.
    :raises NotReady: where something is not as it must be; the message says what.
    """
    at = at or timezone.now()
    if not permissions.can_manage_rounds(by):
        raise NotAllowed("Only a funding officer may do that.")
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    lacks = []
    if not round_.is_published:
        lacks.append("Publish the round first.")
    if Deliberation.objects.filter(round=round_).exists():
        lacks.append("The deciding of this round has begun: it takes no more applications.")
    if until <= max(round_.closes_at, at):
        lacks.append("The pass must be good until later than the closing time, and than now.")
    if not permissions.speaks_for(given_to, organisation):
        lacks.append("Choose somebody who speaks for the organisation.")
    if not reason.strip():
        lacks.append("Say why the pass is given.")
    if lacks:
        raise NotReady(lacks)
    with because(reason.strip(), by=by):
        late_pass = LatePass.objects.create(
            round=round_,
            organisation=organisation,
            given_to=given_to,
            until=until,
            reason=reason.strip(),
            given_by=by,
            given_at=at,
        )
    notices.late_pass_given(late_pass)
    return late_pass


@transaction.atomic
def redeem_pass(*, late_pass, by, application=None, project_title="", at=None):
    """Use a late pass for an application of the organisation, or to start one. Once, and for good.

    :param application: one that is there, a closed draft or not; None to start one with `project_title`.
    :returns: the Application, which may be written and submitted until the pass ends.
    :raises NotAllowed: when the person does not speak for the organisation, or the application is not the pass's.
    :raises PassNotGood: when it has been used or has ended.
    :raises AlreadyStarted, AlreadyTaken: when another application stands for the project.
    :raises StepRefused: for an application that was withdrawn.
    """
    at = at or timezone.now()
    round_ = Round.objects.select_for_update(no_key=True).get(pk=late_pass.round_id)
    held = LatePass.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    held = held.get(pk=late_pass.pk)
    if not permissions.can_use_pass(by, held):
        raise NotAllowed("You do not speak for this organisation.")
    if held.redeemed_at is not None:
        raise PassNotGood("This late pass has been used.")
    if not deadlines.takes_new(round_, at, held):
        raise PassNotGood("This late pass is no longer good.")
    with because("Late pass used", by=by):
        if application is None:
            found = start(
                round_=round_,
                organisation=held.organisation,
                project_title=project_title,
                by=by,
                at=at,
                late_pass=held,
            )
        else:
            found = _taken_up(held, application)
        held.redeemed_at, held.redeemed_by, held.application = at, by, found
        held.save(update_fields=["redeemed_at", "redeemed_by", "application"])
    return found


def _taken_up(late_pass, application):
    """The application that a pass is used for, a draft again where it was closed."""
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).get(pk=application.pk)
    if (locked.round_id, locked.organisation_id) != (late_pass.round_id, late_pass.organisation_id):
        raise NotAllowed("This late pass is for another round or organisation.")
    if locked.used_pass is not None:
        raise PassNotGood("This application has used a late pass already.")
    if locked.state in STANDING:
        return locked
    locked.state = after(APPLICATION_STEPS, "reopen", locked.state)
    locked.closed_at = None
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "closed_at"])
    except IntegrityError as error:
        raise AlreadyTaken("Your organisation has another application with this title in this round.") from error
    return locked
