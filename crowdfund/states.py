"""The states of a round and of an application, and which step leads from which to which. Imports nothing of ours."""

from django.db import models


class RoundState(models.TextChoices):
    """Whether the public may see a round. Whether it is open is a question of time: deadlines.py."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CLOSED = "closed", "Closed, not submitted"


class AwardState(models.TextChoices):
    """How far an award is, from the offer to the last receipt."""

    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    NOTICED = "noticed", "Subsidy notice sent"
    CONFIRMED = "confirmed", "Subsidy confirmed"
    CAMPAIGN = "campaign", "Crowdfunding"
    RELEASED = "released", "Target reached"
    COMPLETE = "complete", "Complete"
    ENDED = "ended", "Ended early"
    DECLINED = "declined", "Declined by the charity"
    LAPSED = "lapsed", "Lapsed"
    MISSED = "missed", "Target missed"
    WITHDRAWN = "withdrawn", "Withdrawn by the funders"


FALLEN = (AwardState.DECLINED, AwardState.LAPSED, AwardState.MISSED, AwardState.WITHDRAWN)
"""Awards of which no pound was paid nor ever will be: they are not among the projects funded."""


class PaymentState(models.TextChoices):
    PLANNED = "planned", "Planned"
    APPROVED = "approved", "To be paid"
    PAID = "paid", "Paid"
    STOPPED = "stopped", "Stopped"


class ReportState(models.TextChoices):
    DUE = "due", "To be written"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"


class ChangeState(models.TextChoices):
    ASKED = "asked", "Asked"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"


class RepaymentState(models.TextChoices):
    OWED = "owed", "Owed"
    RECEIVED = "received", "Received"
    WAIVED = "waived", "Waived"


class OfflineState(models.TextChoices):
    """Of a pledge that somebody made on paper: it counts once an officer has seen the evidence."""

    WAITING = "waiting", "Waiting for a check"
    COUNTED = "counted", "Counted"
    REFUSED = "refused", "Not counted"


ROUND_STEPS = {
    "publish": {RoundState.DRAFT: RoundState.PUBLISHED},
    "unpublish": {RoundState.PUBLISHED: RoundState.DRAFT},
}

APPLICATION_STEPS = {
    "submit": {ApplicationState.DRAFT: ApplicationState.SUBMITTED},
    "withdraw": {
        ApplicationState.DRAFT: ApplicationState.WITHDRAWN,
        ApplicationState.SUBMITTED: ApplicationState.WITHDRAWN,
    },
    # The round ended while it was a draft; a later closing date takes it back up.
    "close": {ApplicationState.DRAFT: ApplicationState.CLOSED},
    "reopen": {ApplicationState.CLOSED: ApplicationState.DRAFT},
}


class Stage(models.TextChoices):
    """How far the deciding of a round is, from the checks to the announcement."""

    NOT_BEGUN = "not_begun", "Not begun"
    CHECKS = "checks", "Checks"
    ASSESSING = "assessing", "Assessment"
    MODERATING = "moderating", "Moderation"
    PANEL = "panel", "Panel"
    ANNOUNCED = "announced", "Announced"


class CheckState(models.TextChoices):
    WAITING = "waiting", "Waiting for a person"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", "To be scored"
    SUBMITTED = "submitted", "Submitted"
    SET_ASIDE = "set_aside", "Set aside"


class Outcome(models.TextChoices):
    UNDECIDED = "undecided", "Not decided"
    FUND = "fund", "Fund"
    RESERVE = "reserve", "Reserve list"
    DECLINE = "decline", "Do not fund"


class ConflictState(models.TextChoices):
    STANDING = "standing", "Standing"
    LIFTED = "lifted", "Lifted"


DELIBERATION_STEPS = {
    "begin_checks": {Stage.NOT_BEGUN: Stage.CHECKS},
    "begin_assessing": {Stage.CHECKS: Stage.ASSESSING},
    "begin_moderating": {Stage.ASSESSING: Stage.MODERATING},
    "begin_panel": {Stage.MODERATING: Stage.PANEL},
    # Scores stay as they are: once they have been seen, nobody scores blind again.
    "return_to_moderating": {Stage.PANEL: Stage.MODERATING},
    "announce": {Stage.PANEL: Stage.ANNOUNCED},
}

CHECK_STEPS = {
    "pass_check": {CheckState.WAITING: CheckState.PASSED, CheckState.FAILED: CheckState.PASSED},
    "fail_check": {CheckState.WAITING: CheckState.FAILED, CheckState.PASSED: CheckState.FAILED},
    "look_again": dict.fromkeys(CheckState, CheckState.WAITING),
}

ASSIGNMENT_STEPS = {
    "save_scores": {AssignmentState.ASSIGNED: AssignmentState.ASSIGNED},
    "submit_assessment": {AssignmentState.ASSIGNED: AssignmentState.SUBMITTED},
    "return_assessment": {AssignmentState.SUBMITTED: AssignmentState.ASSIGNED},
    "set_aside": {
        AssignmentState.ASSIGNED: AssignmentState.SET_ASIDE,
        AssignmentState.SUBMITTED: AssignmentState.SET_ASIDE,
    },
    "assign_again": {AssignmentState.SET_ASIDE: AssignmentState.ASSIGNED},
}

OUTCOME_STEPS = {
    "propose_funding": dict.fromkeys(Outcome, Outcome.FUND),
    "put_on_reserve": dict.fromkeys(Outcome, Outcome.RESERVE),
    "propose_decline": dict.fromkeys(Outcome, Outcome.DECLINE),
    "promote_from_reserve": {Outcome.RESERVE: Outcome.FUND},
}

CONFLICT_STEPS = {"lift_conflict": {ConflictState.STANDING: ConflictState.LIFTED}}

BEFORE_RELEASE = (
    AwardState.OFFERED,
    AwardState.ACCEPTED,
    AwardState.NOTICED,
    AwardState.CONFIRMED,
    AwardState.CAMPAIGN,
)

AWARD_STEPS = {
    "add_condition": {AwardState.OFFERED: AwardState.OFFERED},
    "accept_offer": {AwardState.OFFERED: AwardState.ACCEPTED},
    "decline_offer": dict.fromkeys(BEFORE_RELEASE[:-1], AwardState.DECLINED),
    "lapse_offer": {AwardState.OFFERED: AwardState.LAPSED},
    # Subsidy Control Act 2022, section 37: written notice, the charity's confirmation, only then the award.
    "send_subsidy_notice": {AwardState.ACCEPTED: AwardState.NOTICED},
    "confirm_subsidy": {AwardState.NOTICED: AwardState.CONFIRMED},
    "open_campaign": {AwardState.CONFIRMED: AwardState.CAMPAIGN},
    "give_more_time": {AwardState.CAMPAIGN: AwardState.CAMPAIGN},
    "record_raised": {AwardState.CAMPAIGN: AwardState.CAMPAIGN},
    "add_offline_pledge": {AwardState.CAMPAIGN: AwardState.CAMPAIGN},
    "release_pledge": {AwardState.CAMPAIGN: AwardState.RELEASED},
    "miss_target": {AwardState.CAMPAIGN: AwardState.MISSED},
    "withdraw_award": dict.fromkeys(BEFORE_RELEASE, AwardState.WITHDRAWN),
    "end_award": {AwardState.RELEASED: AwardState.ENDED},
    "complete_award": {AwardState.RELEASED: AwardState.COMPLETE},
    # What was not given with the application is given once there is an award, and an account can be closed meanwhile.
    "give_bank_details": {state: state for state in (*BEFORE_RELEASE[1:], AwardState.RELEASED)},
    # Until the pledge is released the target can be asked about too, and that from the acceptance on.
    "ask_for_change": {state: state for state in (*BEFORE_RELEASE[1:], AwardState.RELEASED)},
    # Money can turn out to be owed back long after the project, and what came back is there for others.
    **dict.fromkeys(
        ("declare_unspent", "claw_back", "reuse_returned"),
        {state: state for state in (AwardState.RELEASED, AwardState.ENDED, AwardState.COMPLETE)},
    ),
    "post_news": {
        state: state for state in (AwardState.CAMPAIGN, AwardState.RELEASED, AwardState.ENDED, AwardState.COMPLETE)
    },
}

PAYMENT_STEPS = {
    "approve_payment": {PaymentState.PLANNED: PaymentState.APPROVED},
    "pay": {PaymentState.APPROVED: PaymentState.PAID},
    "stop_payment": dict.fromkeys((PaymentState.PLANNED, PaymentState.APPROVED), PaymentState.STOPPED),
}

REPORT_STEPS = {
    "save_report": {ReportState.DUE: ReportState.DUE},
    "send_report": {ReportState.DUE: ReportState.SENT},
    "accept_report": {ReportState.SENT: ReportState.ACCEPTED},
    "return_report": {ReportState.SENT: ReportState.DUE},
}

CHANGE_STEPS = {
    "agree_to_change": {ChangeState.ASKED: ChangeState.AGREED},
    "refuse_change": {ChangeState.ASKED: ChangeState.REFUSED},
}

REPAYMENT_STEPS = {
    "receive_repayment": {RepaymentState.OWED: RepaymentState.RECEIVED},
    "waive_repayment": {RepaymentState.OWED: RepaymentState.WAIVED},
}

OFFLINE_STEPS = {
    "count_offline_pledge": {OfflineState.WAITING: OfflineState.COUNTED},
    "refuse_offline_pledge": dict.fromkeys((OfflineState.WAITING, OfflineState.COUNTED), OfflineState.REFUSED),
}

# In which stages of the deciding a step on one case can be taken.
IN_STAGES = {
    **dict.fromkeys(CHECK_STEPS, (Stage.CHECKS,)),
    **dict.fromkeys(ASSIGNMENT_STEPS, (Stage.ASSESSING,)),
    **dict.fromkeys(OUTCOME_STEPS, (Stage.PANEL,)),
    "promote_from_reserve": (Stage.ANNOUNCED,),
    # After the announcement too: awards are paid, checked and followed for a year or more.
    **dict.fromkeys(
        ("declare_interests", "lift_conflict"),
        (Stage.CHECKS, Stage.ASSESSING, Stage.MODERATING, Stage.PANEL, Stage.ANNOUNCED),
    ),
    "assign": (Stage.ASSESSING,),
    "assign_balanced": (Stage.ASSESSING,),
    "write_moderation_note": (Stage.MODERATING, Stage.PANEL),
    "rank_cases": (Stage.PANEL,),
    "draw_line": (Stage.PANEL,),
}

# While in these, an application stands for its project: nobody of the organisation can start another for it.
STANDING = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)


class StepRefused(Exception):
    """A step that cannot be taken as things are."""


class NotFromHere(StepRefused):
    """A step that the table does not have from this state: the page it was taken on was out of date."""


def after(steps, step, state):
    """The state that a step leads to.

    :param steps: ROUND_STEPS, APPLICATION_STEPS or another such table.
    :raises NotFromHere: a StepRefused, when the step does not start from this state.
    :raises KeyError: for a step that does not exist.
    """
    try:
        return steps[step][state]
    except KeyError:
        if step not in steps:
            raise
        raise NotFromHere(f"“{step}” is not possible from “{state}”.") from None


def within(step, stage):
    """Refuse a step on a case of a round that is at another stage.

    :raises StepRefused: when the stage is none of the step's.
    :raises KeyError: for a step that does not exist.
    """
    if stage not in IN_STAGES[step]:
        raise StepRefused(f"This cannot be done at the stage “{Stage(stage).label}”.")
