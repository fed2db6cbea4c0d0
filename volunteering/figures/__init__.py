"""Every number about the pilot that the public sees: what it is, and the lines that add up to it.

Pages, the CSV and the report to the board read them from here and from nowhere else, so that they cannot differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteering.figures import money, network, people, results
from volunteering.figures.lines import Line, Unit
from volunteering.models import Pilot


@dataclass(frozen=True)
class Figure:
    """Something that is counted.

    :param explained: a sentence that says what a line is.
    :param lines: called with the Pilot.
    :param adds_up: whether the figure is the sum of its lines; otherwise it is the last line of each part.
    :param of_people: whether its lines are about people, so that none may mean too few to be shown.
    """

    slug: str
    title: str | Promise
    explained: str | Promise
    unit: Unit
    lines: Callable[[Pilot], Iterable[Line]]
    adds_up: bool = True
    of_people: bool = False


_ALL = [
    Figure("grant", _("Grant"), _("The council’s decision."), Unit.POUNDS, money.granted),
    Figure("budget", _("Planned"), _("What the grant was divided into."), Unit.POUNDS, money.budget),
    Figure(
        "claimed",
        _("Claimed"),
        _("What the centre has asked the council for, and the council has agreed to."),
        Unit.POUNDS,
        money.claimed,
    ),
    Figure("paid", _("Paid to the centre"), _("Claims that the council has paid."), Unit.POUNDS, money.paid),
    Figure(
        "spent",
        _("Spent"),
        _("Payments out of the grant. The council has seen the evidence of each."),
        Unit.POUNDS,
        money.spent,
    ),
    Figure("milestones", _("Milestones"), _("What was to be there by a day."), Unit.NUMBER, results.milestones),
    Figure("reached", _("Milestones reached"), _("With how one can see it."), Unit.NUMBER, results.reached),
    Figure(
        "baseline",
        _("Where it began"),
        _("What was measured for each outcome before the pilot."),
        Unit.NUMBER,
        results.baselines,
        adds_up=False,
    ),
    Figure(
        "measured",
        _("Where it is"),
        _("What was measured for each outcome, and where the number is from. The newest is shown."),
        Unit.NUMBER,
        results.measured,
        adds_up=False,
    ),
    Figure(
        "target",
        _("Target"),
        _("What each outcome is to come to, and by when."),
        Unit.NUMBER,
        results.targets,
        adds_up=False,
    ),
    Figure(
        "offered",
        _("Times somebody has offered to help through this portal"),
        _("By month and volunteer centre."),
        Unit.NUMBER,
        people.offered,
        of_people=True,
    ),
    Figure(
        "introduced",
        _("Of these, introduced to an organisation, placed or settled in"),
        _("By the month of the offer and volunteer centre."),
        Unit.NUMBER,
        people.introduced,
        of_people=True,
    ),
    Figure(
        "hours",
        _("Time that volunteers gave"),
        _("What the organisation confirmed, by opportunity and day. What is only claimed is not counted."),
        Unit.MINUTES,
        people.hours,
        of_people=True,
    ),
    Figure(
        "opportunities",
        _("Opportunities open now"),
        _("By organisation and volunteer centre."),
        Unit.NUMBER,
        network.opportunities,
    ),
    Figure(
        "organisations",
        _("Organisations that ask for volunteers now"),
        _("Each organisation once."),
        Unit.NUMBER,
        network.organisations,
    ),
    Figure("centres", _("Volunteer centres in the network"), _("Each centre once."), Unit.NUMBER, network.centres),
    Figure(
        "districts",
        _("Kent districts with a volunteer centre, out of 12"),
        _("Each district once."),
        Unit.NUMBER,
        network.districts,
    ),
]

FIGURES = {figure.slug: figure for figure in _ALL}


def everything(pilot):
    """The lines of all figures: {slug: [Line, …]}."""
    return {slug: list(figure.lines(pilot)) for slug, figure in FIGURES.items()}
