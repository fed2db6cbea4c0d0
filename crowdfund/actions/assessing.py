"""Assessments: given to assessors, scored, submitted, returned, set aside; and what moderation made of them."""

from django.contrib.auth import get_user_model
from django.db import transaction

from crowdfund.actions import interests
from crowdfund.actions.frame import NOT_YOURS, lock_cases, locked_case, locked_deliberation, moment
from crowdfund.actions.refusals import NotAllowed, NotReady
from crowdfund.models import Assignment, Case, ModerationNote, Score
from crowdfund.models.conflicts import conflicted, is_conflicted
from crowdfund.permissions import can_assess
from crowdfund.scoring import MOST_POINTS
from crowdfund.sharing import balanced
from crowdfund.states import ASSIGNMENT_STEPS, AssignmentState, after, within
from kentcivil.accounts.roles import Role
from kentcivil.audit.history import because


def assessors_of(deliberation):
    """Whoever holds the role and has declared their interests in the round, in a fixed order."""
    people = get_user_model().objects.filter(is_active=True, groups__name=Role.ASSESSOR)
    declared = deliberation.interests_declared.values("person")
    return people.filter(pk__in=declared).distinct().order_by("pk")


@transaction.atomic
def assign(*, case, assessor, by, at=None):
    """Give a case to an assessor; again to one whose assessment was set aside.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says.
    :raises NotReady: for somebody who is no assessor, has not declared their interests, or has a conflict; for a case
        that a check has ruled out.
    """
    locked = locked_case("assign", case, by)
    if not can_assess(assessor):
        raise NotReady([f"{assessor} is not an assessor."])
    if not interests.has_declared(locked.deliberation, assessor):
        raise NotReady([f"{assessor} has not declared their interests in this round yet."])
    if is_conflicted(assessor, locked.application):
        raise NotReady([f"{assessor} cannot be given this case."])
    if not Case.objects.in_the_running().filter(pk=locked.pk).exists():
        raise NotReady(["A check has ruled this application out."])
    there = Assignment.objects.select_for_update(of=("self",)).filter(case=locked, assessor=assessor).first()
    with because("Given to an assessor", by=by):
        if there is None:
            return Assignment.objects.create(case=locked, assessor=assessor, assigned_at=moment(at), assigned_by=by)
        there.state = after(ASSIGNMENT_STEPS, "assign_again", there.state)
        there.submitted_at = None
        there.save(update_fields=["state", "submitted_at"])
    return there


@transaction.atomic
def assign_balanced(*, deliberation, each, by, at=None):
    """Give every case that is in the running to as many assessors as wanted, so that all have about the same to do.

    What is assigned already counts and stays. Nobody is given a case that they have a conflict with, or that was
    taken from them.

    :param each: how many assessors a case is to have, 1 or more.
    :returns: the new Assignments; a case with too few people free of conflict gets fewer.
    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: at another stage.
    :raises NotReady: when nobody has declared their interests yet.
    """
    locked = locked_deliberation("assign_balanced", deliberation, by)
    within("assign_balanced", locked.stage)
    people = list(assessors_of(locked))
    if not people:
        raise NotReady(["No assessor has declared their interests in this round yet."])
    interests.detect(locked, moment(at))
    lock_cases(locked)
    cases = Case.objects.in_the_running().filter(deliberation=locked).order_by("pk")
    barred = {
        person.pk: set(
            cases.filter(conflicted(person, "application", "application__organisation")).values_list("pk", flat=True)
        )
        for person in people
    }
    taken = {}
    for row in Assignment.objects.filter(case__in=cases, assessor__isnull=False):
        if row.state == AssignmentState.SET_ASIDE:
            barred.setdefault(row.assessor_id, set()).add(row.case_id)
        else:
            taken.setdefault(row.case_id, set()).add(row.assessor_id)
    pairs = balanced([case.pk for case in cases], [person.pk for person in people], each, barred, taken)
    with because("Given to assessors, shared out evenly", by=by):
        return Assignment.objects.bulk_create(
            Assignment(case_id=case, assessor_id=person, assigned_at=moment(at), assigned_by=by)
            for case, person in pairs
        )


