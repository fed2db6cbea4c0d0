"""What a charity tells of its project after the pledge was released, and what it asks to change."""

from django.db import transaction

from crowdfund import caps, notices_of_awards, reporting
from crowdfund.actions.awards import go_on, locked_award, locked_part, tell_of
from crowdfund.actions.evidence import keep_evidence
from crowdfund.actions.frame import moment
from crowdfund.actions.refusals import NotReady
from crowdfund.amounts import pounds
from crowdfund.completeness import LONGEST
from crowdfund.models import ChangeRequest, Report
from crowdfund.states import BEFORE_RELEASE, CHANGE_STEPS, REPORT_STEPS, ChangeState, after
from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files

# --- Reports ----------------------------------------------------------------------------------------------------


@atomic_with_files()
def save_report(*, report, happened, people_helped, spent, checked=None, by, at=None):
    """Keep what a charity has written of a report so far.

    :param people_helped: a whole number, or None where nothing was entered; so is spent, in pounds.
    :param checked: a documents.Checked of a file to add as evidence, or None.
    :raises NotAllowed: for whoever may not write in the application.
    :raises StepRefused: when it is sent already.
    """
    at = moment(at)
    locked = locked_part("save_report", report, by)
    locked.state = after(REPORT_STEPS, "save_report", locked.state)
    locked.happened, locked.people_helped, locked.spent = happened.strip(), people_helped, spent
    with because("Report written", by=by):
        locked.save(update_fields=["happened", "people_helped", "spent"])
        if checked is not None:
            keep_evidence(locked.award, checked, by, at, report=locked)
    return locked


@transaction.atomic
def send_report(*, report, by, at=None):
    """Send a report that is whole.

    :raises NotAllowed: for whoever may not write in the application.
    :raises StepRefused: when it is sent already.
    :raises NotReady: while it lacks something, or says more was spent than was paid.
    """
    at = moment(at)
    locked = locked_part("send_report", report, by)
    locked.state = after(REPORT_STEPS, "send_report", locked.state)
    lacks = []
    if not locked.happened:
        lacks.append("Tell what happened.")
    if locked.spent is None:
        lacks.append("Enter how much of the award you have spent.")
    elif locked.spent > locked.award.amount():
        lacks.append(f"You cannot have spent more than the award of {pounds(locked.award.amount())}.")
    if not locked.evidence.exists():
        lacks.append("Add at least one file as evidence, such as a receipt or a photo.")
    if lacks:
        raise NotReady(lacks)
    locked.sent_at, locked.sent_by, locked.answer = at, by, ""
    with because("Report sent", by=by):
        locked.save(update_fields=["state", "sent_at", "sent_by", "answer"])
        tell_of(locked.award, "send_report", by, at, locked.get_kind_display())
    return locked


@transaction.atomic
def accept_report(*, report, by, at=None):
    """Accept a report.

    :raises NotAllowed, ConflictOfInterest: as `awards.reached_award` says.
    :raises StepRefused: when it is not sent, or accepted already.
    """
    at = moment(at)
    locked = locked_part("accept_report", report, by)
    locked.state = after(REPORT_STEPS, "accept_report", locked.state)
    locked.accepted_at, locked.accepted_by = at, by
    with because("Report accepted", by=by):
        locked.save(update_fields=["state", "accepted_at", "accepted_by"])
        tell_of(locked.award, "accept_report", by, at, locked.get_kind_display())
    notices_of_awards.changed(locked.award, "accept_report", at)
    return locked


@transaction.atomic
def return_report(*, report, answer, by, at=None):
    """Ask for more: the report can be changed and sent again.

    :raises: as `accept_report`; NotReady without a word on what is missing.
    """
    at = moment(at)
    locked = locked_part("return_report", report, by)
    locked.state = after(REPORT_STEPS, "return_report", locked.state)
    if not answer.strip():
        raise NotReady(["Say what is missing: the charity reads it."])
    locked.answer = answer.strip()
    with because("More was asked about a report", by=by):
        locked.save(update_fields=["state", "answer"])
        tell_of(locked.award, "return_report", by, at, locked.answer)
    notices_of_awards.changed(locked.award, "return_report", at)
    return locked


