"""Who is told what about an award, through the outbox: whoever the application concerns at the charity."""

from crowdfund.models import Application
from kentcivil.mail.outbox import enqueue

TEMPLATES = {
    "add_condition": "crowdfund/mail/award_condition.txt",
    "accept_offer": "crowdfund/mail/award_accepted.txt",
    "decline_offer": "crowdfund/mail/award_declined.txt",
    "lapse_offer": "crowdfund/mail/award_lapsed.txt",
    "withdraw_award": "crowdfund/mail/award_withdrawn.txt",
    "send_subsidy_notice": "crowdfund/mail/subsidy_notice.txt",
    "confirm_subsidy": "crowdfund/mail/subsidy_confirmed.txt",
    "give_bank_details": "crowdfund/mail/bank_details_given.txt",
    "open_campaign": "crowdfund/mail/campaign_opened.txt",
    "give_more_time": "crowdfund/mail/more_time.txt",
    "release_pledge": "crowdfund/mail/pledge_released.txt",
    "miss_target": "crowdfund/mail/target_missed.txt",
    "stop_payment": "crowdfund/mail/payment_stopped.txt",
    "accept_report": "crowdfund/mail/report_accepted.txt",
    "return_report": "crowdfund/mail/report_returned.txt",
    "agree_to_change": "crowdfund/mail/change_answered.txt",
    "refuse_change": "crowdfund/mail/change_answered.txt",
    "declare_unspent": "crowdfund/mail/money_back.txt",
    "claw_back": "crowdfund/mail/money_back.txt",
    "receive_repayment": "crowdfund/mail/money_came_back.txt",
    "waive_repayment": "crowdfund/mail/money_waived.txt",
    "end_award": "crowdfund/mail/award_ended.txt",
    "complete_award": "crowdfund/mail/award_complete.txt",
}


def changed(award, step, at):
    """That a step was taken with an award."""
    last = award.steps.order_by("-pk").first()
    _tell(award, f"{step}:{last.pk}", TEMPLATES[step], at, {"step": last})


def paid(payment, at):
    """That a stage of an award was paid."""
    _tell(payment.award, f"pay:{payment.pk}", "crowdfund/mail/paid.txt", at, {"payment": payment})


def _tell(award, cause, template, at, said):
    application = Application.objects.with_people().get(pk=award.application_id)
    context = {
        "award": award,
        "application": application,
        "round": application.round,
        "total": award.amount(),
        "lines": list(award.lines.select_related("fund")),
        "conditions": list(award.conditions.all()),
        "campaign": getattr(award, "campaign", None),
        "notice": getattr(award, "subsidy_notice", None),
        "at": at,
        **said,
    }
    for person in application.people():
        enqueue(
            key=f"crowdfund.award:{application.reference}:{cause}:{person.pk}",
            to=person.email,
            template=template,
            context={**context, "name": person.get_short_name()},
        )
