"""The frame around every step in deciding a round: who may, at which stage, under which locks.

Locks are taken in one order: the deliberation, then applications by key, then cases by key.
"""

from django.utils import timezone

from crowdfund import permissions
from crowdfund.actions.refusals import ConflictOfInterest, NotAllowed
from crowdfund.models import Application, Case, Deliberation
from crowdfund.models.conflicts import conflicted, is_conflicted
from crowdfund.states import StepRefused, within

NOT_YOURS = "This is not for you to do."


def moment(at):
    return at or timezone.now()


def locked_deliberation(step, deliberation, by, *, ranks=False):
    """The deliberation, locked, once it is sure that this person may take this step at all.

    :param ranks: whether the step weighs cases against each other: then a conflict with one of them is one with all.
    :raises NotAllowed: for a person whose step it is not.
    :raises ConflictOfInterest: where `ranks`, for somebody with a conflict in the round.
    """
    if not permissions.can_take(step, by):
        raise NotAllowed(NOT_YOURS)
    locked = Deliberation.objects.select_for_update(no_key=True, of=("self",)).select_related("round")
    locked = locked.get(pk=deliberation.pk)
    if ranks and locked.cases.filter(conflicted(by, "application", "application__organisation")).exists():
        raise ConflictOfInterest
    return locked


def locked_case(step, case, by):
    """The case, locked with its deliberation and application, at a stage at which the step can be taken.

    :raises NotAllowed, ConflictOfInterest: for a person who may not do this to this case.
    :raises StepRefused: at another stage, or when the application was withdrawn meanwhile.
    """
    deliberation = locked_deliberation(step, Deliberation(pk=case.deliberation_id), by)
    application = Application.objects.select_for_update(no_key=True, of=("self",))
    application = application.select_related("organisation", "round").get(pk=case.application_id)
    if is_conflicted(by, application):
        raise ConflictOfInterest
    within(step, deliberation.stage)
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    locked.deliberation, locked.application = deliberation, application
    if not Case.objects.standing().filter(pk=locked.pk).exists():
        raise StepRefused("The application was withdrawn.")
    return locked


def lock_cases(deliberation):
    """Lock all applications and cases of a round, in order."""
    applications = Application.objects.filter(case__deliberation=deliberation).order_by("pk")
    list(applications.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    list(deliberation.cases.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