@transaction.atomic
def save_scores(*, assignment, scores, comment="", by, at=None):
    """Keep an assessor's points and reasons, complete or not.

    :param scores: {criterion: (points from 0 to 5 or None, reason)}; criteria of other rounds are refused.
    :raises NotAllowed: for anybody but its assessor.
    :raises ConflictOfInterest, StepRefused: as `frame.locked_case` says, or when it is submitted or set aside.
    :raises NotReady: for points or a criterion that the round does not have.
    """
    locked = _own("save_scores", assignment, by)
    _write(locked, scores, comment, by)
    return locked


@transaction.atomic
def submit_assessment(*, assignment, scores, comment="", by, at=None):
    """Hand in an assessment: from now on its writer changes nothing unless an officer returns it.

    :raises: as `save_scores`; NotReady too while a criterion has no points or no reason. What was typed is kept by
        saving it before.
    """
    locked = _own("submit_assessment", assignment, by)
    _write(locked, scores, comment, by)
    given = {score.criterion_id: score for score in locked.scores.all()}
    lacking = [
        f"Give points and a reason for “{criterion}”."
        for criterion in locked.case.application.round.criteria.all()
        if criterion.pk not in given or given[criterion.pk].points is None or not given[criterion.pk].reason
    ]
    if lacking:
        raise NotReady(lacking)
    locked.state = after(ASSIGNMENT_STEPS, "submit_assessment", locked.state)
    locked.submitted_at = moment(at)
    with because("Assessment submitted", by=by):
        locked.save(update_fields=["state", "submitted_at"])
    return locked


@transaction.atomic
def return_assessment(*, assignment, reason, by, at=None):
    """Give an assessment back to its writer, with the reason in the history; nobody else has seen it meanwhile.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says, or when it is not submitted.
    :raises NotReady: without a reason.
    """
    locked_case("return_assessment", assignment.case, by)
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    locked.state = after(ASSIGNMENT_STEPS, "return_assessment", locked.state)
    if not reason.strip():
        raise NotReady(["Say why it goes back."])
    locked.submitted_at = None
    with because(reason.strip(), by=by):
        locked.save(update_fields=["state", "submitted_at"])
    return locked


@transaction.atomic
def set_aside(*, assignment, reason, by, at=None):
    """Take a case from an assessor; what they have written is kept and does not count.

    :raises: as `return_assessment`.
    """
    locked_case("set_aside", assignment.case, by)
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    locked.state = after(ASSIGNMENT_STEPS, "set_aside", locked.state)
    if not reason.strip():
        raise NotReady(["Say why it is set aside."])
    with because(reason.strip(), by=by):
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def write_moderation_note(*, case, text, by, at=None):
    """Keep what was said about the scores of a case.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says.
    :raises NotReady: for an empty note.
    """
    locked = locked_case("write_moderation_note", case, by)
    if not text.strip():
        raise NotReady(["Write what was said."])
    with because("Moderation note", by=by):
        return ModerationNote.objects.create(case=locked, text=text.strip(), written_at=moment(at), written_by=by)


def _own(step, assignment, by):
    """The assignment, locked with its case, if it is this person's and open."""
    if assignment.assessor_id != by.pk:
        raise NotAllowed(NOT_YOURS)
    case = locked_case(step, assignment.case, by)
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    locked.case = case
    after(ASSIGNMENT_STEPS, step, locked.state)
    return locked


def _write(locked, scores, comment, by):
    criteria = {criterion.pk for criterion in locked.case.application.round.criteria.all()}
    for criterion, (points, _reason) in scores.items():
        if criterion.pk not in criteria:
            raise NotReady(["That criterion is not one of this round."])
        if points is not None and not 0 <= points <= MOST_POINTS:
            raise NotReady([f"Points go from 0 to {MOST_POINTS}."])
    with because("Assessment written", by=by):
        for criterion, (points, reason) in scores.items():
            Score.objects.update_or_create(
                assignment=locked, criterion=criterion, defaults={"points": points, "reason": reason.strip()}
            )
        if comment.strip() != locked.comment:
            locked.comment = comment.strip()
            locked.save(update_fields=["comment"])
