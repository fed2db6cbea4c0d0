"""Lines of the grant: what was planned, claimed, paid and spent."""

from volunteering.figures.lines import Line
from volunteering.models import Claim, Spend
from volunteering.pilot_states import ClaimState


def granted(pilot):
    yield Line(
        pilot.name, pilot.grant, number=pilot.decision_reference, day=pilot.started_on, organisation=pilot.funder
    )


def budget(pilot):
    for line in pilot.budget_lines.all():
        yield Line(line.title, line.amount, part=str(line.number), number=line.number)


def claimed(pilot):
    for claim in Claim.objects.published().filter(pilot=pilot):
        yield _claim(claim, claim.until)


def paid(pilot):
    for claim in Claim.objects.published().filter(pilot=pilot, state=ClaimState.PAID):
        yield _claim(claim, claim.paid_on)


def _claim(claim, day):
    return Line(claim.note or str(claim), claim.amount, number=claim.number, day=day)


def spent(pilot):
    for spend in Spend.objects.published().filter(line__pilot=pilot).select_related("line").order_by("paid_on", "pk"):
        yield Line(spend.what, spend.amount, part=str(spend.line.number), number=spend.pk, day=spend.paid_on)
