"""Reports of a round for officers: on a page, and as a spreadsheet."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crowdfund import permissions, reports
from crowdfund.amounts import pounds
from crowdfund.states import ApplicationState, Outcome
from crowdfund.views.assessing import deliberation_for
from kentcivil.opendata.streams import csv_response

SHOWN = 50
TITLES = [
    "reference",
    "organisation",
    "size of organisation",
    "districts",
    "asked, in pounds",
    "checks failed",
    "assessments",
    "mean score, in percent",
    "lowest",
    "highest",
    "rank",
    "outcome",
    "proposed, in pounds",
    "submitted",
    "announced",
    "days from submission to announcement",
    "reason",
]


def _deliberation(request, slug):
    if not permissions.can_see_deliberations(request.user):
        raise Http404
    return deliberation_for(request.user, slug)


@never_cache
@require_safe
def report(request, slug):
    deliberation = _deliberation(request, slug)
    made = reports.report(deliberation, list(reports.cases_for(deliberation, request.user)))
    context = {
        "deliberation": deliberation,
        "round": deliberation.round,
        "report": made,
        "outcomes": [(Outcome(name).label, number) for name, number in made.outcomes.items()],
        "district_bars": [(one.name, one.given, pounds(one.given)) for one in made.districts],
        "size_bars": [(one.name, one.given, pounds(one.given)) for one in made.sizes],
        "spreads": made.spreads[:SHOWN],
    }
    return render(request, "crowdfund/assessing/report.html", context)


@never_cache
@require_safe
def report_csv(request, slug):
    """A row for each case. Scores come once the blind stages are over."""
    deliberation = _deliberation(request, slug)
    cases = reports.cases_for(deliberation, request.user)
    rows = (_row(case, deliberation.is_blind) for case in cases.iterator(chunk_size=500))
    return csv_response(f"{deliberation.round.slug}-decisions.csv", TITLES, rows)


def _row(case, is_blind):
    application = case.application
    spread = None if is_blind else case.spread()
    submitted, announced = application.submitted_at, case.announced_at
    withdrawn = application.state != ApplicationState.SUBMITTED
    return [
        application.reference,
        application.organisation_name,
        application.organisation.get_income_band_display(),
        ", ".join(one.name for one in application.districts.all()),
        application.amount_asked,
        sum(1 for check in case.checks.all() if check.state == "failed"),
        spread.number if spread else "",
        spread.mean if spread else "",
        spread.lowest if spread else "",
        spread.highest if spread else "",
        case.rank or "",
        "Withdrawn" if withdrawn else case.get_outcome_display(),
        case.proposed(),
        submitted.date() if submitted else "",
        announced.date() if announced else "",
        round((announced - submitted).total_seconds() / reports.SECONDS_A_DAY, 1) if announced and submitted else "",
        case.reason,
    ]
