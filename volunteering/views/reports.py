"""The six-monthly report to the board, and the roll-out board: three clicks from the pilot's page to the PDF."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kentcivil.caching import kept_for_visitors
from kentcivil.geography.models import District
from kentcivil.opendata.streams import csv_response
from volunteering import actions, reports
from volunteering.actions.ledgers import ROOM
from volunteering.figures import FIGURES
from volunteering.figures.shown import PilotFigures
from volunteering.models import Report, RollOut
from volunteering.pilot_permissions import is_council
from volunteering.pilot_states import COLOURS, RollOutStage
from volunteering.states import NotAllowed
from volunteering.views.pilot import KEPT_SECONDS, TITLES, lines_page, row, shown_pilot


@login_not_required
@require_safe
def report_list(request):
    """The reports there are; for the council also the half years that have none yet."""
    pilot = shown_pilot()
    council = _is_council(request)
    found = {report.since: report for report in Report.objects.seen_by(council).filter(pilot=pilot).defer("lines")}
    periods = reports.periods(pilot)
    rows = [(since, until, found.get(since)) for since, until in periods if council or since in found]
    return render(request, "volunteering/reports.html", {"pilot": pilot, "rows": rows})


@require_POST
def make(request):
    """The council makes a report, or makes one anew that is not published."""
    if not is_council(request.user):
        raise Http404
    try:
        since = date.fromisoformat(request.POST.get("since", ""))
    except ValueError:
        since = None
    try:
        report = actions.make_report(
            pilot=shown_pilot(), since=since, summary=request.POST.get("summary", "")[:3000], by=request.user
        )
    except NotAllowed as sentence:
        messages.error(request, str(sentence))
        return redirect("volunteering_reports")
    return redirect("volunteering_report", pk=report.pk)


@require_POST
def publish(request, pk):
    """The council publishes a report."""
    try:
        actions.publish_report(report=_report(request, pk), by=request.user)
    except PermissionDenied:
        raise Http404 from None
    except NotAllowed as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, _("Published. Everybody can read it now, and it stays as it is."))
    return redirect("volunteering_report", pk=pk)


@login_not_required
@never_cache
@require_safe
def report(request, pk):
    """One report as a web page."""
    found = _report(request, pk)
    context = {
        "pilot": found.pilot,
        "report": found,
        "content": reports.Content(found),
        "council": found.published_at is None,
        "longest": Report._meta.get_field("summary").max_length,
    }
    return render(request, "volunteering/report.html", context)


@login_not_required
@require_safe
def report_pdf(request, pk):
    """The same as a tagged PDF."""
    found = _report(request, pk)
    response = HttpResponse(reports.pdf(found, on_day=_on_day), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ashford-pilot-{found.until}.pdf"'
    return response


@login_not_required
@require_safe
def report_figure(request, pk, slug):
    """The lines under one figure of a report, as they were when it was made."""
    if slug not in FIGURES:
        raise Http404
    found = _report(request, pk)
    return lines_page(request, found.pilot, slug, reports.lines_of(found)[slug], report=found)


@login_not_required
@require_safe
def report_csv(request, pk):
    """Every line under every figure of a report."""
    found = _report(request, pk)
    rows = (row(FIGURES[slug], line) for slug, lines in reports.lines_of(found).items() for line in lines)
    return csv_response(f"ashford-pilot-{found.until}.csv", TITLES, rows)


@login_not_required
@require_safe
@kept_for_visitors(ROOM, seconds=KEPT_SECONDS)
def roll_out(request):
    """How far each district of Kent has come, and what is done there."""
    figures = PilotFigures(shown_pilot())
    known = {found.district_id: found for found in RollOut.objects.select_related("district", "centre__organisation")}
    rows = []
    for district in District.objects.filter(in_kent=True).order_by("name"):
        found = known.get(district.pk)
        stage = RollOutStage(found.stage) if found else RollOutStage.NOT_STARTED
        rows.append(
            {
                "district": district,
                "stage": stage.label,
                "colour": COLOURS[stage],
                "roll_out": found,
                "opportunities": figures.shown("opportunities", district=district.name),
                "hours": figures.shown("hours", district=district.name),
            }
        )
    running = sum(1 for one in rows if one["stage"] == RollOutStage.RUNNING.label)
    return render(request, "volunteering/roll_out.html", {"pilot": figures.pilot, "rows": rows, "running": running})


def _is_council(request):
    return request.user.is_authenticated and is_council(request.user)


def _report(request, pk):
    council = _is_council(request)
    return get_object_or_404(Report.objects.seen_by(council).select_related("pilot__centre__organisation"), pk=pk)


def _on_day(moment):
    day = timezone.localdate(moment) if hasattr(moment, "hour") else moment
    return date_format(day, "j F Y")
