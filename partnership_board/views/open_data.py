"""The board's and the strategy's open data."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kentcivil.opendata.streams import csv_response
from partnership_board import popolo
from partnership_board.models import Commitment, ProgressUpdate
from partnership_board.states import UNFINISHED, CommitmentStatus

ROWS_AT_ONCE = 500
COMMITMENT_TITLES = [
    "strategy",
    "objective",
    "commitment",
    "address",
    "owner",
    "measure",
    "baseline",
    "target",
    "status",
    "next review",
    "behind",
]
PROGRESS_TITLES = ["commitment", "address", "reported at", "status", "what was done", "measured", "evidence"]


@login_not_required
@require_safe
def board_popolo(request):
    """People, posts, memberships and organisations in the shape of Popolo; any other site may read it."""
    response = JsonResponse(popolo.document(timezone.localdate()), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def commitments_csv(request):
    """Every public commitment of every public strategy, with how it stands."""
    found = Commitment.objects.published().with_milestones_missed(timezone.localdate())
    found = found.select_related("owner", "objective__strategy")
    found = found.order_by("-objective__strategy__starts_on", "objective__strategy", "objective__order", "order", "pk")
    rows = (_commitment(one) for one in found.iterator(chunk_size=ROWS_AT_ONCE))
    return csv_response("commitments.csv", COMMITMENT_TITLES, rows)


def _commitment(one):
    late = one.status == CommitmentStatus.BEHIND or one.is_overdue or one.milestone_missed
    return [
        one.objective.strategy.title,
        one.objective.title,
        one.title,
        one.get_absolute_url(),
        str(one.owner),
        one.measure,
        one.baseline,
        one.target,
        one.status,
        one.next_review_on.isoformat() if one.status in UNFINISHED else "",
        "yes" if late else "no",
    ]


@login_not_required
@require_safe
def progress_csv(request):
    """Every report on a public commitment, the oldest first."""
    found = ProgressUpdate.objects.filter(commitment__in=Commitment.objects.published().values("pk"))
    found = found.select_related("commitment").order_by("reported_at", "pk")
    rows = (_report(one) for one in found.iterator(chunk_size=ROWS_AT_ONCE))
    return csv_response("commitment-progress.csv", PROGRESS_TITLES, rows)


def _report(one):
    return [
        one.commitment.title,
        one.commitment.get_absolute_url(),
        one.reported_at.isoformat(),
        one.status,
        one.summary,
        one.measured,
        one.evidence,
    ]
