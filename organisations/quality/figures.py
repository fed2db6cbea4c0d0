"""The figures: for all of Kent and for each district, in one query."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.geography.models import District
from organisations.models import Organisation
from organisations.quality.measures import MEASURES


@dataclass
class Row:
    """The figures of one district.

    :ivar code: GSS code; "" for entries without a district, None for all together.
    :ivar counts: {slug of a measure: how many entries}
    """

    name: str
    code: str | None
    total: int
    counts: dict

    def share(self, slug):
        """Of all its entries, in whole percent, rounded down so that 100% is all."""
        return 100 * self.counts[slug] // self.total if self.total else 0


def rows(*, today=None):
    """Rows of published entries: all together first, then the districts by name, then those without one."""
    today = today or timezone.localdate()
    aggregates = {_name(slug): Count("pk", filter=Q(measure.condition(today))) for slug, measure in MEASURES.items()}
    grouped = Organisation.objects.published().order_by().values("district").annotate(total=Count("pk"), **aggregates)
    found = {row.pop("district"): row for row in grouped}
    everything = {name: sum(row[name] for row in found.values()) for name in ("total", *aggregates)}
    listed = [_row(_("All"), None, everything)]
    listed += [_row(one.name, one.code, found.get(one.code)) for one in District.objects.order_by("name")]
    if None in found:
        listed.append(_row(_("No district known"), "", found[None]))
    return listed


def _row(name, code, said):
    said = said or {}
    return Row(name, code, said.get("total", 0), {slug: said.get(_name(slug), 0) for slug in MEASURES})


def _name(slug):
    return "count_" + slug.replace("-", "_")
