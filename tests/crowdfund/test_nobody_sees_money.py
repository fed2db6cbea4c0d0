"""After the announcement: nobody finds a report, its evidence, who pledged on paper, or a change that is not for them.

The same walk as in test_nobody_sees, over the pages where something of an award could be shown.
"""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crowdfund import actions, documents, permissions
from crowdfund.award_steps import STEPS, things
from crowdfund.models import Award
from crowdfund.states import Stage
from kentcivil.accounts.roles import Role
from tests.crowdfund.awarding import Scene as Money
from tests.crowdfund.crawl import keys_of, pages_with, starting_points, walk
from tests.crowdfund.factories import PDF, role_holder
from tests.crowdfund.test_nobody_sees import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_hand", "people_at_hand")]

HAPPENED, RECEIPT, GIVER, CHANGE = "Wallabyreport", "Ibexreceipt", "Gnugiver", "Lemurchange"
SLIP, NEWS, OWED, ANSWER = "Dugongslip", "Quaggahidden", "Dingowhy", "Egretanswer"
FOR_OFFICERS_AND_ITS_CHARITY = (HAPPENED, RECEIPT, GIVER, CHANGE, SLIP)
NEAR = re.compile(
    r"^/($|my/|open-data/|crowdfund/($|awards|payments|evidence|projects|grants|applications|assessing)"
    r"|admin/(mail/|crowdfund/(award|campaign|change|movement|offline|payment|project|raised|repayment|report|subs)))"
)
OWN = ("applicant of the secret case", "auditor who speaks for the applicant")
OFFICERS = ("funding officer", "auditor")
USUAL = ("funding officer with a conflict", Role.PAYMENTS.value, "funding officer")


class Later(Scene):
    """The secret case, whose award has been released, paid in part, reported on and asked back in part."""

    def __init__(self, rows=1):
        super().__init__(Stage.ANNOUNCED, rows=rows)
        money = Money.__new__(Money)
        money.officer, money.payer = self.officer, role_holder(Role.PAYMENTS)
        award = Award.objects.get(application=self.secret)
        by = money.owner(award)
        award = money.to("campaign", award)
        slip = documents.check_evidence(SimpleUploadedFile(f"{SLIP}.pdf", PDF))
        said = {"amount": Decimal(10), "supporters": 1, "giver": GIVER, "checked": slip}
        actions.add_offline_pledge(award=award, **said, by=by)
        actions.count_offline_pledge(offline_pledge=award.campaign.offline_pledges.get(), by=self.officer)
        award = money.to("released", award)
        money.pay(award.payments.get(number=1))
        receipt = documents.check_evidence(SimpleUploadedFile(f"{RECEIPT}.pdf", PDF))
        report = award.reports.order_by("due_on").first()
        money.report(report, happened=f"We saw a {HAPPENED}.", checked=receipt)
        actions.ask_for_change(award=award, what=f"A {CHANGE}", by=by)
        actions.claw_back(award=award, amount=Decimal(5), why=OWED, by=self.officer)
        actions.post_news(award=award, title=NEWS, text=NEWS, by=by)
        actions.hide_news(news=award.news.get(), by=self.officer)
        self.points = self._later_points(award)

    def _later_points(self, award):
        values = {
            "slug": [self.round.slug],
            "reference": [self.secret.reference],
            "pk": keys_of("crowdfund.Evidence"),
        }
        points = starting_points(values, [], self.rows, leave=("crowdfund:award_step", "crowdfund:my_award_step"))
        for name, step in STEPS.items():
            address = "my_award_step" if permissions.is_for_the_charity(name) else "award_step"
            keys = [()] if step.thing == "award" else things(award, step.thing).values_list("pk")
            points += [reverse(f"crowdfund:{address}", args=[self.secret.reference, name, *key]) for key in keys]
        return [point for point in points if NEAR.match(point)]

    def forbidden_later(self, who):
        """(secret, what it is) that somebody must not find."""
        if who not in (*OWN, *OFFICERS):
            yield from ((one, "what a charity tells its funders") for one in FOR_OFFICERS_AND_ITS_CHARITY)
        if who not in OFFICERS:
            yield (NEWS, "news that were taken off")
        # Officers who read mail find it in what was sent to the charity; whoever has a conflict, not even there.
        if who not in (*OWN, *OFFICERS, Role.PAYMENTS, Role.DIRECTORY_OFFICER, Role.BOARD_OFFICER):
            yield (OWED, "why money is asked back")

    def expected_later(self):
        yield from ((who, one) for who in OFFICERS for one in FOR_OFFICERS_AND_ITS_CHARITY)
        yield from ((OWN[0], one) for one in (*FOR_OFFICERS_AND_ITS_CHARITY, OWED))


def walked_later(client, scene, people):
    found, leaks = {}, []
    for who in people:
        client.logout()
        if scene.people[who] is not None:
            client.force_login(scene.people[who])
        found[who] = walk(client, scene.points, everywhere=False, near=NEAR)
        for secret, what in scene.forbidden_later(who):
            leaks += [f"{who} finds {what} ({secret}) at {address}" for address in pages_with(found[who], secret)]
    lost = [pair for pair in scene.expected_later() if pair[0] in found and not pages_with(found[pair[0]], pair[1])]
    return found, leaks, lost


def test_nobody_finds_what_an_award_keeps_between_the_charity_and_its_funders(client):
    _found, leaks, lost = walked_later(client, Later(), USUAL)
    assert not leaks, "\n".join(leaks)
    assert not lost
