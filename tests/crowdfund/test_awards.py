"""From the offer to the last receipt, as the charity and the funders live through it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from crowdfund import actions, reporting
from crowdfund.models import Account, Application, Award, Campaign, Entry, Evidence, Report, SubsidyNotice
from crowdfund.states import AwardState, StepRefused
from crowdfund.tasks import lapse_offers
from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.rules import rule_named
from tests.crowdfund.awarding import PLEDGED, Scene, a_file
from tests.crowdfund.factories import role_holder
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def scene():
    return Scene()


def last_mail(award):
    return Message.objects.filter(key__startswith=f"crowdfund.award:{award.application.reference}").latest("pk")


def state_of(award):
    return Award.objects.get(pk=award.pk).state


# --- The offer --------------------------------------------------------------------------------------------------


def test_an_offer_is_accepted_with_its_conditions_by_an_owner_alone(scene):
    award = scene.offered(conditions=["Open to all"])
    actions.add_condition(award=award, text=" Two trained people ", by=scene.officer)
    assert "Two trained people" in last_mail(award).text
    assert [one.text for one in award.conditions.all()] == ["Open to all", "Two trained people"]
    editor = MembershipFactory(organisation=award.application.organisation, role="editor").user
    with pytest.raises(actions.NotAllowed):
        actions.accept_offer(award=award, agreed=True, by=editor)
    with pytest.raises(actions.NotReady, match="conditions"):
        actions.accept_offer(award=award, agreed=False, by=scene.owner(award))
    actions.accept_offer(award=award, agreed=True, by=scene.owner(award))
    assert state_of(award) == AwardState.ACCEPTED
    assert [one.title for one in award.steps.all()] == ["Offer made", "Condition added", "Offer accepted"]
    with pytest.raises(actions.NotReady, match="condition"):
        actions.add_condition(award=scene.offered(), text=" ", by=scene.officer)


def test_an_offer_lapses_at_midnight_in_london_after_four_weeks(scene):
    award = scene.offered()
    end = timezone.localtime(award.lapses_at)
    assert (end.hour, end.minute) == (0, 0)
    assert end.date() - timezone.localtime(award.offered_at).date() == timedelta(days=29)
    with pytest.raises(StepRefused):
        actions.lapse_offer(award=award, at=award.lapses_at - timedelta(seconds=1))
    with pytest.raises(StepRefused, match="has ended"):
        actions.accept_offer(award=award, agreed=True, by=scene.owner(award), at=award.lapses_at)
    answered = scene.to(AwardState.ACCEPTED)
    Award.objects.update(lapses_at=timezone.now())
    lapse_offers()
    assert (state_of(award), state_of(answered)) == (AwardState.LAPSED, AwardState.ACCEPTED)
    assert "no longer stands" in last_mail(award).text
    award.lapses_at = None
    with pytest.raises(StepRefused):
        actions.lapse_offer(award=award)


def test_nobody_answers_an_offer_that_was_answered_in_the_same_moment(scene):
    award = scene.offered()
    Award.objects.update(lapses_at=timezone.now())
    award.refresh_from_db()
    actions.decline_offer(award=award, by=scene.owner(award))
    with pytest.raises(StepRefused):
        actions.lapse_offer(award=award)
    lapse_offers()
    assert state_of(award) == AwardState.DECLINED


def test_a_withdrawn_award_says_why(scene):
    award = scene.offered()
    with pytest.raises(actions.NotReady):
        actions.withdraw_award(award=award, reason=" ", by=scene.officer)
    actions.withdraw_award(award=award, reason="The charity was dissolved", by=scene.officer)
    assert "The charity was dissolved" in last_mail(award).text
    assert not Award.objects.published().exists()


def test_an_application_with_an_offer_is_not_withdrawn_but_declined(scene):
    award = scene.offered()
    with pytest.raises(StepRefused, match="decline"):
        actions.withdraw(application=award.application, by=scene.owner(award))


def test_two_projects_of_one_title_have_pages_of_their_own(scene):
    first, second = scene.offered(project_title="Tea & cake"), scene.offered(project_title="Tea, cake")
    nameless = scene.offered(project_title="مشروع")
    assert first.slug == "tea-cake"
    assert second.slug == f"tea-cake-{second.application.reference.lower()}"
    assert nameless.slug == nameless.application.reference.lower()


def test_a_project_without_a_target_is_offered_but_not_crowdfunded(scene):
    application = scene.application()
    application.budget_lines.create(kind="income", description="x", amount=Decimal(10_000))
    fund = scene.round.round_funds.get().fund
    from crowdfund.actions.awards import make_offer

    award = make_offer(application=application, amounts={fund: Decimal(1)}, by=scene.officer)
    assert award.target is None
    award = scene.to(AwardState.CONFIRMED, award)
    with pytest.raises(actions.NotReady, match="no target"):
        actions.open_campaign(award=award, ends_at=timezone.now() + DAY, by=scene.officer)
    campaign = Campaign(award=award, ends_at=timezone.now())
    campaign.pk = 0
    assert not campaign.is_reached()
    assert campaign.percent() == 0


# --- The subsidy ------------------------------------------------------------------------------------------------


def test_the_award_is_given_only_once_the_subsidy_is_confirmed_within_the_limit(scene):
    award = scene.to(AwardState.NOTICED)
    by = scene.owner(award)
    assert "section 37" in last_mail(award).text
    with pytest.raises(actions.NotReady, match="Confirm"):
        actions.confirm_subsidy(award=award, received=Decimal(0), confirmed=False, by=by)
    with pytest.raises(actions.NotReady, match="less than"):
        actions.confirm_subsidy(award=award, received=Decimal(-1), confirmed=True, by=by)
    with pytest.raises(actions.BeyondLimit, match="£315,000.01"):
        actions.confirm_subsidy(award=award, received=Decimal("310000.01"), confirmed=True, by=by)
    actions.confirm_subsidy(award=award, received=Decimal(310_000), confirmed=True, by=by)
    assert state_of(award) == AwardState.CONFIRMED
    assert "was given £5,000 as minimal financial assistance" in last_mail(award).text


def test_what_was_given_here_before_counts_towards_the_limit_whatever_is_confirmed(scene):
    earlier, long_ago = scene.to(AwardState.CONFIRMED), timezone.now() - timedelta(days=1_200)
    organisation = earlier.application.organisation
    fallen = scene.to(AwardState.CONFIRMED, organisation=organisation)
    actions.decline_offer(award=fallen, by=scene.owner(fallen))
    award = scene.to(AwardState.NOTICED, organisation=organisation)
    said = {"award": award, "confirmed": True, "by": scene.owner(award)}
    with pytest.raises(actions.BeyondLimit, match="£315,000.01, what we gave you before among it"):
        actions.confirm_subsidy(**said, received=Decimal("305000.01"))
    SubsidyNotice.objects.filter(award=earlier).update(sent_at=long_ago, confirmed_at=long_ago)
    actions.confirm_subsidy(**said, received=Decimal(310_000))
    assert state_of(award) == AwardState.CONFIRMED


# --- The campaign -----------------------------------------------------------------------------------------------


def test_it_is_all_or_nothing(scene):
    award = scene.to(AwardState.CAMPAIGN)
    actions.record_raised(award=award, amount=Decimal("4999.99"), supporters=10, by=scene.officer)
    with pytest.raises(actions.NotReady, match="£0.01 of the target"):
        actions.release_pledge(award=award, by=scene.officer)
    with pytest.raises(actions.NotReady, match="still running"):
        actions.miss_target(award=award, by=scene.officer)
    scene.reach(award)
    for percent in (0, 101):
        with pytest.raises(actions.NotReady, match="between 1 and 100"):
            actions.release_pledge(award=award, first_percent=percent, by=scene.officer)
    with pytest.raises(actions.NotReady, match="was reached"):
        actions.miss_target(award=award, by=scene.officer, at=award.campaign.ends_at)
    actions.release_pledge(award=award, by=scene.officer)
    assert [one.amount for one in award.payments.all()] == [PLEDGED]
    assert Entry.objects.filter(movement__award=award, account=Account.RELEASED).balance() == PLEDGED


def test_pledges_on_paper_count_once_somebody_has_seen_the_evidence(scene):
    award = scene.to(AwardState.CAMPAIGN)
    by = scene.owner(award)
    said = {"award": award, "amount": Decimal(300), "supporters": 12, "giver": "Church fair", "by": by}
    for wrong in ({"amount": Decimal(0)}, {"supporters": 0}, {"giver": " "}):
        with pytest.raises(actions.NotReady):
            actions.add_offline_pledge(**{**said, **wrong}, checked=a_file())
    actions.add_offline_pledge(**said, checked=a_file())
    pledge = award.campaign.offline_pledges.get()

    def campaign():
        return Campaign.objects.with_sums().get(award=award)

    assert (campaign().crowd(), campaign().supporters()) == (0, 0)
    with pytest.raises(actions.NotReady, match="waits for a check"):
        actions.miss_target(award=award, by=scene.officer, at=award.campaign.ends_at)
    actions.count_offline_pledge(offline_pledge=pledge, by=scene.officer)
    assert (campaign().crowd(), campaign().supporters(), campaign().percent()) == (300, 12, 53)
    with pytest.raises(actions.NotReady):
        actions.refuse_offline_pledge(offline_pledge=pledge, answer=" ", by=scene.officer)
    actions.refuse_offline_pledge(offline_pledge=pledge, answer="Counted twice", by=scene.officer)
    assert campaign().crowd() == 0


def test_the_latest_figures_of_the_platform_count(scene):
    award = scene.to(AwardState.CAMPAIGN)
    for amount, supporters in ((100, 3), (250, 7)):
        actions.record_raised(award=award, amount=Decimal(amount), supporters=supporters, by=scene.officer)
    found = Campaign.objects.with_sums().get(award=award)
    assert (found.crowd(), found.supporters(), found.raised(), found.missing()) == (250, 7, 5_250, 4_750)
    with pytest.raises(actions.NotReady):
        actions.record_raised(award=award, amount=Decimal(-1), supporters=1, by=scene.officer)
    with pytest.raises(actions.NotReady):
        actions.record_raised(award=award, amount=Decimal(1), supporters=-1, by=scene.officer)


def test_a_campaign_ends_in_the_future(scene):
    award = scene.to(AwardState.CONFIRMED)
    with pytest.raises(actions.NotReady, match="future"):
        actions.open_campaign(award=award, ends_at=timezone.now(), by=scene.officer)


def test_news_says_something(scene):
    award = scene.to(AwardState.CAMPAIGN)
    for title, text in ((" ", "x"), ("x", " ")):
        with pytest.raises(actions.NotReady):
            actions.post_news(award=award, title=title, text=text, by=scene.owner(award))


# --- Payments, reports, changes ---------------------------------------------------------------------------------


def test_two_people_pay_in_stages_and_the_second_waits_for_a_report(scene):
    award = scene.to(AwardState.RELEASED)
    first, second = award.payments.all()
    assert (first.amount, second.amount) == (3_750, 1_250)
    scene.pay(first)
    assert "we paid £3,750" in last_mail(award).text
    with pytest.raises(actions.NotReady, match="report"):
        actions.approve_payment(payment=second, by=scene.officer)
    report = award.reports.order_by("due_on").first()
    scene.report(report)
    actions.accept_report(report=report, by=scene.officer)
    scene.officer.groups.add(scene.payer.groups.get())
    approved = actions.approve_payment(payment=second, by=scene.officer)
    today = timezone.localdate()
    said = {"payment": approved, "paid_on": today, "bank_reference": "x"}
    with pytest.raises(actions.NotAllowed, match="Somebody else"):
        actions.pay(**said, by=scene.officer)
    with pytest.raises(actions.NotReady, match="future"):
        actions.pay(**{**said, "paid_on": today + DAY}, by=scene.payer)
    with pytest.raises(actions.NotReady, match="before the award was offered"):
        actions.pay(**{**said, "paid_on": today - DAY}, by=scene.payer)
    with pytest.raises(actions.NotReady, match="reference"):
        actions.pay(**{**said, "bank_reference": " "}, by=scene.payer)
    actions.pay(**said, by=scene.payer)
    assert Entry.objects.filter(movement__award=award, account=Account.PAID).balance() == PLEDGED


def test_a_stopped_payment_is_free_again(scene):
    award = scene.to(AwardState.RELEASED)
    second = award.payments.get(number=2)
    with pytest.raises(actions.NotReady):
        actions.stop_payment(payment=second, reason=" ", by=scene.officer)
    actions.stop_payment(payment=second, reason="Cheaper than planned", by=scene.officer)
    assert Entry.objects.filter(round_fund__round=scene.round).by_account()[Account.POT] == 196_250
    assert award.application.case.proposals.get().amount == 3_750
    scene.to(AwardState.COMPLETE, _without_payment(award, second))


def _without_payment(award, payment):
    """What is left to do for the rest of the way, when one payment was stopped."""
    payment.delete()
    return Award.objects.get(pk=award.pk)


def test_a_report_is_sent_whole_and_returned_with_a_question(scene):
    award = scene.to(AwardState.RELEASED)
    report, by = award.reports.first(), scene.owner(award)
    with pytest.raises(actions.NotReady) as refused:
        actions.send_report(report=report, by=by)
    assert len(refused.value.lacks) == 3
    said = {"report": report, "happened": "x", "people_helped": None, "by": by}
    actions.save_report(**said, spent=Decimal("5000.01"), checked=a_file())
    with pytest.raises(actions.NotReady, match="more than the award"):
        actions.send_report(report=report, by=by)
    scene.report(report)
    with pytest.raises(actions.NotReady):
        actions.return_report(report=report, answer=" ", by=scene.officer)
    actions.return_report(report=report, answer="How many?", by=scene.officer)
    assert "How many?" in last_mail(award).text
    actions.send_report(report=report, by=by)
    actions.accept_report(report=report, by=scene.officer)
    assert report.evidence.count() == 2


def test_the_files_of_a_step_that_fails_in_the_end_go_with_it(scene):
    award = scene.to(AwardState.CAMPAIGN)
    by, kept = scene.owner(award), []

    def act():
        said = {"amount": Decimal(10), "supporters": 1, "giver": "A stall", "checked": a_file()}
        actions.add_offline_pledge(award=award, **said, by=by)
        kept.append(Evidence.objects.get().file.name)
        raise RuntimeError("The machine stops here.")

    with pytest.raises(RuntimeError):
        actions.take_once(award=award, step="add_offline_pledge", number=uuid4(), act=act)
    assert not Evidence.objects.exists()
    assert not default_storage.exists(kept[0])


def test_a_change_gives_more_time(scene):
    award = scene.to(AwardState.RELEASED)
    by, new_end = scene.owner(award), timezone.localdate() + timedelta(days=500)
    with pytest.raises(actions.NotReady):
        actions.ask_for_change(award=award, what=" ", by=by)
    begins = timezone.localdate()
    Application.objects.filter(pk=award.application_id).update(starts_on=begins)
    for day, why in ((begins - timedelta(days=1), "on or after"), (new_end + timedelta(days=4_000), "within ten")):
        with pytest.raises(actions.NotReady, match=why):
            actions.ask_for_change(award=award, what="More time", new_end=day, by=by)
    asked = actions.ask_for_change(award=award, what="More time", new_end=new_end, by=by)
    with pytest.raises(actions.NotReady, match="already"):
        actions.ask_for_change(award=award, what="Even more", by=by)
    with pytest.raises(actions.NotReady):
        actions.agree_to_change(change_request=asked, answer=" ", by=scene.officer)
    actions.agree_to_change(change_request=asked, answer="Yes", by=scene.officer)
    assert award.reports.get(kind=Report.Kind.FINAL).due_on == new_end + timedelta(days=28)
    again = actions.ask_for_change(award=award, what="Other paint", by=by)
    actions.agree_to_change(change_request=again, answer="Yes", by=scene.officer)
    third = actions.ask_for_change(award=award, what="No work", by=by)
    actions.refuse_change(change_request=third, answer="No", by=scene.officer)
    assert "cannot agree" in last_mail(award).text


# --- Money that comes back, and the end -------------------------------------------------------------------------


def test_no_more_comes_back_than_was_paid(scene):
    award = scene.to(AwardState.RELEASED)
    by = scene.owner(award)
    scene.pay(award.payments.get(number=1))
    for wrong in ({"amount": Decimal(0), "why": "x"}, {"amount": Decimal(1), "why": " "}):
        with pytest.raises(actions.NotReady):
            actions.declare_unspent(award=award, **wrong, by=by)
    actions.declare_unspent(award=award, amount=Decimal(3_000), why="x", by=by)
    with pytest.raises(actions.BeyondLimit, match="£750"):
        actions.claw_back(award=award, amount=Decimal("750.01"), why="x", by=scene.officer)
    owed = actions.claw_back(award=award, amount=Decimal(750), why="x", by=scene.officer)
    with pytest.raises(actions.NotReady):
        actions.receive_repayment(repayment=owed, bank_reference=" ", by=scene.payer)
    with pytest.raises(actions.NotReady):
        actions.waive_repayment(repayment=owed, reason=" ", by=scene.officer)
    actions.waive_repayment(repayment=owed, reason="Small", by=scene.officer)
    assert owed.award.repayments.get(pk=owed.pk).waived_because == "Small"


def test_an_award_that_ends_early_keeps_what_was_paid_and_frees_the_rest(scene):
    award = scene.to(AwardState.RELEASED)
    scene.pay(award.payments.get(number=1))
    with pytest.raises(actions.NotReady):
        actions.end_award(award=award, reason=" ", by=scene.officer)
    actions.end_award(award=award, reason="The group closed", by=scene.officer)
    assert set(award.payments.values_list("state", flat=True)) == {"paid", "stopped"}
    found = Entry.objects.filter(round_fund__round=scene.round).by_account()
    assert (found[Account.POT], found[Account.PAID]) == (196_250, 3_750)
    assert Award.objects.published().get() == award


def test_an_award_is_complete_once_nothing_is_open(scene):
    award = scene.to(AwardState.RELEASED)
    scene.pay(award.payments.get(number=1))
    actions.ask_for_change(award=award, what="x", by=scene.owner(award))
    actions.declare_unspent(award=award, amount=Decimal(1), why="x", by=scene.owner(award))
    with pytest.raises(actions.NotReady) as refused:
        actions.complete_award(award=award, by=scene.officer)
    assert len(refused.value.lacks) == 4


def test_money_is_paid_in_stages_that_come_to_the_whole():
    assert reporting.stages(Decimal("99.99"), 33) == [Decimal("32.99"), Decimal("67.00")]
    assert reporting.stages(Decimal("0.01"), 50) == [Decimal("0.01")]


def test_a_short_project_reports_once_and_one_that_has_ended_soon(scene):
    application = scene.application()
    now = timezone.now()
    today = timezone.localdate(now)
    for days, kinds in ((100, {"final"}), (121, {"final", "interim"}), (-50, {"final"})):
        application.ends_on = today + timedelta(days=days)
        assert set(reporting.due_dates(application.ends_on, now)) == kinds
    assert reporting.due_dates(application.ends_on, now)["final"] == today + timedelta(days=28)
    application.ends_on = None
    assert reporting.due_dates(application.ends_on, now)["final"] == today + timedelta(days=365 + 28)


# --- Reminders --------------------------------------------------------------------------------------------------


def test_the_charity_is_reminded_of_its_report_before_and_after_it_is_due(scene):
    award = scene.to(AwardState.RELEASED)
    report = award.reports.get(kind=Report.Kind.FINAL)
    noon = timezone.make_aware(timezone.datetime.combine(report.due_on, timezone.datetime.min.time())) + DAY / 2
    said = []
    for days in (-20, 0, 8):
        with time_machine.travel(noon + days * DAY, tick=False):
            claim(rule_named("crowdfund.report_due"))
            said.append(Message.objects.filter(key__startswith="reminder").count())
    assert said[0] >= 1
    actions.end_award(award=award, reason="x", by=scene.officer)
    with time_machine.travel(noon + 9 * DAY, tick=False):
        rule = rule_named("crowdfund.report_due")
        assert list(rule.due(noon - DAY, noon + 9 * DAY)) == []


def test_an_auditor_reads_and_a_stranger_does_not(scene):
    award = scene.offered()
    assert Award.objects.visible_to(role_holder("auditor")).get() == award
    assert not Award.objects.visible_to(role_holder("assessor")).exists()
    assert not Evidence.objects.exists()
