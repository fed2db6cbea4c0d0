"""An award taken by its own actions to any state, as its charity, a funding officer and the payments officer would."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crowdfund import actions, documents
from crowdfund.actions.awards import make_offer
from crowdfund.models import Award, Case, Deliberation
from crowdfund.states import AwardState, Outcome, Stage
from tests.crowdfund.deciding import closed_round, submitted
from tests.crowdfund.factories import PDF, funding_officer, role_holder

TARGET, PLEDGED = Decimal(10_000), Decimal(5_000)
PATH = [
    AwardState.OFFERED,
    AwardState.ACCEPTED,
    AwardState.NOTICED,
    AwardState.CONFIRMED,
    AwardState.CAMPAIGN,
    AwardState.RELEASED,
    AwardState.COMPLETE,
]


class Scene:
    """An announced round, and the people who have to do with one award of it."""

    def __init__(self, round_=None):
        self.round = round_ or closed_round(0)
        self.officer = funding_officer()
        self.payer = role_holder("payments officer")
        self.number = 0
        self.deliberation = Deliberation.objects.create(
            round=self.round, stage=Stage.ANNOUNCED, announced_at=timezone.now()
        )

    def application(self, **fields):
        """A submitted application whose outcome was announced, with its proposal."""
        self.number += 1
        application = submitted(self.round, self.number, **fields)
        Case.objects.create(
            deliberation=self.deliberation,
            application=application,
            outcome=Outcome.FUND,
            reason="Good.",
            feedback="Good.",
            decided_at=timezone.now(),
            announced_at=timezone.now(),
        )
        return application

    def offered(self, amounts=None, at=None, conditions=(), **fields):
        """:param amounts: {RoundFund: pounds}; £5,000 from the round's first fund if not given."""
        application = self.application(**fields)
        amounts = amounts or {self.round.round_funds.order_by("pk").first(): PLEDGED}
        for pot, amount in amounts.items():
            application.case.proposals.create(round_fund=pot, amount=amount)
        return make_offer(
            application=application,
            amounts={pot.fund: amount for pot, amount in amounts.items()},
            conditions=conditions,
            by=self.officer,
            at=at,
        )

    def owner(self, award):
        return award.application.organisation.memberships.first().user

    def to(self, state, award=None, **fields):
        """An award in a state of the way from the offer to the end."""
        award = award or self.offered(**fields)
        for wanted in PATH[PATH.index(award.state) + 1 : PATH.index(state) + 1]:
            getattr(self, f"_to_{wanted.value}")(award)
            award = Award.objects.get(pk=award.pk)
        return award

    def _to_accepted(self, award):
        actions.accept_offer(award=award, agreed=True, by=self.owner(award))

    def _to_noticed(self, award):
        actions.send_subsidy_notice(award=award, by=self.officer)

    def _to_confirmed(self, award):
        actions.confirm_subsidy(award=award, received=Decimal(0), confirmed=True, by=self.owner(award))

    def _to_campaign(self, award):
        actions.open_campaign(award=award, ends_at=timezone.now() + timedelta(days=30), by=self.officer)

    def _to_released(self, award):
        self.reach(award)
        actions.release_pledge(award=award, first_percent=75, by=self.officer)

    def _to_complete(self, award):
        for report in award.reports.all():
            self.report(report)
            actions.accept_report(report=report, by=self.officer)
        for payment in award.payments.all():
            self.pay(payment)
        actions.complete_award(award=award, by=self.officer)

    def reach(self, award):
        missing = award.target - award.amount()
        actions.record_raised(award=award, amount=missing, supporters=41, by=self.officer)

    def report(self, report, **changes):
        by = self.owner(report.award)
        said = {"happened": "We opened.", "people_helped": 90, "spent": Decimal(4_000), "checked": a_file(), **changes}
        actions.save_report(report=report, **said, by=by)
        return actions.send_report(report=report, by=by)

    def pay(self, payment):
        actions.approve_payment(payment=payment, by=self.officer)
        return actions.pay(
            payment=payment, paid_on=timezone.localdate(), bank_reference=f"BACS {payment.pk}", by=self.payer
        )

    def give_back(self, award, amount=Decimal(100)):
        """Money of a paid award that came back."""
        owed = actions.claw_back(award=award, amount=amount, why="Not needed", by=self.officer)
        return actions.receive_repayment(repayment=owed, bank_reference="IN 1", by=self.payer)


def a_file(name="receipt.pdf"):
    """A documents.Checked."""
    return documents.check_evidence(SimpleUploadedFile(name, PDF))
