"""Sharing the pots of a round's funds among ranked projects. Pure arithmetic in pounds and pence.

A fund for a smaller area is used first, since fewer projects can use it. No sum that comes out breaks a pot, a fund's
limit for one project, or the limit for all funds together.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from crowdfund import caps

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Project:
    """What the sum needs to know of a case.

    :ivar key: whatever tells projects apart.
    :ivar asked: pounds asked from all funds together.
    :ivar target: pounds to be crowdfunded.
    :ivar districts: codes of the districts where it helps.
    """

    key: object
    asked: Decimal
    target: Decimal
    districts: tuple = ()


@dataclass
class Shares:
    """What came out: for each project what each fund gives, and what each pot has left.

    :ivar given: {project key: {round fund's key: pounds above nothing}}.
    :ivar left: {round fund's key: pounds}.
    """

    given: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)

    def total(self, key):
        return sum(self.given[key].values(), NOTHING)


def most_together(round_, round_funds, project):
    """The most that all funds together may pledge to a project, whatever is left in the pots."""
    if project.target <= 0:
        return NOTHING
    return caps.limit(round_, round_funds, project.target, project.districts).amount


def most_from(round_fund, project):
    """The most that one fund may pledge to a project, whatever is left in its pot."""
    if project.target <= 0 or not caps.covers(round_fund, project.districts):
        return NOTHING
    return max(NOTHING, caps.most_from(round_fund, project.target))


def share_out(round_, round_funds, projects, spent=None):
    """Give each project in turn as much of what it asks as the pots and limits allow.

    :param round_funds: the round's, each with its fund and the fund's area.
    :param projects: Projects in the order of the ranking.
    :param spent: {round fund's key: pounds} that is gone already.
    """
    spent = spent or {}
    shares = Shares(left={one.pk: one.amount - spent.get(one.pk, NOTHING) for one in round_funds})
    narrow_first = sorted(round_funds, key=lambda one: (len(one.fund.area.all()) or 10**6, one.amount, one.pk))
    for project in projects:
        wanted = min(project.asked, most_together(round_, round_funds, project))
        given = shares.given[project.key] = {}
        for round_fund in narrow_first:
            amount = min(wanted, most_from(round_fund, project), shares.left[round_fund.pk])
            if amount > 0:
                given[round_fund.pk] = amount
                shares.left[round_fund.pk] -= amount
                wanted -= amount
    return shares
