"""Officers who take random steps with random awards, and what must be true of the ledger whatever they did.

The tests use it at a small size, the benchmarks with 64 officers and 10,000 steps.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from crowdfund import actions
from crowdfund.actions.refusals import Refused
from crowdfund.models import Award, AwardLine, Case, Deliberation, Entry, Movement, Payment, Proposal, RoundFund
from crowdfund.models.ledger import OF_AN_AWARD, ROUTES, Account
from crowdfund.states import FALLEN, AwardState, Outcome, PaymentState, RepaymentState, Stage, StepRefused
from tests.crowdfund.awarding import a_file
from tests.crowdfund.deciding import closed_round, second_fund, submitted
from tests.crowdfund.factories import funding_officer, role_holder
from tests.organisations.factories import MembershipFactory

REFUSED = (Refused, StepRefused)
ONWARDS = 6
"""How much likelier a step onwards is than one that ends an award, so that some get far."""


class Walk:
    """Announced rounds that draw on the same funds' kinds, with applications on their reserve lists."""

    def __init__(self, *, rounds, applications, pot=Decimal(20_000)):
        self.officer, self.payer = funding_officer(), role_holder("payments officer")
        self.owners = [MembershipFactory() for _ in range(4)]
        self.cases, self.pots = [], {}
        for _ in range(rounds):
            round_ = closed_round(0, pot=pot)
            second_fund(round_, amount=pot / 2, cap_pounds=Decimal(2_000), cap_percent=25)
            deliberation = Deliberation.objects.create(round=round_, stage=Stage.ANNOUNCED, announced_at=timezone.now())
            self.pots[round_.pk] = list(round_.round_funds.order_by("pk"))
            for number in range(1, applications + 1):
                owner = self.owners[number % len(self.owners)]
                application = submitted(round_, number, organisation=owner.organisation)
                self.cases.append(self._reserve(deliberation, application).pk)

    def _reserve(self, deliberation, application):
        return Case.objects.create(
            deliberation=deliberation,
            application=application,
            outcome=Outcome.RESERVE,
            reason="x",
            feedback="x",
            decided_at=timezone.now(),
            announced_at=timezone.now(),
        )

    def step(self, random):
        """Take one random step.

        :returns: its name, with "refused" before it where it was refused.
        """
        for _pick in range(4):
            case = Case.objects.select_related("application").get(pk=random.choice(self.cases))
            award = Award.objects.filter(application=case.application_id).first()
            if award is None or award.state not in FALLEN:
                break  # of those that have fallen, only some are tried
        name, act = self._pledge(case, random) if award is None else random.choice(list(self._steps(award, random)))
        try:
            act()
        except REFUSED:
            return f"refused {name}"
        return name

    def _pledge(self, case, random):
        pots = self.pots[case.application.round_id]
        amounts = {
            pot: Decimal(random.randrange(0, 450_000)) / 100 for pot in random.sample(pots, random.choice([1, 2]))
        }
        return "pledge", lambda: actions.promote_from_reserve(case=case, amounts=amounts, reason="x", by=self.officer)

    def _steps(self, award, random):
        """Steps that could be possible with an award, as pairs of a name and what takes it."""
        state, by = award.state, self.officer
        owner = award.application.organisation.memberships.first().user
        cents = Decimal(random.randrange(1, 300_000)) / 100

        def take(name, who=by, **more):
            return name, lambda: getattr(actions, name)(award=award, by=who, **more)

        if state in FALLEN:
            yield take("withdraw_award", reason="x")
        if state == AwardState.OFFERED:
            yield from [take("accept_offer", owner, agreed=True)] * ONWARDS
            yield take("decline_offer", owner)
            yield "lapse_offer", lambda: actions.lapse_offer(award=award, at=award.lapses_at)
        if state == AwardState.ACCEPTED:
            yield from [take("send_subsidy_notice")] * ONWARDS
        if state == AwardState.NOTICED:
            yield from [take("confirm_subsidy", owner, received=Decimal(0), confirmed=True)] * ONWARDS
        if state == AwardState.CONFIRMED:
            yield from [take("open_campaign", ends_at=timezone.now() + timedelta(days=1))] * ONWARDS
        if state == AwardState.CAMPAIGN:
            later = timezone.now() + timedelta(days=2)
            yield from [take("record_raised", amount=random.choice([award.target, cents]), supporters=1)] * 3
            yield from [take("release_pledge", first_percent=random.randrange(1, 101))] * ONWARDS
            yield take("miss_target", at=later)
        if state not in FALLEN:
            yield take("withdraw_award", reason="x")
        if state in (AwardState.RELEASED, AwardState.ENDED, AwardState.COMPLETE):
            yield from self._with_money(award, take, owner, cents)

    def _with_money(self, award, take, owner, cents):
        payment = award.payments.exclude(state=PaymentState.PAID).order_by("?").first()
        if payment is not None:
            yield from [("approve and pay", lambda: self._pay(payment))] * 4
            yield "stop_payment", lambda: actions.stop_payment(payment=payment, reason="x", by=self.officer)
        report = award.reports.order_by("?").first()
        if report is not None:
            yield "report", lambda: self._report(report, owner)
        owed = award.repayments.filter(state=RepaymentState.OWED).order_by("?").first()
        if owed is not None:
            yield "receive", lambda: actions.receive_repayment(repayment=owed, bank_reference="x", by=self.payer)
            yield "waive", lambda: actions.waive_repayment(repayment=owed, reason="x", by=self.officer)
        yield from [take("claw_back", amount=cents, why="x")] * 3
        yield take("reuse_returned")
        yield take("declare_unspent", owner, amount=cents, why="x")
        yield take("end_award", reason="x")
        yield take("complete_award")

    def _pay(self, payment):
        payment = Payment.objects.get(pk=payment.pk)
        if payment.state == PaymentState.PLANNED:
            payment = actions.approve_payment(payment=payment, by=self.officer)
        actions.pay(payment=payment, paid_on=timezone.localdate(), bank_reference="x", by=self.payer)

    def _report(self, report, owner):
        actions.save_report(report=report, happened="x", people_helped=1, spent=Decimal(1), checked=a_file(), by=owner)
        actions.send_report(report=report, by=owner)
        actions.accept_report(report=report, by=self.officer)


