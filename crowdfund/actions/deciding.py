"""The panel: ranking cases, drawing the line, deciding one by one, and the reserve list after the announcement."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from crowdfund import allocation, notices
from crowdfund.actions.awards import make_offer
from crowdfund.actions.frame import lock_cases, locked_case, locked_deliberation, moment
from crowdfund.actions.refusals import BeyondLimit, NotReady
from crowdfund.amounts import pounds
from crowdfund.models import Case, Proposal
from crowdfund.states import OUTCOME_STEPS, ApplicationState, StepRefused, after, within
from kentcivil.audit.history import because

NOTHING = Decimal(0)


@transaction.atomic
def rank_cases(*, deliberation, order, by, at=None):
    """Put the cases in the running in the panel's order.

    :param order: the keys of all of them, the best first.
    :raises NotAllowed, ConflictOfInterest: as `frame.locked_deliberation` says.
    :raises StepRefused: at another stage.
    :raises NotReady: when the list lacks a case, or has one twice or too many, as when one was withdrawn meanwhile.
    """
    locked = locked_deliberation("rank_cases", deliberation, by, ranks=True)
    within("rank_cases", locked.stage)
    lock_cases(locked)
    cases = {case.pk: case for case in Case.objects.in_the_running().filter(deliberation=locked)}
    if sorted(order) != sorted(cases):
        raise NotReady(["The list of cases has changed. Look at it again."])
    with because("Ranked by the panel", by=by):
        _number(locked, [cases[key] for key in order])
    return locked


@transaction.atomic
def draw_line(*, deliberation, line, reserves, by, at=None):
    """Propose to fund the first so many of the ranking, to keep the next so many in reserve, and to decline the rest.

    Each gets what `allocation.share_out` works out. Reasons and feedback that were written stay.

    :param line: how many are above the line, 0 or more.
    :param reserves: how many below it are on the reserve list, 0 or more.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `rank_cases`.
    :raises BeyondLimit: when a project above the line would get nothing.
    """
    locked = locked_deliberation("draw_line", deliberation, by, ranks=True)
    within("draw_line", locked.stage)
    lock_cases(locked)
    cases = list(running_for_panel(locked))
    shares = shares_of(locked, cases[:line])
    empty = [case.application.reference for case in cases[:line] if not shares.given[case.pk]]
    if empty:
        raise BeyondLimit(f"Nothing is left for {', '.join(empty)}. Draw the line higher.")
    with because("The panel drew the line", by=by):
        Proposal.objects.filter(case__deliberation=locked).delete()
        for place, case in enumerate(cases):
            step = "propose_funding" if place < line else "propose_decline"
            if line <= place < line + reserves:
                step = "put_on_reserve"
            _decide(case, step, by, at)
        Proposal.objects.bulk_create(
            Proposal(case_id=key, round_fund_id=fund, amount=amount)
            for key, given in shares.given.items()
            for fund, amount in given.items()
        )
    return locked


@transaction.atomic
def propose_funding(*, case, amounts, reason="", feedback="", conditions=None, by, at=None):
    """Propose to fund one case with these amounts.

    :param amounts: {RoundFund: Decimal of pounds}; those of nothing are left out.
    :param conditions: what the charity must keep to, one on each line, in place of those before; None leaves them.
    :param reason, feedback: kept in place of those before, unless they are empty.
    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says.
    :raises NotReady: for a case that a check has ruled out, or without an amount.
    :raises BeyondLimit: when a pot, a fund's limit or the limit of all funds together would be broken.
    """
    locked = locked_case("propose_funding", case, by)
    _refuse_ruled_out(locked)
    with because("Proposed for funding", by=by):
        _propose(locked, amounts)
        _set_conditions(locked, conditions)
        _decide(locked, "propose_funding", by, at, reason, feedback)
    return locked


@transaction.atomic
def put_on_reserve(*, case, reason="", feedback="", by, at=None):
    """Propose to keep one case on the reserve list, in the order of the ranking.

    :raises: as `propose_funding`, but for amounts.
    """
    locked = locked_case("put_on_reserve", case, by)
    _refuse_ruled_out(locked)
    with because("Proposed for the reserve list", by=by):
        locked.proposals.all().delete()
        _decide(locked, "put_on_reserve", by, at, reason, feedback)
    return locked


@transaction.atomic
def propose_decline(*, case, reason="", feedback="", by, at=None):
    """Propose not to fund one case.

    :raises NotAllowed, ConflictOfInterest, StepRefused: as `frame.locked_case` says.
    """
    locked = locked_case("propose_decline", case, by)
    with because("Proposed not to be funded", by=by):
        locked.proposals.all().delete()
        _decide(locked, "propose_decline", by, at, reason, feedback)
    return locked


@transaction.atomic
def promote_from_reserve(*, case, amounts, reason, feedback="", conditions=None, by, at=None):
    """After the announcement, fund a case from the reserve list, since money came free; its applicant is told.

    :raises: as `propose_funding`; NotReady too without a reason, and StepRefused when it is not on the list.
    """
    locked = locked_case("promote_from_reserve", case, by)
    if not reason.strip():
        raise NotReady(["Say why money came free."])
    after(OUTCOME_STEPS, "promote_from_reserve", locked.outcome)
    with because("Funded from the reserve list", by=by):
        _propose(locked, amounts)
        _set_conditions(locked, conditions)
        _decide(locked, "promote_from_reserve", by, at, reason, feedback)
        offer(locked, by, moment(at))
    notices.outcome(locked)
    return locked


def offer(case, by, at):
    """Make the offer that was proposed for a case."""
    proposals = case.proposals.select_related("round_fund__fund")
    make_offer(
        application=case.application,
        amounts={one.round_fund.fund: one.amount for one in proposals},
        conditions=[line.strip() for line in case.conditions.splitlines() if line.strip()],
        by=by,
        at=at,
    )


def free_what_was_withdrawn(deliberation):
    """Take back what was proposed for applications that were withdrawn meanwhile."""
    gone = Case.objects.filter(deliberation=deliberation).exclude(application__state=ApplicationState.SUBMITTED)
    Proposal.objects.filter(case__in=gone).delete()


def running_for_panel(deliberation):
    """The cases in the running in the order of the ranking, each with what the sums and pages need."""
    cases = Case.objects.in_the_running().filter(deliberation=deliberation).in_order()
    return cases.select_related("application__organisation", "application__round").prefetch_related(
        "application__districts", "application__budget_lines", "proposals__round_fund__fund"
    )


def project_of(case):
    """A case as the sums of allocation.py see it."""
    application = case.application
    return allocation.Project(
        key=case.pk,
        asked=application.amount_asked or NOTHING,
        target=application.target(),
        districts=tuple(district.code for district in application.districts.all()),
    )


def round_funds_of(deliberation):
    return list(deliberation.round.round_funds.select_related("fund").prefetch_related("fund__area").order_by("pk"))


def shares_of(deliberation, cases):
    """What the funds of the round would give to these cases, in this order."""
    round_funds = round_funds_of(deliberation)
    return allocation.share_out(deliberation.round, round_funds, [project_of(case) for case in cases])


def _number(deliberation, cases):
    for case in deliberation.cases.exclude(pk__in=[one.pk for one in cases]).exclude(rank=None):
        case.rank = None
        case.save(update_fields=["rank"])
    for rank, case in enumerate(cases, start=1):
        if case.rank != rank:
            case.rank = rank
            case.save(update_fields=["rank"])


def _decide(case, step, by, at, reason="", feedback=""):
    outcome = after(OUTCOME_STEPS, step, case.outcome)
    changed = (outcome, reason.strip() or case.reason, feedback.strip() or case.feedback)
    if changed != (case.outcome, case.reason, case.feedback):
        case.outcome, case.reason, case.feedback = changed
        case.decided_at, case.decided_by = moment(at), by
        case.save(update_fields=["outcome", "reason", "feedback", "decided_at", "decided_by"])


def _propose(case, amounts):
    """Keep the amounts for a case in place of those before, if no limit is broken."""
    amounts = {fund: amount for fund, amount in amounts.items() if amount}
    free_what_was_withdrawn(case.deliberation)
    deliberation, project = case.deliberation, project_of(case)
    round_funds = {one.pk: one for one in round_funds_of(deliberation)}
    if not amounts or any(amount < 0 for amount in amounts.values()):
        raise NotReady(["Say how much comes from which fund."])
    if not {fund.pk for fund in amounts} <= round_funds.keys():
        raise NotReady(["The round does not draw on this fund."])
    for fund, amount in amounts.items():
        most = allocation.most_from(round_funds[fund.pk], project)
        if amount > most:
            raise BeyondLimit(f"{fund.fund} can give this project at most {pounds(most)}.")
        others = Proposal.objects.filter(round_fund=fund).exclude(case=case)
        left = round_funds[fund.pk].amount - (others.aggregate(total=Sum("amount"))["total"] or NOTHING)
        if amount > left:
            raise BeyondLimit(f"{fund.fund} has only {pounds(max(left, NOTHING))} left.")
    together = allocation.most_together(deliberation.round, list(round_funds.values()), project)
    if sum(amounts.values()) > together:
        raise BeyondLimit(f"All funds together can give this project at most {pounds(together)}.")
    case.proposals.all().delete()
    Proposal.objects.bulk_create(
        Proposal(case=case, round_fund=fund, amount=amount)
        for fund, amount in sorted(amounts.items(), key=lambda pair: pair[0].pk)
    )


def _set_conditions(case, conditions):
    if conditions is not None and conditions.strip() != case.conditions:
        case.conditions = conditions.strip()
        case.save(update_fields=["conditions"])


def _refuse_ruled_out(case):
    if not Case.objects.in_the_running().filter(pk=case.pk).exists():
        raise StepRefused("A check has ruled this application out.")