# --- Changes ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_change(*, award, what, new_end=None, new_target=None, by, at=None):
    """The charity asks to do something else, for more time, or, until the pledge is released, for another target.

    :param new_target: pounds, the pledge included, or None to leave it.
    :raises NotAllowed, StepRefused: as `awards.locked_award` says.
    :raises NotReady: without a text, while an earlier request is open, or for an end or a target that cannot be.
    """
    at = moment(at)
    locked, state = locked_award("ask_for_change", award, by)
    if not what.strip():
        raise NotReady(["Say what is to change, and why."])
    if locked.change_requests.filter(state=ChangeState.ASKED).exists():
        raise NotReady(["You have asked for a change already. Wait for the answer."])
    if new_end is not None:
        _can_end_on(locked.application, new_end)
    if new_target is not None:
        _can_have_target(locked, new_target)
    with because("Change asked for", by=by):
        asked = ChangeRequest.objects.create(
            award=locked, what=what.strip(), new_end=new_end, new_target=new_target, asked_at=at, asked_by=by
        )
        go_on(locked, "ask_for_change", state, by, at)
    return asked


@transaction.atomic
def agree_to_change(*, change_request, answer, by, at=None):
    """Agree to a change. A new end moves the final report, a new target is the campaign's from now on.

    :raises NotAllowed, ConflictOfInterest: as `awards.reached_award` says.
    :raises StepRefused: when it is answered.
    :raises NotReady: without an answer, or for a target that cannot be.
    """
    locked = _answer("agree_to_change", change_request, answer, by, at)
    if locked.new_target is not None:
        _can_have_target(locked.award, locked.new_target)
        locked.award.target = locked.new_target
        with because("The target is another", by=by):
            locked.award.save(update_fields=["target"])
    if locked.new_end:
        final = Report.objects.open().filter(award=locked.award, kind=Report.Kind.FINAL)
        with because("Project ends on another day", by=by):
            final.update(due_on=reporting.final_report_due(locked.new_end))
    return locked


@transaction.atomic
def refuse_change(*, change_request, answer, by, at=None):
    """Refuse a change. :raises: as `agree_to_change`."""
    return _answer("refuse_change", change_request, answer, by, at)


def _can_end_on(application, day):
    """:raises NotReady: for a day before the project starts, or more than ten years after its round."""
    if application.starts_on and day < application.starts_on:
        raise NotReady(["The project must end on or after the day it starts."])
    if day > (application.round.closes_at + LONGEST).date():
        raise NotReady(["Look at the year: a project must end within ten years."])


def _can_have_target(award, target):
    """:raises NotReady: when the pledge is released, or so low a target leaves the pledge beyond a cap."""
    if award.state not in BEFORE_RELEASE:
        raise NotReady(["The target cannot change any more: the pledge is released, or the award has ended."])
    if target <= 0:
        raise NotReady(["The target must be more than £0."])
    pots = {pot.fund_id: pot for pot in award.application.round.round_funds.select_related("fund")}
    for line in award.lines.all():
        most = caps.most_of_target(pots[line.fund_id], target)
        if line.amount > most:
            fund = pots[line.fund_id].fund
            raise NotReady(
                [f"With this target {fund} can pledge {pounds(most)} at most. It pledged {pounds(line.amount)}."]
            )
    together = caps.most_together(award.application.round, target)
    if award.amount() > together:
        raise NotReady([f"With this target all funds can pledge {pounds(together)} at most, less than they did."])


def _answer(step, change_request, answer, by, at):
    at = moment(at)
    locked = locked_part(step, change_request, by)
    locked.state = after(CHANGE_STEPS, step, locked.state)
    if not answer.strip():
        raise NotReady(["Write an answer: the charity reads it."])
    locked.decided_at, locked.decided_by, locked.answer = at, by, answer.strip()
    with because("Change answered", by=by):
        locked.save(update_fields=["state", "decided_at", "decided_by", "answer"])
        tell_of(locked.award, step, by, at, locked.answer)
    notices_of_awards.changed(locked.award, step, at)
    return locked
