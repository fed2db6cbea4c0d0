"""Grants to voluntary organisations by financial year, as the Local Government Transparency Code 2015 asks.

Its paragraphs 42 and 43 want for each grant: the date, the time for which it is given, the department, who gets it,
their registration number, a summary of the purpose, and the amount.
"""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Sum
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crowdfund import subsidies
from crowdfund.filters import award_years
from crowdfund.grants.shape import recipient
from crowdfund.models import AwardLine
from kentcivil.opendata.streams import csv_response

TITLES = [
    "Financial year",
    "Date awarded",
    "Given from",
    "Given until",
    "Funder",
    "Department or fund",
    "Beneficiary",
    "Beneficiary's registration number",
    "Purpose",
    "Amount in pounds",
    "Reference",
]
AT_A_TIME = 200


@login_not_required
@require_safe
def transparency(request):
    """Each year with how many grants it saw, and their sum."""
    years = []
    for value, shown in award_years():
        sums = (
            AwardLine.objects.published()
            .of_year(int(value))
            .aggregate(grants=Count("pk"), total=Sum("amount"), projects=Count("award", distinct=True))
        )
        years.append({"year": value, "shown": shown, **sums})
    return render(request, "crowdfund/projects/transparency.html", {"years": years})


@login_not_required
@require_safe
def transparency_csv(request):
    """A line for each fund's part of an award; ?year=2026 asks for the financial year 2026-27 alone."""
    lines, name = AwardLine.objects.published(), "grants-by-year"
    year = request.GET.get("year", "")
    if year in dict(award_years()):
        lines = lines.of_year(int(year))
        name = f"grants-{subsidies.shown(int(year))}"
    return csv_response(f"{name}.csv", TITLES, map(_row, lines.iterator(chunk_size=AT_A_TIME)))


def _row(line):
    application, ends_on = line.award.application, line.award.ends_on()
    found = recipient(application)
    return [
        subsidies.shown(subsidies.financial_year(line.award.offered_at)),
        timezone.localtime(line.award.offered_at).date().isoformat(),
        application.starts_on.isoformat() if application.starts_on else "",
        ends_on.isoformat() if ends_on else "",
        line.fund.funder,
        line.fund.name,
        found["name"],
        found.get("charityNumber") or found.get("companyNumber") or "",
        application.project_summary or application.project_title,
        line.amount,
        application.reference,
    ]
