"""The tables of steps with awards and what hangs on them, and how each step is tried."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from crowdfund import actions, bank
from crowdfund.models import Award, OfflinePledge, Payment, ProjectNews, Repayment, Report
from crowdfund.states import (
    AWARD_STEPS,
    CHANGE_STEPS,
    OFFLINE_STEPS,
    PAYMENT_STEPS,
    REPAYMENT_STEPS,
    REPORT_STEPS,
    AwardState,
    ChangeState,
    OfflineState,
    PaymentState,
    RepaymentState,
    ReportState,
)
from tests.crowdfund.awarding import PATH, Scene, a_file

AWARD_MACHINES = {
    "award": (AWARD_STEPS, AwardState),
    "payment": (PAYMENT_STEPS, PaymentState),
    "report": (REPORT_STEPS, ReportState),
    "change_request": (CHANGE_STEPS, ChangeState),
    "repayment": (REPAYMENT_STEPS, RepaymentState),
    "offline_pledge": (OFFLINE_STEPS, OfflineState),
}
BY_THE_CLOCK = {"lapse_offer"}
UNTABLED = {"hide_news"}
"""Whoever may, can hide news at any time; again, it stays hidden."""
ENDINGS = {
    AwardState.DECLINED: lambda scene, award: actions.decline_offer(award=award, by=scene.owner(award)),
    AwardState.LAPSED: lambda scene, award: actions.lapse_offer(award=award, at=award.lapses_at),
    AwardState.WITHDRAWN: lambda scene, award: actions.withdraw_award(award=award, reason="x", by=scene.officer),
    AwardState.MISSED: lambda scene, award: actions.miss_target(
        award=award, by=scene.officer, at=award.campaign.ends_at
    ),
    AwardState.ENDED: lambda scene, award: actions.end_award(award=award, reason="x", by=scene.officer),
}
BEFORE = {AwardState.MISSED: AwardState.CAMPAIGN, AwardState.ENDED: AwardState.RELEASED}


READY = (AwardState.OFFERED, AwardState.CAMPAIGN, AwardState.RELEASED)
"""On the way to every state."""


def award_in(state, scene, ready):
    """An award brought to a state by real steps.

    :param ready: given one of READY, an award in that state.
    """
    wanted = state if state in PATH else BEFORE.get(state, AwardState.OFFERED)
    start = [one for one in READY if PATH.index(one) <= PATH.index(wanted)][-1]
    award = scene.to(wanted, ready(start))
    if state in PATH:
        return award
    if state == AwardState.ENDED:
        scene.pay(award.payments.get(number=1))
    ENDINGS[state](scene, award)
    return Award.objects.get(pk=award.pk)


def part_in(machine, state, scene, ready):
    """Something of an award in a state: written past the actions, so that every state can be tried from."""
    now = timezone.now()
    award = ready(AwardState.CAMPAIGN if machine == "offline_pledge" else AwardState.RELEASED)
    if machine == "payment":
        done = {"paid_on": now.date(), "bank_reference": "x"} if state == PaymentState.PAID else {}
        Payment.objects.filter(award=award).update(state=state, waits_for_report=False, **done)
        return award.payments.first()
    if machine == "report":
        report = award.reports.first()
        actions.save_report(
            report=report, happened="x", people_helped=1, spent=Decimal(1), checked=a_file(), by=scene.owner(award)
        )
        sent = {"sent_at": now} if state != ReportState.DUE else {}
        accepted = {"accepted_at": now} if state == ReportState.ACCEPTED else {}
        Report.objects.filter(pk=report.pk).update(state=state, **sent, **accepted)
        return Report.objects.get(pk=report.pk)
    if machine == "change_request":
        asked = actions.ask_for_change(award=award, what="x", by=scene.owner(award))
        answered = {} if state == ChangeState.ASKED else {"decided_at": now, "answer": "x"}
        type(asked).objects.filter(pk=asked.pk).update(state=state, **answered)
        return type(asked).objects.get(pk=asked.pk)
    if machine == "repayment":
        scene.pay(award.payments.first())
        owed = actions.declare_unspent(award=award, amount=Decimal(10), why="x", by=scene.owner(award))
        settled = {} if state == RepaymentState.OWED else {"settled_at": now, "bank_reference": "x"}
        Repayment.objects.filter(pk=owed.pk).update(state=state, waived_because="x", **settled)
        return Repayment.objects.get(pk=owed.pk)
    actions.add_offline_pledge(
        award=award, amount=Decimal(5), supporters=1, giver="x", checked=a_file(), by=scene.owner(award)
    )
    pledge = award.campaign.offline_pledges.get()
    decided = {} if state == OfflineState.WAITING else {"decided_at": now}
    OfflinePledge.objects.filter(pk=pledge.pk).update(state=state, **decided)
    return OfflinePledge.objects.get(pk=pledge.pk)


def try_out(step, thing, by):
    """Take a step as somebody, with everything else as it must be."""
    later = timezone.now() + timedelta(days=60)
    reason, answer, amount = {"reason": "x"}, {"answer": "x"}, {"amount": Decimal(1), "why": "x"}
    more = {
        "add_condition": {"text": "x"},
        "accept_offer": {"agreed": True},
        "give_bank_details": {"account": bank.Account("x", "309950", "12345678")},
        "confirm_subsidy": {"received": Decimal(0), "confirmed": True},
        **dict.fromkeys(("open_campaign", "give_more_time"), {"ends_at": later}),
        "record_raised": {"amount": Decimal(1), "supporters": 1},
        "add_offline_pledge": {"amount": Decimal(1), "supporters": 1, "giver": "x"},
        "post_news": {"title": "x", "text": "x"},
        "ask_for_change": {"what": "x"},
        "pay": {"paid_on": timezone.localdate(), "bank_reference": "x"},
        "receive_repayment": {"bank_reference": "x"},
        "save_report": {"happened": "y", "people_helped": 2, "spent": Decimal(2)},
        "miss_target": {"at": later},
        **dict.fromkeys(("withdraw_award", "end_award", "stop_payment", "waive_repayment"), reason),
        **dict.fromkeys(("return_report", "refuse_offline_pledge", "agree_to_change", "refuse_change"), answer),
        **dict.fromkeys(("declare_unspent", "claw_back"), amount),
    }.get(step, {})
    if step == "add_offline_pledge":
        more["checked"] = a_file()
    kind = {ProjectNews: "news"}.get(type(thing)) or {
        Award: "award",
        Payment: "payment",
        Report: "report",
        Repayment: "repayment",
        OfflinePledge: "offline_pledge",
    }.get(type(thing), "change_request")
    return getattr(actions, step)(**{kind: type(thing).objects.get(pk=thing.pk)}, **more, by=by)


__all__ = ["AWARD_MACHINES", "BY_THE_CLOCK", "READY", "UNTABLED", "Scene", "award_in", "part_in", "try_out"]
