"""The strategy, its commitments and how they are kept."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership_board.chains import COMMITMENT, asked_for
from partnership_board.headline import beside
from partnership_board.models import Action, AgendaItem, Commitment, Decision, Edition, Objective, Strategy
from partnership_board.states import CommitmentStatus
from partnership_board.wording import rewordings

COMMITMENTS_A_PAGE = 50
ITEMS_SHOWN = 20


@login_not_required
@require_safe
def strategy(request):
    """The strategy: what it is, its story, its objectives and commitments, and its headline figures."""
    today = timezone.localdate()
    current = Strategy.objects.current()
    commitments = Commitment.objects.published().filter(objective__strategy=current)
    promises = commitments.with_milestones_missed(today).select_related("owner")
    objectives = Objective.objects.filter(strategy=current)
    counts = commitments.count_by_status()
    texts = list(Edition.objects.published().filter(strategy=current).select_related("strategy"))
    context = {
        "strategy": current,
        "story": _story(current, texts),
        "text": next((one for one in texts if one.in_force), None),
        "figures": beside(current, today) if current else [],
        "review_steps": current.review_steps.all() if current else [],
        "objectives": objectives.prefetch_related(Prefetch("commitments", promises, to_attr="promises")),
        "behind": promises.behind(today).order_by("next_review_on", "pk"),
        "counts": [(status.label, counts[status]) for status in CommitmentStatus if status in counts],
    }
    return render(request, "partnership_board/strategy.html", context)


def _story(strategy, texts):
    """The steps of a strategy's story, each with the `text` that came of it, where that is public."""
    steps = list(strategy.versions.all()) if strategy else []
    by_step = {one.step_id: one for one in texts}
    for step in steps:
        step.text = by_step.get(step.pk)
    return steps


@login_not_required
@require_safe
def commitment(request, slug):
    """A commitment: its measure and milestones, what was reported, and what the board decided and did about it."""
    today = timezone.localdate()
    public = Commitment.objects.published().with_milestones_missed(today)
    shown = get_object_or_404(public.select_related("objective__strategy", "owner"), slug=slug)
    context = {
        "commitment": shown,
        "milestones": shown.milestones.all(),
        "updates": Paginator(shown.updates.all(), 20).get_page(request.GET.get("page")),
        "rewordings": rewordings(shown),
        "asked": asked_for(COMMITMENT, [shown.pk]).get(shown.pk, []),
        "items": _items_about(shown),
    }
    return render(request, "partnership_board/commitment.html", context)


def _items_about(commitment):
    """Public agenda items that are linked to a commitment, each with its public decisions and their public actions."""
    actions = Action.objects.published().select_related("owner").order_by("due_on", "pk")
    decisions = Decision.objects.published().select_related("body").order_by("number", "pk")
    return (
        AgendaItem.objects.published()
        .filter(links__commitment=commitment)
        .select_related("meeting")
        .prefetch_related(
            Prefetch("decisions", decisions, to_attr="decided"), Prefetch("actions", actions, to_attr="agreed")
        )
        .order_by("-meeting__starts_at", "number", "pk")
        .distinct()[:ITEMS_SHOWN]
    )


@login_not_required
@require_safe
def commitments(request):
    """The tracker: how many commitments stand how, who is behind, and the table behind the charts.

    ?status=, ?objective= and ?owner= narrow the table; what they do not know they leave out.
    """
    today = timezone.localdate()
    current = Strategy.objects.current()
    public = Commitment.objects.published().filter(objective__strategy=current)
    chosen = _chosen(request.GET)
    found = public.behind(today) if chosen["status"] == "late" else public
    if chosen["status"] in CommitmentStatus.values:
        found = found.filter(status=chosen["status"])
    if chosen["objective"]:
        found = found.filter(objective__slug=chosen["objective"])
    if chosen["owner"]:
        found = found.filter(owner=chosen["owner"])
    rows = found.with_milestones_missed(today).select_related("owner", "objective").order_by(*Commitment._meta.ordering)
    counts = public.count_by_status()
    late = Q(pk__in=public.behind(today).values("pk"))
    context = {
        "strategy": current,
        "page": Paginator(rows, COMMITMENTS_A_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "total": sum(counts.values()),
        "statuses": CommitmentStatus.choices,
        "by_status": [(status.label, counts.get(status, 0), f"{counts.get(status, 0)}") for status in CommitmentStatus],
        "objectives": _late_by(public, late, "objective__order", "objective__title", "objective__slug"),
        "owners": sorted(
            _late_by(public, late, "owner__name", "owner__capacity", "owner"), key=lambda row: row["late"], reverse=True
        ),
    }
    context["by_objective"] = [
        (row["objective__title"], row["late"], _("%(late)s\u00a0of\u00a0%(all)s") % row)
        for row in context["objectives"]
    ]
    return render(request, "partnership_board/commitments.html", context)


def _late_by(public, late, *fields):
    """Per objective or owner, named by fields: how many commitments there are (`all`), how many are behind (`late`)."""
    rows = public.order_by().values(*fields).annotate(all=Count("pk"), late=Count("pk", filter=late))
    return list(rows.order_by(*fields))


def _chosen(query):
    status, objective, owner = (query.get(name, "") for name in ("status", "objective", "owner"))
    known = status in (*CommitmentStatus.values, "late")
    number = owner.isascii() and owner.isdecimal() and len(owner) < 10
    return {
        "status": status if known else "",
        "objective": objective.replace("\x00", "")[:80],
        "owner": int(owner) if number else None,
    }
