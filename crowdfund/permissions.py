"""Who may do what. Small predicates over a person and a thing; what they refuse, a page answers with 404."""

from crowdfund.states import ASSIGNMENT_STEPS, CHECK_STEPS, DELIBERATION_STEPS, OUTCOME_STEPS, ApplicationState
from kentcivil.accounts.roles import Role
from organisations.models import Membership

WRITABLE = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.CLOSED)
READ_ROUNDS = "crowdfund.view_round"
MANAGE_ROUNDS = "crowdfund.change_round"
READ_DOCUMENTS = "crowdfund.view_document"
READ_DELIBERATIONS = "crowdfund.view_deliberation"
DECIDE = "crowdfund.change_deliberation"
ASSESS = "crowdfund.assess_case"
FOLLOW_AWARDS = "crowdfund.view_award"
READ_REPORTS = "crowdfund.view_report"
MANAGE_AWARDS = "crowdfund.manage_award"


def speaks_for(user, organisation):
    """Whether somebody is named as speaking for an organisation."""
    return user.is_authenticated and user.is_active and organisation.memberships.filter(user=user).exists()


def can_see_round(user, round_):
    """The public sees published rounds; officers and auditors preview the others."""
    return round_.is_published or user.has_perm(READ_ROUNDS)


def can_manage_rounds(user):
    return user.has_perm(MANAGE_ROUNDS)


def can_see_deliberations(user):
    """Funding officers and auditors follow a round's deciding. A case they are conflicted with stays hidden."""
    return user.is_active and user.has_perm(READ_DELIBERATIONS)


def can_decide(user):
    """Funding officers take a round from the checks to the announcement."""
    return user.is_active and user.has_perm(DECIDE)


def can_assess(user):
    return user.is_active and user.has_perm(ASSESS)


def can_declare_interests(user):
    """Whoever has to do with the deciding, or pays what was decided, says which applicants they are close to."""
    return can_assess(user) or can_decide(user) or can_pay(user)


# Who may take which step in deciding a round, beside what the case's own state allows: who assesses, scores; funding
# officers do all the rest. Conflicts of interest come on top: see models/conflicts.py.
STEP_IS_FOR = {
    **dict.fromkeys(DELIBERATION_STEPS, can_decide),
    **dict.fromkeys(CHECK_STEPS, can_decide),
    **dict.fromkeys(OUTCOME_STEPS, can_decide),
    **dict.fromkeys(ASSIGNMENT_STEPS, can_decide),
    **dict.fromkeys(("save_scores", "submit_assessment"), can_assess),
    **dict.fromkeys(("assign", "assign_balanced", "write_moderation_note", "rank_cases", "draw_line"), can_decide),
    "lift_conflict": can_decide,
    "declare_interests": can_declare_interests,
}


def can_take(step, user):
    """Whether a step in deciding a round is somebody's to take.

    :raises KeyError: for a step that does not exist.
    """
    return STEP_IS_FOR[step](user)


def can_start(user, organisation):
    return speaks_for(user, organisation)


def can_use_pass(user, late_pass):
    return speaks_for(user, late_pass.organisation)


def can_read(user, application):
    """Applicants read their own organisation's applications. Officers read in the admin."""
    return speaks_for(user, application.organisation)


def may_write(user, application):
    """Whether somebody is among those who write in an application, whatever its state: owners always are."""
    if not user.is_active or not user.is_authenticated:
        return False
    role = application.organisation.memberships.filter(user=user).values_list("role", flat=True).first()
    if role is None or role == Membership.Role.OWNER:
        return role is not None
    return not application.co_applicants.filter(user=user, may_write=False).exists()


def can_write(user, application):
    """Whether somebody may write in it; whether it is still the time for it is for deadlines.py."""
    return application.state in WRITABLE and may_write(user, application)


def can_submit(user, application):
    return may_write(user, application)


def can_withdraw(user, application):
    return may_write(user, application)


def can_choose_writers(user, application):
    """Owners of the organisation's entry, and whoever started the application while they may write in it."""
    if application.started_by_id == user.pk and may_write(user, application):
        return True
    owners = application.organisation.memberships.filter(role=Membership.Role.OWNER)
    return user.is_active and owners.filter(user=user).exists()


def can_read_bank_details(user):
    """The payment role alone: not even a superuser without it."""
    return user.is_active and user.groups.filter(name=Role.PAYMENTS).exists()


def can_read_document(user, document):
    """Applicants read their own; officers and auditors all but those of a case that they are conflicted with."""
    if can_read(user, document.application):
        return True
    return user.has_perm(READ_DOCUMENTS) and not document.application.conflicts_with(user)


# --- Awards -----------------------------------------------------------------------------------------------------


def can_follow_awards(user):
    """Funding officers, the payments officer and auditors. An award they are conflicted with stays hidden."""
    return user.is_active and user.has_perm(FOLLOW_AWARDS)


def can_read_reports(user):
    """Funding officers and auditors read all of an award; the payments officer reads what is to be paid."""
    return user.has_perm(READ_REPORTS)


def can_manage_awards(user, award=None):
    """Funding officers take awards from the offer to the last receipt."""
    return user.is_active and user.has_perm(MANAGE_AWARDS)


def can_pay(user, award=None):
    """The payment role alone, as with bank details: not even a superuser without it."""
    return can_read_bank_details(user)


def owns(user, award):
    """Owners of the organisation's entry bind it: they answer offers and say what comes back."""
    owners = award.application.organisation.memberships.filter(role=Membership.Role.OWNER)
    return user.is_authenticated and user.is_active and owners.filter(user=user).exists()


def may_report(user, award):
    """Whoever may write in the application tells how the project goes."""
    return may_write(user, award.application)


# Whose a step with an award is. Officers' steps are refused to those with a conflict of interest, as in deciding.
AWARD_STEP_IS_FOR = {
    **dict.fromkeys(("accept_offer", "decline_offer", "confirm_subsidy", "give_bank_details", "declare_unspent"), owns),
    **dict.fromkeys(("add_offline_pledge", "post_news", "ask_for_change", "save_report", "send_report"), may_report),
    **dict.fromkeys(("pay", "receive_repayment"), can_pay),
    **dict.fromkeys(
        (
            "add_condition",
            "send_subsidy_notice",
            "open_campaign",
            "give_more_time",
            "record_raised",
            "count_offline_pledge",
            "refuse_offline_pledge",
            "hide_news",
            "release_pledge",
            "miss_target",
            "withdraw_award",
            "end_award",
            "complete_award",
            "approve_payment",
            "stop_payment",
            "accept_report",
            "return_report",
            "agree_to_change",
            "refuse_change",
            "claw_back",
            "reuse_returned",
            "waive_repayment",
        ),
        can_manage_awards,
    ),
}
FOR_THE_CHARITY = (owns, may_report)


def is_for_the_charity(step):
    """:raises KeyError: for a step that does not exist."""
    return AWARD_STEP_IS_FOR[step] in FOR_THE_CHARITY


def can_take_with_award(step, user, award):
    """Whether a step with an award is somebody's to take, conflicts of interest apart.

    :raises KeyError: for a step that does not exist.
    """
    return AWARD_STEP_IS_FOR[step](user, award)
