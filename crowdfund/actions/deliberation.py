"""Taking a round from the checks to the announcement, one stage after another."""

from django.db import transaction
from django.db.models import Count, Q

from crowdfund import deadlines, notices, permissions
from crowdfund.actions import checking, interests, ledgers
from crowdfund.actions.deciding import free_what_was_withdrawn, offer
from crowdfund.actions.frame import NOT_YOURS, lock_cases, locked_deliberation, moment
from crowdfund.actions.refusals import NotAllowed, NotReady
from crowdfund.models import Application, Assignment, Case, Check, Deliberation, Round
from crowdfund.states import (
    DELIBERATION_STEPS,
    ApplicationState,
    AssignmentState,
    CheckState,
    Outcome,
    StepRefused,
    after,
)
from kentcivil.audit.history import because


@transaction.atomic
def begin_checks(*, round_, by, at=None):
    """Begin to decide a round: a case for each submitted application, with its checks filled in by the portal.

    :returns: the Deliberation.
    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: while the round, or a late pass, may still take submissions, or when it has begun already.
    """
    at = moment(at)
    if not permissions.can_take("begin_checks", by):
        raise NotAllowed(NOT_YOURS)
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not (round_.is_published and deadlines.settled(round_, at)):
        raise StepRefused("The round must have closed first.")
    if round_.late_passes.filter(until__gt=at - deadlines.SETTLING).exists():
        raise StepRefused("Somebody has a late pass that is still good. Wait until it has ended.")
    deliberation, _made = Deliberation.objects.get_or_create(round=round_, defaults={"begun_at": at})
    locked = locked_deliberation("begin_checks", deliberation, by)
    stage = after(DELIBERATION_STEPS, "begin_checks", locked.stage)
    with because("Checks begun", by=by):
        applications = Application.objects.filter(round=round_, state=ApplicationState.SUBMITTED).order_by("pk")
        applications = applications.select_for_update(no_key=True, of=("self",))
        cases = Case.objects.bulk_create(Case(deliberation=locked, application=one) for one in applications)
        checking.fill_in(cases, at)
        interests.detect(locked, at)
        return _to(locked, stage)


@transaction.atomic
def begin_assessing(*, deliberation, by, at=None):
    """End the checks and let cases be scored.

    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: from another stage.
    :raises NotReady: while a check waits for a person, or the round has no criteria.
    """
    locked = locked_deliberation("begin_assessing", deliberation, by)
    stage = after(DELIBERATION_STEPS, "begin_assessing", locked.stage)
    waiting = Check.objects.filter(case__in=locked.cases.standing(), state=CheckState.WAITING).count()
    lacks = [f"{waiting} checks wait for a person." if waiting != 1 else "One check waits for a person."]
    lacks = lacks if waiting else []
    if not locked.round.criteria.exists():
        lacks.append("The round has no criteria to score.")
    if lacks:
        raise NotReady(lacks)
    with because("Assessment begun", by=by):
        interests.detect(locked, moment(at))
        return _to(locked, stage)


@transaction.atomic
def begin_moderating(*, deliberation, by, at=None):
    """End the blind scoring: from now on officers, and whoever scored a case, see all its scores.

    :raises NotAllowed, StepRefused: as `begin_assessing`.
    :raises NotReady: while an assessment is not submitted, or a case has none.
    """
    locked = locked_deliberation("begin_moderating", deliberation, by)
    stage = after(DELIBERATION_STEPS, "begin_moderating", locked.stage)
    running = Case.objects.in_the_running().filter(deliberation=locked)
    open_ones = Assignment.objects.filter(case__in=running, state=AssignmentState.ASSIGNED).count()
    submitted = Count("assignments", filter=Q(assignments__state=AssignmentState.SUBMITTED))
    unscored = running.annotate(submitted=submitted).filter(submitted=0).count()
    lacks = []
    if open_ones:
        lacks.append(f"Assessments not submitted yet: {open_ones}. Wait for them, or set them aside.")
    if unscored:
        lacks.append(f"Cases without any assessment: {unscored}.")
    if lacks:
        raise NotReady(lacks)
    with because("Moderation begun", by=by):
        return _to(locked, stage)


