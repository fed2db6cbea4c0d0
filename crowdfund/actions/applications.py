"""Starting, submitting and withdrawing applications."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from crowdfund import completeness, deadlines, notices, permissions
from crowdfund.actions.refusals import (
    AlreadyStarted,
    AlreadyTaken,
    Incomplete,
    NotAllowed,
    NotDeclared,
    RoundNotOpen,
)
from crowdfund.models import Application, Award, EligibilityAnswer, Round, Writer
from crowdfund.states import APPLICATION_STEPS, ApplicationState, StepRefused, after
from kentcivil.audit.history import because

__all__ = ["AlreadyStarted", "AlreadyTaken", "Incomplete", "NotAllowed", "NotDeclared", "RoundNotOpen"]


@transaction.atomic
def start(*, round_, organisation, project_title, by, at=None, eligibility=None, late_pass=None):
    """Start an application of an organisation for a project.

    The round is locked, so that two people who start at once get two numbers, and one application for one project.

    :param eligibility: what the checker was answered before, as {question id: True for yes}; others are left out.
    :param late_pass: one that `passes.redeem_pass` holds under a lock, for the time after the round has closed.
    :returns: the Application, a draft.
    :raises NotAllowed: when the person does not speak for the organisation.
    :raises RoundNotOpen: before the round opens and once it has closed.
    :raises AlreadyStarted: when the organisation has one for this project already.
    """
    at = at or timezone.now()
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not permissions.can_start(by, organisation):
        raise NotAllowed("You do not speak for this organisation.")
    if not deadlines.takes_new(round_, at, late_pass):
        raise RoundNotOpen("This round is not open for applications.")
    same = Application.objects.standing_for(round_, organisation, project_title).first()
    if same is not None:
        raise AlreadyStarted(same)
    with because("Application started", by=by):
        number = (round_.applications.aggregate(last=Max("number"))["last"] or 0) + 1
        application = Application.objects.create(
            round=round_,
            number=number,
            reference=f"{round_.reference_prefix}-{number:04d}",
            organisation=organisation,
            project_title=project_title,
            contact_name=by.name,
            contact_email=by.email,
            started_at=at,
            started_by=by,
            changed_at=at,
        )
        Writer.objects.create(application=application, user=by, since=at)
        asked = round_.eligibility_questions.filter(pk__in=eligibility or {})
        EligibilityAnswer.objects.bulk_create(
            EligibilityAnswer(application=application, question=one, yes=eligibility[one.pk]) for one in asked
        )
    return application


@transaction.atomic
def submit(*, application, declared, by, at=None):
    """Submit an application for good, and write the one confirmation.

    Asked again for one that is submitted, as by a double click, it changes nothing and writes nothing.

    :param declared: whether the person confirmed the declaration.
    :param at: the moment at which the request arrived: waiting for a lock makes nobody late.
    :returns: the Application, submitted.
    :raises NotAllowed: when the person does not speak for the organisation.
    :raises StepRefused: when it was withdrawn, or closed with its round.
    :raises RoundNotOpen: at and after the deadline; everything written stays in the draft.
    :raises NotDeclared: without the declaration.
    :raises Incomplete: when a part still lacks something.
    """
    at = at or timezone.now()
    locked = _locked(application)
    if not permissions.can_submit(by, locked):
        raise NotAllowed("You do not speak for this organisation.")
    if locked.state == ApplicationState.SUBMITTED:
        return locked
    state = after(APPLICATION_STEPS, "submit", locked.state)
    whole = Application.objects.whole().get(pk=locked.pk)
    if not deadlines.accepts(whole.round, at, whole.used_pass):
        raise RoundNotOpen("This round is not open for applications.")
    if not declared:
        raise NotDeclared("Confirm the declaration before you submit.")
    if not completeness.is_complete(whole):
        raise Incomplete("Finish every part before you submit.")
    with because("Application submitted", by=by):
        whole.state = state
        whole.submitted_at = whole.changed_at = at
        whole.submitted_by = by
        whole.organisation_name = whole.organisation.name
        whole.save(update_fields=["state", "submitted_at", "changed_at", "submitted_by", "organisation_name"])
    notices.submitted(whole, to=by)
    return whole


@transaction.atomic
def withdraw(*, application, by, at=None):
    """Withdraw an application; it stays readable, and another can be started for the project.

    :raises NotAllowed: when the person does not speak for the organisation.
    :raises StepRefused: when it is withdrawn already, was closed with its round, or has an award: that is declined.
    """
    at = at or timezone.now()
    locked = _locked(application)
    if not permissions.can_withdraw(by, locked):
        raise NotAllowed("You do not speak for this organisation.")
    if Award.objects.filter(application=locked).exists():
        raise StepRefused("There is an offer for this application: decline that.")
    was_submitted = locked.state == ApplicationState.SUBMITTED
    locked.state = after(APPLICATION_STEPS, "withdraw", locked.state)
    locked.withdrawn_at = locked.changed_at = at
    with because("Application withdrawn", by=by):
        locked.save(update_fields=["state", "withdrawn_at", "changed_at"])
    if was_submitted:
        notices.withdrawn(locked, to=by)
    return locked


def _locked(application):
    return (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(pk=application.pk)
    )
