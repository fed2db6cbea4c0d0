"""Conflicts of interest: declared by people, found from who speaks for whom, lifted with a reason."""

from django.db import transaction

from crowdfund import permissions
from crowdfund.actions.frame import NOT_YOURS, locked_deliberation, moment
from crowdfund.actions.refusals import ConflictOfInterest, NotAllowed, NotReady
from crowdfund.models import Application, Assignment, Conflict, Deliberation, InterestsDeclared, Writer
from crowdfund.models.conflicts import is_conflicted
from crowdfund.states import ASSIGNMENT_STEPS, CONFLICT_STEPS, Stage, after, within
from kentcivil.accounts.roles import Role
from kentcivil.audit.history import because
from organisations.models import Membership

DECIDERS = (Role.FUNDING_OFFICER, Role.ASSESSOR, Role.AUDITOR, Role.PAYMENTS)
"""Those who decide, who look on, and who pay what was decided."""


@transaction.atomic
def declare_interests(*, deliberation, reasons, by, at=None):
    """Say with which applicants of a round one has a conflict of interest; with none is an answer too.

    What was declared before stays: only a funding officer can lift it. Assessments of these cases are set aside while
    they are still to be decided; what is announced stays as it was decided, by whom and why.

    :param reasons: {application: why, in a few words}; applications of other rounds are refused.
    :raises NotAllowed: for people who have no part in deciding, nor in paying what was decided.
    :raises StepRefused: before the checks begin.
    :raises NotReady: for an application of another round.
    """
    at = moment(at)
    locked = locked_deliberation("declare_interests", deliberation, by)
    within("declare_interests", locked.stage)
    if any(application.round_id != locked.round_id for application in reasons):
        raise NotReady(["Choose among the applicants of this round."])
    with because("Interests declared", by=by):
        InterestsDeclared.objects.get_or_create(deliberation=locked, person=by, defaults={"at": at})
        for application, reason in sorted(reasons.items(), key=lambda pair: pair[0].pk):
            _stand(application, by, Conflict.Source.DECLARED, reason, at)
            if locked.stage != Stage.ANNOUNCED:
                _set_aside(application, by)
    return locked


@transaction.atomic
def lift_conflict(*, conflict, reason, by, at=None):
    """Lift a conflict that turned out to be none; one cannot lift one's own.

    :raises NotAllowed: for anybody but a funding officer, and for one's own.
    :raises ConflictOfInterest: for an officer with a conflict in the same case.
    :raises StepRefused: when it is lifted already.
    :raises NotReady: without a reason.
    """
    if not permissions.can_take("lift_conflict", by) or conflict.person_id == by.pk:
        raise NotAllowed(NOT_YOURS)
    deliberation = Deliberation.objects.filter(round__applications=conflict.application_id).first()
    if deliberation is None:
        raise NotReady(["The deciding of this round has not begun."])
    deliberation = locked_deliberation("lift_conflict", deliberation, by)
    locked = Conflict.objects.select_for_update(of=("self",)).select_related("application").get(pk=conflict.pk)
    if is_conflicted(by, locked.application):
        raise ConflictOfInterest
    within("lift_conflict", deliberation.stage)
    locked.state = after(CONFLICT_STEPS, "lift_conflict", locked.state)
    if not reason.strip():
        raise NotReady(["Say why this is no conflict."])
    with because("Conflict of interest lifted", by=by):
        locked.lifted_at, locked.lifted_by, locked.lifted_because = moment(at), by, reason.strip()
        locked.save(update_fields=["state", "lifted_at", "lifted_by", "lifted_because"])
    return locked


def detect(deliberation, at):
    """Write down the conflicts of people who decide and speak, or have spoken, for an applicant.

    A row stays when the membership ends. The history tells of memberships that had ended before. One that an officer
    has lifted is not written again. The caller holds the lock on the deliberation.
    """
    applications = Application.objects.filter(round=deliberation.round_id)
    organisations = {}
    for application in applications.only("pk", "organisation_id"):
        organisations.setdefault(application.organisation_id, []).append(application)
    held = {"user__groups__name__in": DECIDERS}
    past = Membership.pgh_event_model.objects.filter(organisation__in=organisations, **held)
    members = Membership.objects.filter(organisation__in=organisations, **held)
    ties = {
        (user, application)
        for rows in (members, past)
        for user, organisation in rows.values_list("user_id", "organisation_id").distinct()
        for application in organisations[organisation]
    }
    wrote = Writer.objects.filter(application__round=deliberation.round_id, **held).select_related("application")
    ties |= {(row.user_id, row.application) for row in wrote}
    known = set(Conflict.objects.filter(application__in=applications).values_list("person_id", "application_id"))
    for user, application in sorted(ties, key=lambda tie: (tie[1].pk, tie[0])):
        if (user, application.pk) not in known:
            _stand(application, user, Conflict.Source.DETECTED, "", at)
            _set_aside(application, user)


def _stand(application, person, source, reason, at):
    """:param person: a User, or one's key."""
    key = person if isinstance(person, int) else person.pk
    Conflict.objects.get_or_create(
        application=application,
        person_id=key,
        state="standing",
        defaults={"source": source, "reason": reason.strip()[:300], "since": at},
    )


def _set_aside(application, person):
    taken = Assignment.objects.taken().filter(case__application=application, assessor=person)
    for assignment in taken.select_for_update():
        assignment.state = after(ASSIGNMENT_STEPS, "set_aside", assignment.state)
        assignment.save(update_fields=["state"])


def has_declared(deliberation, user):
    return InterestsDeclared.objects.filter(deliberation=deliberation, person=user).exists()