@transaction.atomic
def begin_panel(*, deliberation, by, at=None):
    """Put the cases before the panel, ranked by their mean scores; those ranked before keep their places.

    :raises NotAllowed, StepRefused: as `begin_assessing`.
    :raises NotReady: while a case whose scores lie far apart has no moderation note.
    """
    locked = locked_deliberation("begin_panel", deliberation, by)
    stage = after(DELIBERATION_STEPS, "begin_panel", locked.stage)
    lock_cases(locked)
    running = Case.objects.in_the_running().filter(deliberation=locked)
    cases = list(running.prefetch_related("assignments__scores__criterion", "moderation_notes"))
    silent = sum(1 for case in cases if _is_wide(case) and not case.moderation_notes.all())
    if silent:
        raise NotReady([f"Cases whose scores lie far apart and that have no moderation note: {silent}."])
    with because("Put before the panel", by=by):
        ranked = sorted(cases, key=lambda case: (case.rank is None, case.rank or 0, -_mean(case), case.pk))
        for rank, case in enumerate(ranked, start=1):
            case.rank = rank
            case.save(update_fields=["rank"])
        return _to(locked, stage)


@transaction.atomic
def return_to_moderating(*, deliberation, by, at=None):
    """Take a round back from the panel, to talk about scores again; the ranking and the proposals are kept.

    :raises NotAllowed, StepRefused: as `begin_assessing`.
    """
    locked = locked_deliberation("return_to_moderating", deliberation, by)
    stage = after(DELIBERATION_STEPS, "return_to_moderating", locked.stage)
    with because("Taken back from the panel", by=by):
        return _to(locked, stage)


@transaction.atomic
def announce(*, deliberation, by, at=None):
    """Announce every decision of a round at once: offers are made, and each applicant is written to.

    :raises NotAllowed: for anybody but a funding officer.
    :raises ConflictOfInterest: for somebody with a conflict in the round.
    :raises StepRefused: from another stage.
    :raises NotReady: while a case is not decided, or lacks its reason or feedback.
    """
    at = moment(at)
    locked = locked_deliberation("announce", deliberation, by, ranks=True)
    stage = after(DELIBERATION_STEPS, "announce", locked.stage)
    lock_cases(locked)
    cases = list(
        locked.cases.standing().in_order().select_related("application__organisation", "application__submitted_by")
    )
    if lacks := what_lacks(cases):
        raise NotReady(lacks)
    # All pots before the first offer: one offer after another would lock them in whatever order the cases come.
    ledgers.locked_pots(locked.round_id)
    with because("Decisions announced", by=by):
        free_what_was_withdrawn(locked)
        for case in cases:
            case.deliberation, case.application.round, case.announced_at = locked, locked.round, at
            case.save(update_fields=["announced_at"])
            if case.outcome == Outcome.FUND:
                offer(case, by, at)
            notices.outcome(case)
        locked.announced_at, locked.announced_by = at, by
        return _to(locked, stage, "announced_at", "announced_by")


def what_lacks(cases):
    """Sentences of what must still be done before these cases can be announced."""
    lacks = []
    undecided = sum(1 for case in cases if case.outcome == Outcome.UNDECIDED)
    if undecided:
        lacks.append(f"Cases not decided yet: {undecided}.")
    silent = sum(1 for case in cases if case.outcome != Outcome.UNDECIDED and not (case.reason and case.feedback))
    if silent:
        lacks.append(f"Decisions without a reason or without feedback: {silent}.")
    return lacks


def _is_wide(case):
    spread = case.spread()
    return spread is not None and spread.is_wide


def _mean(case):
    spread = case.spread()
    return spread.mean if spread is not None else 0


def _to(deliberation, stage, *fields):
    deliberation.stage = stage
    deliberation.save(update_fields=["stage", *fields])
    return deliberation
