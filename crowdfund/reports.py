"""What officers report of a round: what came of it, how long it took, how far scores lay apart, and whom it reached.

Everything is counted from cases that the reader may see, so that no sum gives away one that they may not.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from crowdfund.models import Case
from crowdfund.states import ApplicationState, Outcome
from organisations.models import IncomeBand

NOTHING = Decimal(0)
SECONDS_A_DAY = 86_400


@dataclass
class Reach:
    """What one district or one size of organisation asked for and was given, in pounds.

    :ivar funded: projects for which money is proposed, or offered and still held: those whose money is in `given`.
    """

    name: str
    applications: int = 0
    funded: int = 0
    asked: Decimal = NOTHING
    given: Decimal = NOTHING


@dataclass
class Report:
    """One round in figures.

    :ivar fallen: cases decided to be funded that hold no money now, as their offer fell or their award gave all back.
    :ivar days: median, shortest and longest time from submission to announcement in days; None before it.
    :ivar spreads: (case, Spread), the widest first; empty while scoring is blind.
    """

    applications: int = 0
    withdrawn: int = 0
    ruled_out: int = 0
    fallen: int = 0
    outcomes: dict = field(default_factory=dict)
    asked: Decimal = NOTHING
    given: Decimal = NOTHING
    funds: list = field(default_factory=list)
    days: tuple = None
    spreads: list = field(default_factory=list)
    wide: int = 0
    mean_range: Decimal = None
    districts: list = field(default_factory=list)
    sizes: list = field(default_factory=list)


def cases_for(deliberation, user):
    """The cases of a round that a report for this person counts, each with what the report needs."""
    cases = Case.objects.visible_to(user).filter(deliberation=deliberation).order_by("application__number")
    return cases.select_related("application__organisation__district").prefetch_related(
        "application__districts", "proposals", "checks", "assignments__scores__criterion"
    )


def report(deliberation, cases):
    """The figures of a round.

    :param cases: from `cases_for`, as a list.
    """
    standing = [case for case in cases if case.application.state == ApplicationState.SUBMITTED]
    made = Report(applications=len(cases), withdrawn=len(cases) - len(standing))
    made.ruled_out = sum(1 for case in standing if any(check.state == "failed" for check in case.checks.all()))
    counted = Counter(case.outcome for case in standing)
    made.outcomes = {outcome: counted[outcome] for outcome in Outcome}
    made.fallen = sum(1 for case in standing if case.outcome == Outcome.FUND and not case.proposed())
    made.asked = sum((case.application.amount_asked or NOTHING for case in standing), NOTHING)
    made.given = sum((case.proposed() for case in standing), NOTHING)
    made.funds = _funds(deliberation, standing)
    made.days = _days(standing)
    if not deliberation.is_blind:
        _spreads(made, standing)
    made.districts = _reach(standing, lambda case: [one.name for one in case.application.districts.all()])
    made.sizes = _sizes(standing)
    return made


def _funds(deliberation, cases):
    given = defaultdict(lambda: NOTHING)
    for case in cases:
        for one in case.proposals.all():
            given[one.round_fund_id] += one.amount
    return [
        (one, given[one.pk], one.amount - given[one.pk])
        for one in deliberation.round.round_funds.select_related("fund")
    ]


def _days(cases):
    taken = [
        Decimal((case.announced_at - case.application.submitted_at).total_seconds()) / SECONDS_A_DAY
        for case in cases
        if case.announced_at
    ]
    if not taken:
        return None
    return tuple(one.quantize(Decimal("0.1")) for one in (median(taken), min(taken), max(taken)))


def _spreads(made, cases):
    pairs = [(case, spread) for case in cases if (spread := case.spread()) is not None]
    made.spreads = sorted(pairs, key=lambda pair: (-pair[1].range, pair[0].pk))
    made.wide = sum(1 for _case, spread in pairs if spread.is_wide)
    if pairs:
        total = sum((spread.range for _case, spread in pairs), NOTHING)
        made.mean_range = (total / len(pairs)).quantize(Decimal("0.1"))


def _reach(cases, names_of):
    """One line for each name. A project in several districts counts in each, its money in equal parts."""
    lines = {}
    for case in cases:
        names, given = names_of(case), case.proposed()
        for name in names:
            line = lines.setdefault(name, Reach(name))
            line.applications += 1
            line.funded += bool(given)
            line.asked += (case.application.amount_asked or NOTHING) / len(names)
            line.given += given / len(names)
    return sorted(lines.values(), key=lambda line: line.name)


def _sizes(cases):
    found = {line.name: line for line in _reach(cases, lambda case: [case.application.organisation.income_band])}
    lines = [found[band] for band in IncomeBand.values if band in found]
    for line in lines:
        line.name = IncomeBand(line.name).label
    return lines
