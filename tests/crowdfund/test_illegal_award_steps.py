"""Every step with an award, and with what hangs on it, tried from every state by everybody."""

import pytest

from crowdfund import permissions
from crowdfund.award_steps import STEPS
from crowdfund.models import Award, Conflict, Payment
from crowdfund.states import AwardState, Outcome
from kentcivil.accounts.roles import Role
from tests.crowdfund.award_machines import (
    AWARD_MACHINES,
    BY_THE_CLOCK,
    READY,
    UNTABLED,
    Scene,
    award_in,
    part_in,
    try_out,
)
from tests.crowdfund.test_illegal_steps import ROLES, attempt, person, undone

pytestmark = pytest.mark.django_db

PARTS = [(machine, state) for machine, (_, states) in AWARD_MACHINES.items() if machine != "award" for state in states]


NOT_THE_APPLICANT = [role for role in ROLES if role != "applicant"]


class World:
    """An announced round with an award at the beginning, in the middle and near the end of its way, and the people."""

    def __init__(self):
        self.scene = Scene()
        self.awards = {state: self.scene.to(state).pk for state in READY}
        self.people = {role: person(role) for role in NOT_THE_APPLICANT}
        self.people["payer with a conflict"] = person(Role.PAYMENTS)

    def award(self, state):
        """:param state: one of READY."""
        return Award.objects.get(pk=self.awards[state])

    def everybody(self, award):
        """Somebody of each role; the payments officer and the conflicted ones are others than those of the scene."""
        for role in ("conflicted", "payer with a conflict"):
            Conflict.objects.create(application=award.application, person=self.people[role], source="declared")
        return {**self.people, "applicant": person("applicant", award.application.organisation)}


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    return World()


def test_every_step_is_in_a_table_and_has_a_page_and_somebody_whose_it_is():
    tabled = {step for steps, _ in AWARD_MACHINES.values() for step in steps}
    assert tabled - BY_THE_CLOCK | UNTABLED == set(permissions.AWARD_STEP_IS_FOR)
    # A report is sent from the page on which it is written.
    assert set(permissions.AWARD_STEP_IS_FOR) - {"send_report"} == set(STEPS)


IDLE = [role for role in ROLES if role not in ("applicant", "conflicted", Role.FUNDING_OFFICER, Role.PAYMENTS)]
"""Who has no step at all. Of these one tries each step from each state, in turn; `make bench` has all of them try."""


def who_tries(people, turn, everybody):
    chosen = IDLE[turn % len(IDLE)]
    return {role: by for role, by in people.items() if everybody or role == chosen or role not in IDLE}.items()


def _legal(step, steps, state, by, award, role):
    hindered = role in ("conflicted", "payer with a conflict") and not permissions.is_for_the_charity(step)
    return state in steps[step] and permissions.can_take_with_award(step, by, award) and not hindered


@pytest.mark.parametrize("state", AwardState)
def test_steps_of_an_award(state, world):
    try_steps_of_an_award(state, world)


def try_steps_of_an_award(state, world, all_of_them=False):
    steps, _ = AWARD_MACHINES["award"]
    scene = world.scene
    award = award_in(state, scene, world.award)
    people = world.everybody(award)
    if state == AwardState.RELEASED:
        # What completing, paying back and asking back want.
        for report in award.reports.all():
            scene.report(report)
            report.refresh_from_db()
    for turn, step in enumerate(steps, start=list(AwardState).index(state)):
        if step in BY_THE_CLOCK:
            continue
        with undone():
            _make_ready(step, scene, award)
            for role, by in who_tries(people, turn, all_of_them):
                legal = _legal(step, steps, state, by, award, role)
                with undone():
                    assert attempt(lambda step=step, by=by: try_out(step, award, by)) == legal, (step, role)
                    if legal:
                        assert type(award).objects.get(pk=award.pk).state == steps[step][state]


def _make_ready(step, scene, award):
    """What a step wants beside the state: a reached target to release, everything done to complete, money to return."""
    if award.state == AwardState.CAMPAIGN and step == "release_pledge":
        scene.reach(award)
    if step == "reuse_returned" and award.payments.exists():
        if award.state == AwardState.RELEASED:
            scene.pay(award.payments.get(number=1))
        scene.give_back(award)
    if award.state == AwardState.RELEASED and step in ("complete_award", "declare_unspent", "claw_back"):
        for payment in award.payments.filter(number=1):
            scene.pay(payment)
        if step == "complete_award":
            from crowdfund import actions

            for report in award.reports.all():
                actions.accept_report(report=report, by=scene.officer)
            scene.pay(award.payments.get(number=2))


@pytest.mark.parametrize(("machine", "state"), PARTS)
def test_steps_of_what_hangs_on_an_award(machine, state, world):
    try_steps_of_a_part(machine, state, world)


def try_steps_of_a_part(machine, state, world, all_of_them=False):
    steps, _ = AWARD_MACHINES[machine]
    scene = world.scene
    part = part_in(machine, state, scene, world.award)
    award = part.campaign.award if machine == "offline_pledge" else part.award
    people = world.everybody(award)
    for turn, step in enumerate(steps, start=PARTS.index((machine, state))):
        for role, by in who_tries(people, turn, all_of_them):
            legal = _legal(step, steps, state, by, award, role)
            with undone():
                assert attempt(lambda step=step, by=by: try_out(step, part, by)) == legal, (step, role)


@pytest.mark.parametrize("state", [AwardState.ENDED, AwardState.COMPLETE])
def test_nothing_is_paid_once_an_award_has_ended(state, world):
    scene = world.scene
    award = award_in(state, scene, world.award)
    Payment.objects.filter(award=award).update(state="planned")
    payment = award.payments.first()
    for step in ("approve_payment", "pay", "stop_payment"):
        Payment.objects.filter(pk=payment.pk).update(state="approved" if step == "pay" else "planned")
        by = scene.payer if step == "pay" else scene.officer
        assert not attempt(lambda step=step, by=by: try_out(step, payment, by))


def test_pledges_on_paper_are_not_decided_once_the_campaign_is_over(world):
    scene = world.scene
    pledge = part_in("offline_pledge", "waiting", scene, world.award)
    scene.reach(pledge.campaign.award)
    from crowdfund import actions

    actions.release_pledge(award=pledge.campaign.award, by=scene.officer)
    for step in ("count_offline_pledge", "refuse_offline_pledge"):
        assert not attempt(lambda step=step: try_out(step, pledge, scene.officer))


def test_news_is_hidden_by_officers_alone_and_stays_hidden(world):
    scene, award = world.scene, world.award(AwardState.CAMPAIGN)
    try_out("post_news", award, scene.owner(award))
    news = award.news.get()
    for role, by in world.everybody(award).items():
        with undone():
            legal = permissions.can_manage_awards(by) and role != "conflicted" and role != "nobody"
            assert attempt(lambda by=by: try_out("hide_news", news, by)) == legal, role
    first = try_out("hide_news", news, scene.officer).hidden_at
    assert try_out("hide_news", news, scene.officer).hidden_at == first


def test_the_outcome_of_a_case_stays_whatever_becomes_of_its_award(world):
    award = award_in(AwardState.DECLINED, world.scene, world.award)
    assert award.application.case.outcome == Outcome.FUND
