"""Targets, deadlines and returned money that move: by request, by an officer, and by the clock."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from crowdfund import actions, caps, completeness, deadlines
from crowdfund.models import Account, Application, Award, Campaign, Fund, Report
from crowdfund.states import AwardState, ChangeState
from crowdfund.tasks import end_campaigns
from kentcivil.mail.models import Message
from tests.crowdfund.awarding import Scene, a_file
from tests.crowdfund.deciding import closed_round, second_fund
from tests.crowdfund.factories import amending, finished

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def prepared(kept_for_the_module):
    scene = Scene()
    return scene, scene.to(AwardState.CAMPAIGN).pk


@pytest.fixture
def scene(prepared):
    return prepared[0]


@pytest.fixture
def award(prepared):
    return Award.objects.get(pk=prepared[1])


def ask(scene, award, **asked):
    return actions.ask_for_change(award=award, what="We found a cheaper room.", by=scene.owner(award), **asked)


def agree(scene, request):
    return actions.agree_to_change(change_request=request, answer="Good.", by=scene.officer)


def state_of(award):
    return Award.objects.get(pk=award.pk).state


def letters(text):
    return Message.objects.filter(subject__contains=text).count()


# --- Another target -----------------------------------------------------------------------------------------------


def test_a_charity_asks_for_another_target_and_an_officer_decides(scene, award):
    request = ask(scene, award, new_target=Decimal(9_000))
    assert Award.objects.get(pk=award.pk).target == 10_000
    agree(scene, request)
    assert Award.objects.get(pk=award.pk).target == 9_000
    assert Campaign.objects.with_sums().get(award=award).missing() == 4_000


def test_a_refused_target_stays_as_it_was(scene, award):
    request = ask(scene, award, new_target=Decimal(9_000))
    actions.refuse_change(change_request=request, answer="No.", by=scene.officer)
    assert Award.objects.get(pk=award.pk).target == 10_000


def test_a_target_must_be_more_than_nothing(scene, award):
    with pytest.raises(actions.NotReady):
        ask(scene, award, new_target=Decimal(0))


def test_a_target_never_falls_so_low_that_a_fund_or_all_of_them_pledge_beyond_their_caps(scene, award):
    round_ = award.application.round
    pot = round_.round_funds.get()
    for fund_percent, all_percent in ((60, None), (None, 60)):
        with amending(round_):
            type(pot).objects.filter(pk=pot.pk).update(cap_percent=fund_percent)
            type(round_).objects.filter(pk=round_.pk).update(combined_cap_percent=all_percent)
        fresh = Award.objects.get(pk=award.pk)
        with pytest.raises(actions.NotReady) as refused:
            ask(scene, fresh, new_target=Decimal(8_000))
        assert "£4,800 at most" in refused.value.lacks[0]
    assert ask(scene, fresh, new_target=Decimal("8333.34")).state == ChangeState.ASKED


def test_a_cap_that_moved_while_the_charity_waited_counts(scene, award):
    request = ask(scene, award, new_target=Decimal(8_000))
    with amending(award.application.round):
        award.application.round.round_funds.update(cap_percent=60)
    with pytest.raises(actions.NotReady):
        agree(scene, request)
    assert Award.objects.get(pk=award.pk).target == 10_000


def test_once_the_pledge_is_released_the_target_stays(scene, award):
    request = ask(scene, award, new_target=Decimal(11_000))
    released = scene.to(AwardState.RELEASED, award)
    with pytest.raises(actions.NotReady):
        agree(scene, request)
    actions.refuse_change(change_request=request, answer="Too late.", by=scene.officer)
    with pytest.raises(actions.NotReady):
        ask(scene, released, new_target=Decimal(11_000))


def test_an_end_agreed_before_the_release_is_when_the_final_report_is_due(scene, award):
    later = timezone.localdate() + timedelta(days=200)
    agree(scene, ask(scene, award, new_end=later))
    released = scene.to(AwardState.RELEASED, award)
    assert released.reports.get(kind=Report.Kind.FINAL).due_on == later + timedelta(days=28)


def test_what_a_fund_may_pledge_of_a_target(scene):
    pot = scene.round.round_funds.get()
    pot.cap_percent = 33
    assert caps.most_of_target(pot, Decimal("100.01")) == Decimal("33.00")


# --- The clock ----------------------------------------------------------------------------------------------------


def test_the_clock_ends_a_campaign_that_missed_its_target_and_tells_the_charity_once(scene, award):
    ends = award.campaign.ends_at
    with time_machine.travel(ends + deadlines.LAST_FIGURES, tick=False):
        end_campaigns()
        told = letters("target was missed")
        end_campaigns()
    assert state_of(award) == AwardState.MISSED
    assert told == letters("target was missed") > 0
    assert scene.round.round_funds.get().entries.filter(account=Account.PLEDGED).balance() == 0
    assert award.steps.get(step="miss_target").by is None


def test_an_officer_has_three_days_to_enter_the_last_figures(scene, award):
    ends = award.campaign.ends_at
    with time_machine.travel(ends + deadlines.LAST_FIGURES - timedelta(seconds=1), tick=False):
        end_campaigns()
        assert state_of(award) == AwardState.CAMPAIGN
        actions.record_raised(award=award, amount=Decimal(10), supporters=1, by=scene.officer)
        end_campaigns()
        assert state_of(award) == AwardState.MISSED


def test_the_clock_leaves_a_running_campaign_alone(scene, award):
    with pytest.raises(actions.NotReady):
        actions.end_campaign(award=award, at=award.campaign.ends_at - timedelta(seconds=1))


def test_the_clock_leaves_to_officers_what_reached_its_target_or_waits_for_a_check(scene, award):
    with time_machine.travel(award.campaign.ends_at - DAY, tick=False):
        owner = scene.owner(award)
        said = {"amount": Decimal(5), "supporters": 1, "giver": "A fair", "checked": a_file()}
        actions.add_offline_pledge(award=award, by=owner, **said)
    after = award.campaign.ends_at + deadlines.LAST_FIGURES
    with time_machine.travel(after, tick=False):
        end_campaigns()
        assert state_of(award) == AwardState.CAMPAIGN
        pledge = award.campaign.offline_pledges.get()
        actions.refuse_offline_pledge(offline_pledge=pledge, answer="Not signed.", by=scene.officer)
        scene.reach(award)
        end_campaigns()
        assert state_of(award) == AwardState.CAMPAIGN
        actions.release_pledge(award=award, by=scene.officer)


def test_an_officer_gives_more_time_and_the_charity_is_told(scene, award):
    before = award.campaign.ends_at
    for wrong in (before, timezone.now() - DAY):
        with pytest.raises(actions.NotReady):
            actions.give_more_time(award=award, ends_at=wrong, by=scene.officer)
    actions.give_more_time(award=award, ends_at=before + 10 * DAY, by=scene.officer)
    assert letters("More time for your crowdfunding")
    with time_machine.travel(before + deadlines.LAST_FIGURES, tick=False):
        end_campaigns()
        assert state_of(award) == AwardState.CAMPAIGN
        with pytest.raises(actions.NotReady):
            actions.give_more_time(award=award, ends_at=before + DAY, by=scene.officer)


# --- Returned money -----------------------------------------------------------------------------------------------


def test_money_that_came_back_is_pledged_to_another_project_of_the_round():
    scene = Scene(closed_round(0, pot=Decimal(5_000)))
    award = scene.to(AwardState.RELEASED)
    scene.pay(award.payments.get(number=1))
    with pytest.raises(actions.NotReady):
        actions.reuse_returned(award=award, by=scene.officer)
    scene.give_back(award, Decimal(700))
    pot = scene.round.round_funds.get()
    with pytest.raises(actions.BeyondLimit), transaction.atomic():
        scene.offered({pot: Decimal(700)})
    actions.reuse_returned(award=award, by=scene.officer)
    assert pot.entries.filter(account=Account.POT).balance() == 700
    assert award.application.case.proposals.get().amount == 4_300
    second = scene.offered({pot: Decimal(700)})
    assert second.amount() == 700
    assert pot.entries.balance() == 0
    assert award.steps.get(step="reuse_returned").note == "£700"


# --- One number for one body --------------------------------------------------------------------------------------


def test_two_funds_of_one_body_have_the_same_number(scene):
    fund = second_fund(scene.round).fund
    fund.funder_identifier = "GB-LAE-XXX"
    with pytest.raises(Exception, match="give all of them the same"):
        fund.validate_constraints()
    assert Fund.objects.filter(funder=fund.funder).count() == 2


def test_a_body_has_a_number_of_a_register_that_others_know(scene):
    fund = second_fund(scene.round).fund
    fund.funder = "Kent Fire and Rescue Service"
    for number, known in (("GB-LAE-KEN", True), ("GB-NHS-QKS", True), ("", True), ("GB-XYZ-1", False)):
        fund.funder_identifier = number
        if known:
            fund.full_clean()
        else:
            with pytest.raises(ValidationError, match="the code of a register"):
                fund.full_clean()


def test_a_project_that_would_begin_or_end_in_another_century_has_a_mistyped_year():
    application = Application.objects.whole().get(pk=finished().pk)
    for years, wrong in ((9, False), (90, True)):
        application.ends_on = (application.round.closes_at + timedelta(days=365 * years)).date()
        said = [problem.sentence for problem in completeness.problems_of(application, completeness.PROJECT)]
        assert any("Look at the year" in sentence for sentence in said) == wrong
    for years, wrong in ((9, False), (90, True)):
        application.starts_on = (application.round.opens_at - timedelta(days=365 * years)).date()
        application.ends_on = application.round.closes_at.date()
        said = [problem.sentence for problem in completeness.problems_of(application, completeness.PROJECT)]
        assert any("Look at the year" in sentence for sentence in said) == wrong
