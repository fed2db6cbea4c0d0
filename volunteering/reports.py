"""What goes into the six-monthly report to the board, and how its lines are kept and read again."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.typesetting import typeset
from volunteering.figures import FIGURES, everything
from volunteering.figures.lines import Line, Unit
from volunteering.figures.shown import PilotFigures
from volunteering.models import Outcome, RollOut
from volunteering.pilot_states import RollOutStage

MONTHS = 6
SOURCE = Path(__file__).with_name("report.typ")
IN_PERIOD = ["claimed", "paid", "spent", "hours", "offered", "introduced", "reached"]
"""Figures whose lines have a day, in the order of the report."""
AHEAD = {"target", "milestones"}
"""Figures whose days lie in the future."""
AT_THE_END = ["opportunities", "organisations", "centres", "districts"]


def periods(pilot, today=None):
    """The half years since the pilot began that are over, the newest first: pairs of the first and the last day."""
    today = today or timezone.localdate()
    found, since = [], pilot.started_on
    while (following := _months_after(since, MONTHS)) <= today:
        found.append((since, following - timedelta(days=1)))
        since = following
    return found[::-1]


def _months_after(day, months):
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def gather(pilot, until):
    """The lines of all figures up to the end of a report, as they can be kept: {slug: [dictionary, …]}.

    Lines without a day are those of today, and those about too few people to say the month.
    """
    return {
        slug: [
            _kept(line) for line in lines if line.day is None or line.day <= until or slug in ("target", "milestones")
        ]
        for slug, lines in everything(pilot).items()
    }


def _kept(line):
    said = {name: value for name, value in asdict(line).items() if value not in ("", None)}
    said["amount"] = str(line.amount)
    if line.day:
        said["day"] = line.day.isoformat()
    return said


def lines_of(report):
    """The lines of a report, as they were when it was made: {slug: [Line, …]}."""
    return {slug: [_line(slug, said) for said in report.lines.get(slug, [])] for slug in FIGURES}


def _line(slug, said):
    amount = Decimal(said["amount"])
    whole = FIGURES[slug].unit == Unit.MINUTES or amount == amount.to_integral_value()
    amount = int(amount) if whole and FIGURES[slug].unit != Unit.POUNDS else amount
    day = date.fromisoformat(said["day"]) if "day" in said else None
    return Line(**{**said, "amount": amount, "day": day})


class Content:
    """A report as its page and its PDF show it."""

    def __init__(self, report):
        self.report, self.pilot = report, report.pilot
        self.figures = PilotFigures(self.pilot, lines_of(report), report=report)

    @property
    def months(self):
        """Rows of what happened: title, in these six months, since the beginning."""
        between = {"since": self.report.since.isoformat(), "until": self.report.until.isoformat()}
        return [
            (FIGURES[slug].title, self.figures.shown(slug, **between), self.figures.shown(slug)) for slug in IN_PERIOD
        ]

    @property
    def at_the_end(self):
        """Rows of what there was when the report was made: title, number."""
        return [(FIGURES[slug].title, self.figures.shown(slug)) for slug in AT_THE_END]

    @property
    def budget(self):
        """Rows of the budget: title, planned, spent in these months, spent since the beginning."""
        between = {"since": self.report.since.isoformat(), "until": self.report.until.isoformat()}
        rows = []
        for line in self.figures.lines["budget"]:
            rows.append(
                (
                    line.what,
                    self.figures.shown("budget", part=line.part),
                    self.figures.shown("spent", part=line.part, **between),
                    self.figures.shown("spent", part=line.part),
                )
            )
        return rows

    @property
    def spent_by_month(self):
        return self.figures.by_month("spent")

    @property
    def outcomes(self):
        """Rows of the outcomes: title, where it began, where it is, its target."""
        counted = dict(Outcome.objects.filter(pilot=self.pilot).values_list("number", "counted"))
        rows = []
        for line in self.figures.lines["baseline"]:
            source = counted.get(int(line.part), Outcome.Counted.RECORDED)
            recorded = source == Outcome.Counted.RECORDED
            now = self.figures.newest("measured", line.part) if recorded else self.figures.shown(source)
            rows.append(
                (
                    line.what,
                    self.figures.newest("baseline", line.part),
                    now,
                    self.figures.newest("target", line.part),
                )
            )
        return rows

    @property
    def lessons(self):
        return self.pilot.lessons.filter(public=True, learned_on__range=(self.report.since, self.report.until))

    @property
    def roll_out(self):
        """Rows of the districts: name, stage, centre."""
        rows = RollOut.objects.select_related("district", "centre__organisation")
        return [(str(row.district), RollOutStage(row.stage).label, str(row.centre or "–")) for row in rows]


def pdf(report, *, on_day):
    """A report as the bytes of a tagged PDF, with the same tables as its page.

    :param on_day: how days are written.
    :raises typst.TypstError: when it cannot be typeset.
    """
    content = Content(report)

    def text(cell):
        return "–" if cell is None else str(getattr(cell, "text", cell))

    def table(heading, titles, rows):
        return {
            "heading": str(heading),
            "titles": [str(title) for title in titles],
            "rows": [[text(cell) for cell in row] for row in rows],
        }

    return typeset(
        SOURCE,
        title=str(_("Report to the board: %(pilot)s") % {"pilot": content.pilot.name}),
        period=str(_("From %(since)s to %(until)s") % {"since": on_day(report.since), "until": on_day(report.until)}),
        made=str(_("Figures as they were on %(day)s.") % {"day": on_day(report.made_at)}),
        summary_heading=str(_("In short")),
        summary=[part.strip() for part in report.summary.split("\n") if part.strip()],
        tables=[
            table(_("What happened"), [_("What"), _("In these six months"), _("Since the beginning")], content.months),
            table(
                _("The grant by budget line"),
                [_("Budget line"), _("Planned"), _("Spent in these six months"), _("Spent since the beginning")],
                content.budget,
            ),
            table(
                _("What came of it"),
                [_("Outcome"), _("Began at"), _("Now"), _("Target")],
                content.outcomes,
            ),
            table(_("The network on the day of the report"), [_("What"), _("How many")], content.at_the_end),
            table(_("The roll-out by district"), [_("District"), _("Stage"), _("Volunteer centre")], content.roll_out),
        ],
        lessons_heading=str(_("What we have learned")),
        lessons=[{"title": lesson.title, "text": lesson.text} for lesson in content.lessons],
    )
