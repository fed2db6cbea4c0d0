"""From what people asked for to what was done: the chain of every decision, and the page of one action."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partnership_board.chains import ACTION, asked_for
from partnership_board.models import Action, Decision
from partnership_board.traces import decisions_of_action, traces

CHAINS_A_PAGE = 20


@login_not_required
@require_safe
def chains(request):
    """The chain of each public decision, the latest first."""
    decisions = Decision.objects.published().select_related("body", "item__meeting")
    decisions = decisions.order_by("-item__meeting__starts_at", "-number", "-pk")
    page = Paginator(decisions, CHAINS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "partnership_board/chains.html", {"page": page, "traces": traces(page.object_list)})


@login_not_required
@require_safe
def action(request, pk):
    """One action: what led to it, what was reported, and the meeting that closed it."""
    public = Action.objects.published().select_related("owner", "body", "meeting", "item__meeting", "closed_by")
    shown = get_object_or_404(public, pk=pk)
    context = {
        "action": shown,
        "asked": asked_for(ACTION, [shown.pk]).get(shown.pk, []),
        "decisions": decisions_of_action(shown) if shown.item_id or shown.decision_id else [],
        "updates": shown.updates.all(),
    }
    return render(request, "partnership_board/action.html", context)
