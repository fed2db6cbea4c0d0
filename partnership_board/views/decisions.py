"""What was decided: the list, and one decision with the chain from its item to what was done about it."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership_board.models import Action, Body, Decision, Interest
from partnership_board.traces import traces

DECISIONS_A_PAGE = 25


@login_not_required
@require_safe
def decisions(request):
    """Public decisions, the latest first; with ?q= those with these words, with ?body= those of one body."""
    found = Decision.objects.published().select_related("body", "item__meeting")
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:200]
    if query:
        found = found.matching(query)
    chosen = request.GET.get("body", "")
    bodies = list(Body.objects.published())
    if chosen in {body.slug for body in bodies}:
        found = found.filter(body__slug=chosen)
    found = found.order_by("-item__meeting__starts_at", "-number", "-pk")
    context = {
        "page": Paginator(found, DECISIONS_A_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "bodies": bodies,
        "chosen": chosen,
    }
    return render(request, "partnership_board/decisions.html", context)


@login_not_required
@require_safe
def decision(request, code, year, number):
    """One decision: the item it was made under, the papers, the votes, and each action with how it stands."""
    public = Decision.objects.published().select_related("body", "item__meeting__body")
    shown = get_object_or_404(public, body__code=code, year=year, number=number)
    context = {
        "decision": shown,
        "papers": shown.item.papers.published().with_current_version(),
        "actions": Action.objects.published()
        .filter(decision=shown)
        .select_related("owner", "closed_by")
        .prefetch_related("updates")
        .order_by("due_on", "pk"),
        "trace": traces([shown])[0],
        "declarations": shown.item.declarations.select_related("person"),
    }
    return render(request, "partnership_board/decision.html", context)


@login_not_required
@require_safe
def interests(request):
    """The register of interests as it stands today, or with ?on=2022-05-03 as it stood on that date."""
    today = timezone.localdate()
    try:
        day = min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        day = today
    found = Interest.objects.on(day).select_related("person", "organisation").order_by("person__name", "person", "pk")
    context = {"interests": found, "day": day, "today": today}
    return render(request, "partnership_board/interests.html", context)
