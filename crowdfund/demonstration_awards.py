"""What became of the demonstration's awards, by the real steps: one of each kind, and Mama to Mama on its way."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crowdfund import actions, bank, documents
from crowdfund.deadlines import LAST_FIGURES, end_of
from crowdfund.models import Award, Report
from crowdfund.reports_shown import BABY_BANK, TOLD
from kentcivil.accounts.backends import DEMONSTRATION_DOMAIN
from kentcivil.accounts.models import User
from organisations.models import Membership

LOVED = "mama-to-mama"
OWNERS = ["Asha Rahman", "Peter Hambrook", "Ngozi Eze", "Will Kemsley", "Marta Nowak", "Bimal Gurung"]
RECEIPT = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
NEWS = [
    (
        "We are open",
        "Our new room in Margate is open on Tuesdays and Fridays. In the first month 61 families came for cots, "
        "clothes and a cup of tea.",
    ),
    ("Target reached!", "Thank you to everybody who gave. We start to fit out the room next week."),
]
LEFT = Decimal(180)
"""What is not spent of an award that is complete."""


def carry_on(county, round_, second):
    """Take the awards of an announced round on: most have long been answered, and some are at their end.

    :param second: the title of the project on the reserve list that is called up only now.
    """
    officer, payer = county.people.get("funding"), county.people.get("payments")
    if officer is None or payer is None:
        return
    awards = Award.objects.filter(application__round=round_).order_by("application__number")
    awards = awards.select_related("application__organisation", "application__case")
    # First one of which there is something to tell; the others go the other ways in turn.
    told = next((award for award in awards if award.application.project_title in TOLD), None)
    ways = [_running, _missed, _declined, _lapsed, _ended, _waiting_for_change, _unconfirmed]
    place = 0
    for award in awards:
        story = _Story(county, award, officer, payer)
        if award.application.organisation.slug == LOVED:
            _mama_to_mama(story)
            continue
        if award == told:
            _complete(story)
            continue
        ways[place % len(ways)](story)
        place += 1
    _call_up(county, round_, second, officer)


class _Story:
    """One award, with the people of its charity, and a day that moves on."""

    def __init__(self, county, award, officer, payer):
        self.county, self.award, self.officer, self.payer = county, award, officer, payer
        self.owner = self._owner()
        self.day = award.offered_at

    def _owner(self):
        organisation = self.award.application.organisation
        owner = organisation.memberships.filter(role=Membership.Role.OWNER).first()
        if owner is not None:
            return owner.user
        number = self.award.application.number
        name = OWNERS[number % len(OWNERS)]
        user = User.objects.create(email=f"owner{number}{DEMONSTRATION_DOMAIN}", name=name, password="!")
        Membership.objects.create(organisation=organisation, user=user, role=Membership.Role.OWNER)
        return user

    def later(self, days):
        """The moment so many days on, though never after the demonstration's present."""
        self.day = min(self.day + timedelta(days=days), self.county.now)
        return self.day

    def wait_until(self, moment):
        """Nothing happens before this moment, which lies in the past."""
        self.day = max(self.day, min(moment, self.county.now))

    def not_before(self, moment):
        """The project is still to come, as its money is."""
        self.award.application.starts_on = moment.date()
        self.award.application.ends_on = (moment + timedelta(days=270)).date()
        self.award.application.save(update_fields=["starts_on", "ends_on"])

    def charity(self, name, days=2, **more):
        return getattr(actions, name)(by=self.owner, at=self.later(days), **more)

    def funders(self, name, days=2, **more):
        return getattr(actions, name)(by=self.officer, at=self.later(days), **more)

    def confirmed(self):
        self.charity("accept_offer", award=self.award, agreed=True)
        self.funders("send_subsidy_notice", award=self.award)
        self.charity("confirm_subsidy", award=self.award, received=Decimal(0), confirmed=True)

    def crowdfunding(self, ends_at=None, parts=(40,), platform="", begun=None):
        """:param parts: what the platform showed one time after another, in percent of what the crowd was to give."""
        self.confirmed()
        self.wait_until(begun or self.day)
        ends_at = ends_at or self.day + timedelta(days=60)
        self.funders("open_campaign", award=self.award, ends_at=ends_at, platform=platform)
        wanted = self.award.target - self.award.amount()
        for percent in parts:
            amount = (wanted * percent / 100).quantize(Decimal(1)) if percent != 100 else wanted
            self.funders("record_raised", 6, award=self.award, amount=amount, supporters=int(amount) // 65 + 1)

    def released(self, **more):
        self.crowdfunding(**{"parts": (22, 61, 100), **more})
        self.funders("release_pledge", award=self.award, first_percent=75)
        self.bank_details()

    def bank_details(self):
        """Invented ones; none where this portal has no key to seal them."""
        if bank.is_set_up():
            account = bank.Account(self.award.application.organisation_name[:100], "309950", "12345678")
            self.charity("give_bank_details", 0, award=self.award, account=account)

    def paid(self, number):
        payment = self.award.payments.get(number=number)
        self.funders("approve_payment", payment=payment)
        day = self.later(2)
        reference = f"BACS {self.award.application.reference[-6:]}-{number}"
        actions.pay(payment=payment, paid_on=timezone.localdate(day), bank_reference=reference, by=self.payer, at=day)

    def reported(self, report, told, spent):
        """:param told: a pair of what happened, and how many people were helped."""
        happened, people = told
        file = documents.check_evidence(SimpleUploadedFile(f"receipts-{report.kind}.pdf", RECEIPT))
        said = {"happened": happened, "people_helped": people, "spent": spent.quantize(Decimal(1))}
        self.charity("save_report", 20, report=report, checked=file, **said)
        self.charity("send_report", 0, report=report)
        self.funders("accept_report", 5, report=report)


def _complete(story):
    told, amount = TOLD[story.award.application.project_title], story.award.amount()
    story.released()
    story.paid(1)
    for report in story.award.reports.order_by("due_on"):
        story.wait_until(end_of(report.due_on) - timedelta(days=49, hours=13))
        if report.kind == Report.Kind.FINAL:
            story.reported(report, told.final, amount - LEFT)
        else:
            story.reported(report, told.interim, amount * 45 / 100)
    story.paid(2)
    unspent = story.charity("declare_unspent", award=story.award, amount=LEFT, why=told.left)
    actions.receive_repayment(repayment=unspent, bank_reference="IN 4711", by=story.payer, at=story.later(3))
    story.funders("complete_award", award=story.award)


def _running(story):
    story.not_before(story.county.now + timedelta(days=40))
    now = story.county.now
    story.crowdfunding(begun=now - timedelta(days=30), ends_at=now + timedelta(days=16), parts=(18, 44, 63))


def _missed(story):
    """Nobody entered more, so the clock ended it."""
    story.crowdfunding(parts=(9, 17, 31))
    actions.end_campaign(award=story.award, at=story.award.campaign.ends_at + LAST_FIGURES)


def _declined(story):
    story.charity("decline_offer", 9, award=story.award, reason="Our hall was sold, so we cannot start this year.")


def _lapsed(story):
    actions.lapse_offer(award=story.award, at=story.award.lapses_at)


def _ended(story):
    story.released()
    story.paid(1)
    story.funders("end_award", 40, award=story.award, reason="The group has closed.")
    story.funders("claw_back", 5, award=story.award, amount=Decimal(400), why="Tools that were never bought")


def _waiting_for_change(story):
    story.released()
    story.paid(1)
    story.wait_until(story.county.now - timedelta(days=30))
    end = story.award.application.ends_on + timedelta(days=91)
    what = "Our leader is on leave with a new baby. We would like three more months."
    story.charity("ask_for_change", 20, award=story.award, what=what, new_end=end)


def _unconfirmed(story):
    story.charity("accept_offer", award=story.award, agreed=True)
    story.not_before(story.county.now + timedelta(days=90))
    story.wait_until(story.county.now - timedelta(days=9))
    story.funders("send_subsidy_notice", award=story.award)


def _mama_to_mama(story):
    """The project that everybody is shown: crowdfunded, paid in part, reported once, with money still to come."""
    story.crowdfunding(parts=(15, 38))
    slip = documents.check_evidence(SimpleUploadedFile("paying-in-slip.pdf", RECEIPT))
    more = {"amount": Decimal(310), "supporters": 48, "giver": "Cake sale at the church hall", "checked": slip}
    story.charity("add_offline_pledge", award=story.award, **more)
    pledge = story.award.campaign.offline_pledges.get()
    story.funders("count_offline_pledge", 1, offline_pledge=pledge)
    wanted = story.award.target - story.award.amount()
    story.funders("record_raised", 8, award=story.award, amount=wanted, supporters=137)
    story.funders("release_pledge", award=story.award, first_percent=75)
    story.bank_details()
    opened, reached = NEWS
    story.charity("post_news", 1, award=story.award, title=reached[0], text=reached[1])
    story.paid(1)
    story.wait_until(story.day + timedelta(days=55))
    story.charity("post_news", 1, award=story.award, title=opened[0], text=opened[1])
    report = story.award.reports.filter(kind=Report.Kind.INTERIM).first()
    if report is not None:
        story.wait_until(story.county.now - timedelta(days=32))
        story.reported(report, BABY_BANK, story.award.amount() * 70 / 100)
        story.funders("approve_payment", payment=story.award.payments.get(number=2))


def _call_up(county, round_, second, officer):
    """Money came free, so the next on the reserve list got its offer two days ago: it waits for an answer."""
    case = round_.deliberation.cases.filter(application__project_title=second).first()
    if case is None or case.outcome != "reserve":
        return
    pot = round_.round_funds.order_by("-amount", "pk").first()
    amount = min(case.application.amount_asked, pot.cap_pounds or case.application.amount_asked)
    actions.promote_from_reserve(
        case=case,
        amounts={pot: amount},
        reason="An earlier offer was declined.",
        conditions="Two trained volunteers are on the line on every night.",
        by=officer,
        at=county.now - timedelta(days=2),
    )
