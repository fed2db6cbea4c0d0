"""Any sequence of steps with awards, beside a model that only counts: the ledger never says anything else."""

from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crowdfund.actions import ledgers
from crowdfund.actions.refusals import Refused
from crowdfund.models import Account, Award, Entry, MovementKind
from crowdfund.models.ledger import ROUTES
from tests.crowdfund.awarding import Scene
from tests.crowdfund.deciding import closed_round, second_fund
from tests.crowdfund.ledger_walk import Walk, breaches
from tests.crowdfund.test_at_once import at_once

pounds = st.decimals(min_value="0.01", max_value="4000", places=2)
KINDS = [kind for kind in MovementKind if kind not in (MovementKind.FILL, MovementKind.DRAIN, MovementKind.PLEDGE)]


class Ledger(RuleBasedStateMachine):
    """Two pots of £8,000 and £4,000, and a model of two numbers for each award and account."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.scene = Scene(closed_round(0, pot=Decimal(8_000)))
        self.small = second_fund(self.scene.round, amount=Decimal(4_000), cap_percent=30)
        self.large = self.scene.round.round_funds.exclude(pk=self.small.pk).get()
        self.awards, self.model = [], {}

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(large=pounds, small=st.one_of(st.just(Decimal(0)), pounds))
    def pledge(self, large, small):
        free = {pot: pot.amount - self._committed(pot) for pot in (self.large, self.small)}
        wanted = {pot: amount for pot, amount in ((self.large, large), (self.small, small)) if amount}
        fits = all(amount <= free[pot] for pot, amount in wanted.items())
        application = self.scene.application()
        start = transaction.savepoint()
        try:
            award = self._offer(application, wanted)
        except Refused:
            transaction.savepoint_rollback(start)
            assert not fits
            return
        assert fits
        self.awards.append(award)
        for line in award.lines.all():
            self.model[award.pk, line.fund_id, Account.PLEDGED] = line.amount

    def _offer(self, application, wanted):
        from crowdfund.actions.awards import make_offer

        return make_offer(
            application=application,
            amounts={pot.fund: amount for pot, amount in wanted.items()},
            by=self.scene.officer,
        )

    def _committed(self, pot):
        return sum(amount for (_, fund, _), amount in self.model.items() if fund == pot.fund_id)

    @rule(which=st.integers(0, 20), kind=st.sampled_from(KINDS), amount=st.one_of(st.none(), pounds))
    def move(self, which, kind, amount):
        if not self.awards:
            return
        award = self.awards[which % len(self.awards)]
        source, target = ROUTES[kind]
        funds = [line.fund_id for line in award.lines.all()]
        there = {fund: self.model.get((award.pk, fund, source), Decimal(0)) for fund in funds}
        total = sum(there.values())
        start = transaction.savepoint()
        try:
            moved = ledgers.move(kind, award, amount=amount, by=self.scene.officer, at=award.offered_at)
        except Refused:
            transaction.savepoint_rollback(start)
            assert amount > total
            return
        assert (moved is None) == (not total)
        if moved is None:
            return
        assert moved.amount() == (total if amount is None else amount)
        for entry in moved.entries.filter(amount__gt=0).select_related("round_fund"):
            fund = entry.round_fund.fund_id
            self.model[award.pk, fund, source] -= entry.amount
            key = (award.pk, fund, target)
            if target == Account.POT:
                continue
            self.model[key] = self.model.get(key, Decimal(0)) + entry.amount

    @invariant()
    def the_ledger_says_what_the_model_says(self):
        assert Entry.objects.balance() == 0
        for award in self.awards:
            lines = {line.pk: line.fund_id for line in award.lines.all()}
            for account in Account:
                if account in (Account.POT, Account.FUNDER):
                    continue
                found = Entry.objects.filter(movement__award=award).by_line(account)
                expected = {
                    fund: amount
                    for (key, fund, where), amount in self.model.items()
                    if key == award.pk and where == account and amount
                }
                assert {lines[key]: amount for key, amount in found.items()} == expected
        for pot in (self.large, self.small):
            left = pot.entries.filter(account=Account.POT).balance()
            filled = -pot.entries.filter(account=Account.FUNDER).balance()
            assert 0 <= left == filled - self._committed(pot)


@pytest.mark.django_db
def test_the_ledger_beside_a_model_that_only_counts():
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=5,
            stateful_step_count=10,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_no_random_walk_breaks_a_pot_or_a_cap():
    walk = Walk(rounds=1, applications=14)
    random = Random(11)
    steps = {walk.step(random) for _ in range(90)}
    assert breaches() == []
    assert {"pledge", "accept_offer"} <= steps


@pytest.mark.django_db(transaction=True)
def test_officers_at_once_overspend_no_pot():
    """Eight officers call up projects for which only two pots' worth of money is there, and withdraw others."""
    walk = Walk(rounds=1, applications=16)

    def officer(seed):
        random = Random(seed)
        return lambda: [walk.step(random) for _ in range(10)]

    results = at_once(*[officer(seed) for seed in range(8)])
    assert [len(steps) for steps in results] == [10] * 8, results
    assert breaches() == []
    assert Award.objects.exists()
