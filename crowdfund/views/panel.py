"""The panel's page: the ranking, the line, and what moving it does to each fund's pot and caps; then announcing."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crowdfund import actions, allocation, permissions
from crowdfund.actions.deciding import project_of, round_funds_of, running_for_panel
from crowdfund.actions.deliberation import what_lacks
from crowdfund.actions.refusals import Refused
from crowdfund.forms.deciding import LineForm
from crowdfund.models import Case
from crowdfund.models.conflicts import conflicted
from crowdfund.states import Outcome, Stage, StepRefused
from crowdfund.views.assessing import deliberation_for, refusals

NOTHING = allocation.NOTHING


@never_cache
@require_http_methods(["GET", "POST"])
def panel(request, slug):
    """The ranking with the line at its place. A GET with `line` only shows what a line there would mean."""
    user = request.user
    deliberation = deliberation_for(user, slug)
    if not permissions.can_see_deliberations(user) or deliberation.stage not in (Stage.PANEL, Stage.ANNOUNCED):
        raise Http404
    if request.method == "POST":
        if not permissions.can_decide(user):
            raise Http404
        return _act(request, deliberation)
    return render(request, "crowdfund/assessing/panel.html", _context(request, deliberation))


def _context(request, deliberation):
    user = request.user
    barred = conflicted(user, "application", "application__organisation")
    hindered = deliberation.cases.filter(barred).exists()
    # Whoever has a conflict sees the others as if the case were not there: no gap, no sum gives it away.
    cases = list(running_for_panel(deliberation).exclude(barred).prefetch_related("assignments__scores__criterion"))
    saved_line = sum(1 for case in cases if case.outcome == Outcome.FUND)
    saved_reserves = sum(1 for case in cases if case.outcome == Outcome.RESERVE)
    asked = LineForm(request.GET) if "line" in request.GET else None
    trying = asked is not None and asked.is_valid()
    line = min(asked.cleaned_data["line"], len(cases)) if trying else saved_line
    reserves = asked.cleaned_data["reserves"] if trying else saved_reserves
    round_funds = round_funds_of(deliberation)
    shares = _shares(deliberation, round_funds, cases, line, trying)
    rows = [_row(place, case, line, reserves, shares, round_funds, trying) for place, case in enumerate(cases, start=1)]
    return {
        "deliberation": deliberation,
        "round": deliberation.round,
        "rows": rows,
        "round_funds": round_funds,
        "pots": [_pot(one, shares, rows) for one in round_funds],
        "line": line,
        "reserves": reserves,
        "trying": trying,
        "form": asked,
        "short": sum(1 for row in rows if row["above"] and row["short"]),
        "above_total": sum((row["total"] for row in rows if row["above"]), NOTHING),
        "hindered": hindered,
        "moves": permissions.can_decide(user) and deliberation.stage == Stage.PANEL and not hindered,
        "decides": permissions.can_decide(user),
        "out": Case.objects.standing()
        .ruled_out()
        .filter(deliberation=deliberation)
        .exclude(barred)
        .select_related("application__organisation"),
        "undecided": deliberation.cases.standing().exclude(barred).filter(outcome=Outcome.UNDECIDED).count(),
        "wordless": deliberation.cases.standing().exclude(barred).filter(Q(reason="") | Q(feedback="")).count(),
    }


def _shares(deliberation, round_funds, cases, line, trying):
    """What each fund gives: worked out for a line that is only tried, as proposed otherwise."""
    if trying:
        projects = [project_of(case) for case in cases[:line]]
        return allocation.share_out(deliberation.round, round_funds, projects)
    shares = allocation.Shares(left={one.pk: one.amount for one in round_funds})
    for case in cases:
        given = {one.round_fund_id: one.amount for one in case.proposals.all()}
        if given:
            shares.given[case.pk] = given
        for fund, amount in given.items():
            shares.left[fund] -= amount
    return shares


def _row(place, case, line, reserves, shares, round_funds, trying):
    given = shares.given.get(case.pk, {})
    total = sum(given.values(), NOTHING)
    application = case.application
    above = place <= line if trying else case.outcome == Outcome.FUND
    reserve = line < place <= line + reserves if trying else case.outcome == Outcome.RESERVE
    most = allocation.most_together(case.application.round, round_funds, project_of(case))
    return {
        "place": place,
        "case": case,
        "application": application,
        "spread": case.spread(),
        "target": application.target(),
        "given": [(one, given.get(one.pk)) for one in round_funds],
        "total": total,
        "short": max((application.amount_asked or NOTHING) - total, NOTHING) if above else NOTHING,
        "capped": above and total and total == most,
        "above": above,
        "reserve": reserve,
        "last_above": place == line,
    }


def _pot(round_fund, shares, rows):
    left = shares.left[round_fund.pk]
    projects = sum(
        1 for row in rows if row["case"].pk in shares.given and shares.given[row["case"].pk].get(round_fund.pk)
    )
    return {
        "fund": round_fund,
        "pot": round_fund.amount,
        "given": round_fund.amount - left,
        "left": left,
        "projects": projects,
        "percent": int((round_fund.amount - left) * 100 / round_fund.amount),
    }


def _act(request, deliberation):
    """Move a case up or down, or draw the line."""
    user = request.user
    address = reverse("crowdfund:panel", args=[deliberation.round.slug])
    try:
        if request.POST.get("go") == "line":
            form = LineForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("Enter how many projects are above the line, and how many in reserve."))
                return redirect(address)
            actions.draw_line(deliberation=deliberation, by=user, **form.cleaned_data)
            messages.success(request, _("The line is drawn. Each project has its proposal."))
            return redirect(address)
        _move(request, deliberation)
    except (Refused, StepRefused) as refused:
        for sentence in refusals(refused):
            messages.error(request, sentence)
    return redirect(f"{address}{_query(request)}#ranking")


def _query(request):
    """The line that was being tried, kept while the order changes."""
    line, reserves = request.POST.get("line", ""), request.POST.get("reserves", "")
    return f"?line={line}&reserves={reserves}" if line.isdecimal() and reserves.isdecimal() else ""


def _move(request, deliberation):
    order = list(
        Case.objects.in_the_running().filter(deliberation=deliberation).in_order().values_list("pk", flat=True)
    )
    wanted, by = request.POST.get("case", ""), {"up": -1, "down": 1}.get(request.POST.get("go", ""))
    if by is None or not wanted.isdecimal() or int(wanted) not in order:
        raise Http404
    place = order.index(int(wanted))
    there = max(0, min(len(order) - 1, place + by))
    order[place], order[there] = order[there], order[place]
    actions.rank_cases(deliberation=deliberation, order=order, by=request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def announce(request, slug):
    """What is about to be announced, and the button that does it."""
    user = request.user
    deliberation = deliberation_for(user, slug)
    if not permissions.can_decide(user) or deliberation.stage != Stage.PANEL:
        raise Http404
    barred = conflicted(user, "application", "application__organisation")
    lacks = []
    if request.method == "POST":
        try:
            actions.announce(deliberation=deliberation, by=user)
        except (Refused, StepRefused) as refused:
            lacks = refusals(refused)
        else:
            messages.success(request, _("All decisions are announced. Every applicant is written to."))
            return redirect("crowdfund:desk", slug=slug)
    cases = list(
        deliberation.cases.standing()
        .exclude(barred)
        .in_order()
        .select_related("application__organisation")
        .prefetch_related("proposals")
    )
    groups = [
        (outcome, [case for case in cases if case.outcome == outcome])
        for outcome in (Outcome.FUND, Outcome.RESERVE, Outcome.DECLINE, Outcome.UNDECIDED)
    ]
    context = {
        "deliberation": deliberation,
        "round": deliberation.round,
        "groups": [(outcome.label, listed) for outcome, listed in groups if listed],
        "total": sum((case.proposed() for case in cases), NOTHING),
        "lacks": lacks,
        "still_to_do": what_lacks(cases),
        "hindered": deliberation.cases.filter(barred).exists(),
    }
    return render(request, "crowdfund/assessing/announce.html", context, status=409 if lacks else 200)
