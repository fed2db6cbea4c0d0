"""The pilot, accountable: its figures, the lines under each, and all of them as one file."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kentcivil.caching import kept_for_visitors
from kentcivil.opendata.streams import csv_response
from volunteering.actions.ledgers import ROOM
from volunteering.evidence import TYPES
from volunteering.figures import FIGURES
from volunteering.figures.lines import in_words
from volunteering.figures.shown import PilotFigures
from volunteering.models import Outcome, Pilot, Report, Spend, VolunteerCentre
from volunteering.pilot_permissions import can_see_evidence

LINES_PER_PAGE = 50
KEPT_SECONDS = 300
TITLES = [
    "figure",
    "part",
    "number",
    "day",
    "what",
    "organisation",
    "district",
    "centre",
    "amount",
    "unit",
    "people",
]
ASKED = ["part", "centre", "district", "month", "since", "until"]
COLUMNS = ["day", "organisation", "district", "centre", "people"]
COUNTED = ["hours", "offered", "introduced", "opportunities", "organisations", "centres", "districts"]
BY_CENTRE = ["hours", "offered", "introduced", "opportunities"]


def shown_pilot():
    """The pilot that the public sees. :raises Http404: when there is none."""
    pilots = Pilot.objects.published().select_related("centre__organisation", "funder_organisation").order_by("pk")
    return get_object_or_404(pilots[:1])


@login_not_required
@require_safe
@kept_for_visitors(ROOM, seconds=KEPT_SECONDS)
def pilot(request):
    """What the grant was for, what was done with it, and what came of it."""
    found = shown_pilot()
    figures = PilotFigures(found)
    centres = (
        VolunteerCentre.objects.published()
        .select_related("organisation")
        .prefetch_related("districts")
        .order_by("organisation__name", "pk")
    )
    context = {
        "pilot": found,
        "centres": centres,
        "figures": counted(figures),
        "money": [figures.shown(slug) for slug in ("grant", "claimed", "paid", "spent")],
        "budget": budget(figures),
        "spent_by_month": figures.by_month("spent"),
        "budget_total": (figures.shown("budget"), figures.shown("spent")),
        "hours_by_month": figures.by_month("hours"),
        "milestones": found.milestones.all(),
        "milestone_figures": (figures.shown("reached"), figures.shown("milestones")),
        "outcomes": outcomes(figures),
        "reports": Report.objects.published().filter(pilot=found).defer("lines")[:4],
        "lessons": found.lessons.filter(public=True),
    }
    return render(request, "volunteering/pilot.html", context)


def counted(figures):
    """Rows of what this portal counts: title, all of Kent, the pilot's own centre (None where it means nothing)."""
    own = figures.pilot.centre.organisation.name
    return [
        (FIGURES[slug].title, figures.shown(slug), figures.shown(slug, centre=own) if slug in BY_CENTRE else None)
        for slug in COUNTED
    ]


def budget(figures):
    """Rows of the budget: title, purpose, planned, spent."""
    return [
        (
            line,
            figures.shown("budget", part=str(line.number)),
            figures.shown("spent", part=str(line.number)),
        )
        for line in figures.pilot.budget_lines.all()
    ]


def outcomes(figures):
    """Rows of the outcomes: the Outcome, where it began, where it is, its target, and whether that is reached."""
    rows = []
    for outcome in figures.pilot.outcomes.prefetch_related("paid_from"):
        part = str(outcome.number)
        if outcome.counted == Outcome.Counted.RECORDED:
            now = figures.newest("measured", part)
        else:
            now = figures.shown(outcome.counted)
        reached = now is not None and outcome.is_reached_by(now.in_its_unit)
        rows.append((outcome, figures.newest("baseline", part), now, figures.newest("target", part), reached))
    return rows


@login_not_required
@require_safe
@kept_for_visitors(ROOM, seconds=KEPT_SECONDS)
def figure(request, slug):
    """The lines under one figure, as far as asked for: those of one part, or of one centre."""
    if slug not in FIGURES:
        raise Http404
    pilot = shown_pilot()
    return lines_page(request, pilot, slug, FIGURES[slug].lines(pilot))


def lines_page(request, pilot, slug, lines, *, report=None):
    """The page of the lines under a figure: today's, or those of a report."""
    those = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    lines = [line for line in lines if line.is_of(those)]
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pilot": pilot,
        "report": report,
        "figure": FIGURES[slug],
        "page": page,
        "rows": [(line, in_words(line.amount, FIGURES[slug].unit)) for line in page],
        "shown": PilotFigures(pilot, {slug: lines}, report).shown(slug, **those) if FIGURES[slug].adds_up else None,
        "columns": {name for name in COLUMNS if any(getattr(line, name) for line in lines)},
        "those": those,
    }
    return render(request, "volunteering/figure.html", context)


@login_not_required
@require_safe
def figures_csv(request):
    """Every line under every figure, as one CSV file: whoever adds it up comes to the page's figures."""
    found = shown_pilot()
    rows = (row(figure, line) for figure in FIGURES.values() for line in figure.lines(found))
    return csv_response("ashford-pilot.csv", TITLES, rows)


def row(figure, line):
    """A line as a row of the CSV."""
    return [
        figure.slug,
        line.part,
        line.number,
        line.day.isoformat() if line.day else "",
        line.what,
        line.organisation,
        line.district,
        line.centre,
        line.amount,
        figure.unit,
        line.people,
    ]


@require_safe
def evidence(request, pk):
    """The evidence of one payment, for the centre, the council and auditors."""
    spend = get_object_or_404(Spend.objects.select_related("line__pilot__centre").exclude(evidence=""), pk=pk)
    if not can_see_evidence(request.user, spend):
        raise Http404
    ending = f".{spend.evidence.name.rpartition('.')[2]}"
    return FileResponse(
        spend.evidence.open("rb"),
        filename=spend.evidence_name,
        as_attachment=True,
        content_type=TYPES.get(ending, "application/octet-stream"),
    )
