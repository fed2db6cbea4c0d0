"""Publishing a round, taking it back, and moving its closing date."""

from django.db import transaction
from django.utils import timezone

from crowdfund import deadlines, permissions
from crowdfund.actions.refusals import NotAllowed, NotReady
from crowdfund.actions.versions import begin_version, finish_version
from crowdfund.models import Application, Deliberation, Round
from crowdfund.states import APPLICATION_STEPS, ROUND_STEPS, ApplicationState, StepRefused, after
from kentcivil.audit.history import because


@transaction.atomic
def publish_round(*, round_, by):
    """Show a round to the public. Limits left empty are filled in from the funds, and stay even if those change.

    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: when it is published already.
    :raises NotReady: when something is missing that applicants need.
    """
    locked = _locked(round_, by)
    locked.state = after(ROUND_STEPS, "publish", locked.state)
    lacks = list(_lacks(locked))
    if lacks:
        raise NotReady(lacks)
    with because("Round published", by=by):
        for round_fund in locked.round_funds.select_related("fund"):
            if round_fund.cap_pounds is None:
                round_fund.cap_pounds = round_fund.fund.cap_pounds
            if round_fund.cap_percent is None:
                round_fund.cap_percent = round_fund.fund.cap_percent
            round_fund.save()
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def unpublish_round(*, round_, by, at=None):
    """Take a round back from the public, while it has not opened.

    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: when it is not published, or has opened.
    """
    locked = _locked(round_, by)
    if locked.frozen_at(at or timezone.now()):
        raise StepRefused("A round that has opened cannot be taken back.")
    locked.state = after(ROUND_STEPS, "unpublish", locked.state)
    with because("Round taken back", by=by):
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def extend_round(*, round_, closes_at, reason, by, at=None):
    """Close a published round later than was said. Drafts that had been closed with it are drafts again.

    Where it has opened, that is a new version, of which applicants are told.

    :param closes_at: an aware datetime, later than the present one and later than now.
    :param reason: a plain sentence for the history and for applicants.
    :raises NotAllowed: for anybody but a funding officer.
    :raises StepRefused: when the round is not published, its deciding has begun, or the new moment is not later.
    :raises NotReady: without a reason.
    """
    at = at or timezone.now()
    locked = _locked(round_, by)
    if not locked.is_published:
        raise StepRefused("A round that is not published is changed in its form.")
    if closes_at <= max(locked.closes_at, at):
        raise StepRefused("The new closing time must be later than the present one, and later than now.")
    if Deliberation.objects.filter(round=locked).exists():
        raise StepRefused("The deciding of this round has begun: it takes no more applications.")
    if not reason.strip():
        raise NotReady(["Say why the round closes later."])
    with because(reason.strip(), by=by):
        version = begin_version(round_=locked, sentence=reason, by=by, at=at) if locked.frozen_at(at) else None
        locked.closes_at = closes_at
        locked.save(update_fields=["closes_at"])
        if version is not None:
            finish_version(version=version)
        if deadlines.accepts(locked, at):
            reopened = after(APPLICATION_STEPS, "reopen", ApplicationState.CLOSED)
            for application in _reopenable(locked):
                application.state, application.closed_at = reopened, None
                application.save(update_fields=["state", "closed_at"])
    return locked


def _reopenable(round_):
    """Drafts closed with the round, but for those whose project has another application by now."""
    closed = round_.applications.filter(state=ApplicationState.CLOSED).order_by("pk").select_for_update(no_key=True)
    for application in closed:
        title = application.project_title
        if not Application.objects.standing_for(round_, application.organisation_id, title).exists():
            yield application


def _locked(round_, by):
    if not permissions.can_manage_rounds(by):
        raise NotAllowed("Only a funding officer may do that.")
    return Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


def _lacks(round_):
    if not round_.round_funds.exists():
        yield "Add a fund that the round draws on."
    if not round_.objectives.exists():
        yield "Choose the objectives."
    if not round_.eligibility_questions.exists():
        yield "Add a question about who can apply."
    sections = round_.sections.prefetch_related("questions")
    if not sections or not all(section.questions.all() for section in sections):
        yield "Add sections, each with a question."
