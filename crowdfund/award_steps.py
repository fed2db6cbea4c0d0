"""The steps with an award as people meet them: what each is called, what it does and asks, and when it is theirs."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from crowdfund import bank, permissions
from crowdfund.actions.payments import what_is_open
from crowdfund.forms import awards as forms
from crowdfund.states import (
    AWARD_STEPS,
    CHANGE_STEPS,
    OFFLINE_STEPS,
    PAYMENT_STEPS,
    REPAYMENT_STEPS,
    REPORT_STEPS,
    AwardState,
    RepaymentState,
)


@dataclass(frozen=True)
class Step:
    """
    :ivar title: on the link, the page and the button.
    :ivar what: a sentence or two before the button.
    :ivar form: what it asks.
    :ivar thing: the argument of the action that the step is taken with.
    :ivar warns: whether it cannot be taken back, so that its button warns.
    """

    title: str
    what: str
    form: type = forms.StepForm
    thing: str = "award"
    warns: bool = False


STEPS = {
    "accept_offer": Step(_("Accept the offer"), _("Read the offer and its conditions first."), forms.AcceptForm),
    "decline_offer": Step(
        _("Decline the offer"),
        _("The money goes back to the fund. You cannot undo this."),
        forms.DeclineForm,
        warns=True,
    ),
    "confirm_subsidy": Step(
        _("Confirm the subsidy notice"),
        _(
            "The award is minimal financial assistance under the Subsidy Control Act 2022. One organisation may have "
            "at most £315,000 of it in this financial year and the two before. Once you have confirmed, the award is "
            "given."
        ),
        forms.ConfirmSubsidyForm,
    ),
    "give_bank_details": Step(
        _("Give your bank details"),
        _(
            "Give them once, or again when they change: what you give takes the place of what we have. They are locked "
            "away: only the person who makes payments can read them."
        ),
        forms.AccountForm,
    ),
    "add_offline_pledge": Step(
        _("Add a pledge on paper"),
        _("Somebody pledged on paper or in cash? It counts once an officer has seen the evidence."),
        forms.OfflinePledgeForm,
    ),
    "post_news": Step(_("Post news"), _("It is shown on your project’s page at once."), forms.NewsForm),
    "ask_for_change": Step(
        _("Ask for a change"),
        _("Ask before you spend money on something else, or when you need more time or another target."),
        forms.ChangeForm,
    ),
    "save_report": Step(_("Write the report"), _("You can stop and come back."), forms.ReportForm, thing="report"),
    "declare_unspent": Step(
        _("Pay back what you did not spend"),
        _("Tell us how much comes back. Then pay it to the account from which you were paid."),
        forms.MoneyBackForm,
    ),
    "add_condition": Step(
        _("Add a condition"), _("The charity is told, and sees it with the offer."), forms.ConditionForm
    ),
    "send_subsidy_notice": Step(
        _("Send the subsidy notice"),
        _("The charity must confirm in writing that it stays within the limit before the award is given."),
    ),
    "open_campaign": Step(
        _("Open the crowdfunding"), _("The project’s page shows the target and the last day."), forms.CampaignForm
    ),
    "give_more_time": Step(
        _("Give more time"), _("The project’s page shows the new last day, and the charity is told."), forms.TimeForm
    ),
    "record_raised": Step(
        _("Enter what the platform shows"), _("It is shown on the project’s page at once."), forms.RaisedForm
    ),
    "count_offline_pledge": Step(_("Count this pledge"), _("You have looked at the evidence."), thing="offline_pledge"),
    "refuse_offline_pledge": Step(
        _("Do not count this pledge"), _("The charity reads why."), forms.AnswerForm, thing="offline_pledge"
    ),
    "release_pledge": Step(
        _("Release the pledge"),
        _("The target is reached. The payments and the reports are planned, and the charity is told."),
        forms.ReleaseForm,
    ),
    "miss_target": Step(
        _("End it: target missed"),
        _("It is all or nothing: no pledge is collected, and the money is free for other projects."),
        warns=True,
    ),
    "withdraw_award": Step(
        _("Withdraw the award"), _("The money is free for other projects."), forms.ReasonForm, warns=True
    ),
    "approve_payment": Step(_("Approve the payment"), _("The payments officer can then pay it."), thing="payment"),
    "stop_payment": Step(
        _("Stop the payment"),
        _("Its money goes back to the fund."),
        forms.ReasonForm,
        thing="payment",
        warns=True,
    ),
    "accept_report": Step(_("Accept the report"), _("The charity is thanked."), thing="report"),
    "return_report": Step(
        _("Ask for more"), _("The report can be changed and sent again."), forms.AnswerForm, "report"
    ),
    "agree_to_change": Step(
        _("Agree to the change"),
        _("A new end moves the final report. A new target holds at once."),
        forms.AnswerForm,
        "change_request",
    ),
    "refuse_change": Step(_("Refuse the change"), _("The charity reads why."), forms.AnswerForm, "change_request"),
    "claw_back": Step(
        _("Ask for money back"), _("The charity is asked to pay it back."), forms.MoneyBackForm, warns=True
    ),
    "reuse_returned": Step(
        _("Put returned money back in the pot"), _("The panel can pledge it to another project of the round.")
    ),
    "waive_repayment": Step(
        _("Do not ask for it after all"), _("The money stays with the charity."), forms.ReasonForm, "repayment"
    ),
    "end_award": Step(
        _("End the award early"),
        _("What is not paid goes back to the fund. What was paid can be asked back."),
        forms.ReasonForm,
        warns=True,
    ),
    "complete_award": Step(_("Complete the award"), _("All is paid, reported and answered.")),
    "hide_news": Step(_("Take it off the page"), _("Nobody reads it any more."), thing="news"),
    "pay": Step(_("Record the payment"), _("You have paid it from the bank."), forms.PayForm, "payment"),
    "receive_repayment": Step(
        _("Record that it came back"), _("The money is in the bank."), forms.ReceivedForm, "repayment"
    ),
}

RELATED = {
    "report": "reports",
    "payment": "payments",
    "change_request": "change_requests",
    "repayment": "repayments",
    "news": "news",
}
TABLES = {
    "award": AWARD_STEPS,
    "report": REPORT_STEPS,
    "payment": PAYMENT_STEPS,
    "change_request": CHANGE_STEPS,
    "repayment": REPAYMENT_STEPS,
    "offline_pledge": OFFLINE_STEPS,
}


def things(award, kind):
    """What of an award a step of this kind can be taken with."""
    if kind == "offline_pledge":
        campaign = getattr(award, "campaign", None)
        return campaign.offline_pledges.all() if campaign else None
    return getattr(award, RELATED[kind]).all()


def _came_back(award):
    """Whether money came back that was not put back in the pot since."""
    put_back = [one.at for one in award.steps.all() if one.step == "reuse_returned"]
    received = [one.settled_at for one in award.repayments.all() if one.state == RepaymentState.RECEIVED]
    return bool(received) and (not put_back or max(received) >= max(put_back))


def is_possible(name, award, thing):
    """Whether a step can be taken as things stand; the action itself looks again, and at more."""
    kind = STEPS[name].thing
    if kind == "news":
        return thing.hidden_at is None
    if name == "reuse_returned" and not _came_back(award):
        return False
    if name == "give_bank_details" and not bank.is_set_up():
        return False
    if kind == "payment" and award.state != AwardState.RELEASED:
        return False
    if kind == "offline_pledge" and award.state != AwardState.CAMPAIGN:
        return False
    if thing.state not in TABLES[kind].get(name, {}):
        return False
    return name != "complete_award" or not what_is_open(award)


def open_to(user, award, thing=None, kind="award"):
    """The steps that somebody can take now with an award, or with something of it: pairs of a name and a Step."""
    return [
        (name, step)
        for name, step in STEPS.items()
        if step.thing == kind
        and is_possible(name, award, award if thing is None else thing)
        and permissions.can_take_with_award(name, user, award)
    ]
