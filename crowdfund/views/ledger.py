"""The ledger of a round for officers: where each fund's money lies, and every movement."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crowdfund import permissions
from crowdfund.models import Account, Application, Entry, Movement, Round
from crowdfund.models.conflicts import conflicted
from kentcivil.opendata.streams import csv_response

ON_A_PAGE = 50
SHOWN = [account for account in Account if account != Account.FUNDER]


def _round(request, slug):
    if not permissions.can_see_deliberations(request.user):
        raise Http404
    return get_object_or_404(Round.objects.published(), slug=slug)


def _entries(user, round_):
    """The entries of a round, without those of awards that somebody has a conflict of interest with."""
    hidden = Application.objects.filter(conflicted(user), round=round_)
    return Entry.objects.filter(round_fund__round=round_).exclude(movement__award__application__in=hidden)


@never_cache
@require_safe
def ledger(request, slug):
    round_ = _round(request, slug)
    entries = _entries(request.user, round_)
    rows = []
    for pot in round_.round_funds.select_related("fund"):
        accounts = entries.filter(round_fund=pot).by_account()
        rows.append((pot, -accounts[Account.FUNDER], [(one, accounts[one]) for one in SHOWN]))
    movements = (
        Movement.objects.filter(pk__in=entries.values("movement"))
        .select_related("award__application", "by")
        .prefetch_related("entries")
        .order_by("-at", "-pk")
    )
    context = {
        "round": round_,
        "accounts": SHOWN,
        "rows": rows,
        "movements": Paginator(movements, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "crowdfund/awards/ledger.html", context)


@never_cache
@require_safe
def ledger_csv(request, slug):
    """Every entry, from which each balance can be worked out again."""
    round_ = _round(request, slug)
    entries = _entries(request.user, round_).select_related("movement__award__application", "round_fund__fund")
    titles = ["movement", "date and time", "kind", "award", "fund", "account", "pounds", "why"]
    rows = (
        [
            one.movement_id,
            one.movement.at.isoformat(timespec="seconds"),
            one.movement.get_kind_display(),
            one.movement.award.application.reference if one.movement.award else "",
            one.round_fund.fund.name,
            one.get_account_display(),
            one.amount,
            one.movement.why,
        ]
        for one in entries.order_by("movement_id", "pk").iterator(chunk_size=500)
    )
    return csv_response(f"{round_.slug}-ledger.csv", titles, rows)
