"""Lines of what people did. Each is about at least five of them; see pooling.py."""

from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Sum, Value
from django.db.models.functions import Cast, Coalesce, Lower, NullIf, TruncMonth
from django.utils.translation import gettext as _

from volunteering.figures.lines import Line
from volunteering.figures.pooling import Cell, pooled
from volunteering.models import Enquiry, Hours
from volunteering.states import EnquiryState

INTRODUCED_OR_BEYOND = [EnquiryState.INTRODUCED, EnquiryState.PLACED, EnquiryState.SETTLED]


def offered(pilot):
    """Offers to help, by the month in which they were made and the centre that has them in hand."""
    yield from _by_month_and_centre(Enquiry.objects.confirmed(), _("Offers to help"))


def introduced(pilot):
    """Of these, those that came as far as an introduction or farther."""
    found = Enquiry.objects.confirmed().filter(state__in=INTRODUCED_OR_BEYOND)
    yield from _by_month_and_centre(found, _("Offers that led to an introduction"))


def hours(pilot):
    """Minutes that organisations confirmed, by opportunity and day: one session of it, or a day's work without one."""
    rows = (
        Hours.objects.confirmed()
        .order_by("day", "opportunity")
        .values_list(
            "opportunity",
            "day",
            "opportunity__title",
            "opportunity__organisation__name",
            "opportunity__district__name",
            "opportunity__centre__organisation__name",
        )
        .annotate(minutes=Sum("confirmed_minutes"), people=ArrayAgg("volunteer", distinct=True))
    )
    cells, said = [], {}
    for opportunity, day, title, organisation, district, centre, minutes, people in rows.iterator():
        key = (f"{day:%Y-%m}", centre, f"{day}:{opportunity}")
        cells.append(Cell(key, minutes, frozenset(people)))
        said[key] = {"what": title, "organisation": organisation, "district": district or "", "day": day}
    for cell in sorted(pooled(cells), key=lambda cell: cell.key):
        month, centre, _session = cell.key
        usual = {
            "what": _("Small groups, together"),
            "day": date.fromisoformat(f"{month}-01") if month else None,
        }
        yield Line(amount=cell.amount, centre=centre, people=len(cell.people), **said.get(cell.key, usual))


def _by_month_and_centre(enquiries, what):
    # Whose details are erased can no longer be told from others: each offer counts as a person's.
    somebody = Coalesce(NullIf(Lower("email"), Value("")), Cast("pk", CharField()))
    rows = (
        enquiries.annotate(month=TruncMonth("created_at"), person=somebody)
        .order_by("month")
        .values_list("month", "centre__organisation__name", "person")
    )
    people, counts = {}, {}
    for month, centre, person in rows.iterator():
        key = (month.date().isoformat(), centre)
        people.setdefault(key, set()).add(person)
        counts[key] = counts.get(key, 0) + 1
    cells = [Cell(key, count, frozenset(people[key])) for key, count in counts.items()]
    for cell in sorted(pooled(cells), key=lambda cell: cell.key):
        month, centre = cell.key
        yield Line(
            what if centre else _("%(what)s: small numbers of several centres together") % {"what": what},
            cell.amount,
            day=date.fromisoformat(month) if month else None,
            centre=centre,
            people=len(cell.people),
        )