def breaches():
    """What must never be, as sentences; worked out from the entries alone, without a sum of the database's."""
    found = []
    balances, lines, movements = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    total = Decimal(0)
    for movement, pot, line, account, amount in Entry.objects.values_list(
        "movement", "round_fund", "line", "account", "amount"
    ):
        total += amount
        balances[pot, account] += amount
        movements[movement, pot] += amount
        if line is not None and account in OF_AN_AWARD:
            lines[line, account] += amount
    if total:
        found.append(f"the ledger sums to {total}")
    found += [f"movement {key} sums to {amount}" for key, amount in movements.items() if amount]
    found += [f"{key} holds {amount}" for key, amount in lines.items() if amount < 0]
    for (pot, account), amount in balances.items():
        if (amount > 0) if account == Account.FUNDER else (amount < 0):
            found.append(f"pot {pot} holds {amount} on {account}")
    for pot in RoundFund.objects.all():
        committed = sum(balances[pot.pk, account] for account in OF_AN_AWARD)
        if committed > pot.amount:
            found.append(f"pot {pot.pk} of {pot.amount} has committed {committed}")
        proposed = sum(Proposal.objects.filter(round_fund=pot).values_list("amount", flat=True))
        if proposed != committed:
            found.append(f"the panel reckons with {proposed} from pot {pot.pk}, the ledger with {committed}")
    found += _broken_caps(lines) + _rebuilt_otherwise(balances)
    return found


def _broken_caps(balances):
    """Of each award: no more held than offered, and nothing offered beyond a cap."""
    found, together = [], Counter()
    awards = {}
    for line in AwardLine.objects.select_related("award__application__round"):
        award, round_ = line.award, line.award.application.round
        pot = RoundFund.objects.get(round=round_, fund=line.fund_id)
        awards[award.pk] = (award.target, round_.combined_cap_percent or 100)
        together[award.pk] += line.amount
        held = sum(balances[line.pk, account] for account in OF_AN_AWARD)
        if held > line.amount:
            found.append(f"line {line.pk} of {line.amount} holds {held}")
        if pot.cap_pounds is not None and line.amount > pot.cap_pounds:
            found.append(f"line {line.pk} is above {pot.cap_pounds}")
        if pot.cap_percent is not None and line.amount > award.target * pot.cap_percent / 100:
            found.append(f"line {line.pk} is above {pot.cap_percent}% of {award.target}")
    for key, amount in together.items():
        target, percent = awards[key]
        if amount > target * percent / 100:
            found.append(f"award {key} is above {percent}% of {target}")
    return found


def _rebuilt_otherwise(balances):
    """The same balances, made once more from what each movement says it did."""
    again = defaultdict(Decimal)
    for movement in Movement.objects.prefetch_related("entries"):
        source, target = ROUTES[movement.kind]
        for entry in movement.entries.all():
            if entry.amount > 0:
                again[entry.round_fund_id, source] -= entry.amount
                again[entry.round_fund_id, target] += entry.amount
    return [
        f"{key} holds {balances[key]}, its movements say {again[key]}"
        for key in {*balances, *again}
        if balances[key] != again[key]
    ]
