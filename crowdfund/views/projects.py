"""Projects that were funded, for everybody: a list with filters and a map, and a page for each with its campaign."""

from collections import defaultdict
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crowdfund import deadlines
from crowdfund.amounts import pounds
from crowdfund.filters import ProjectFilter
from crowdfund.models import Award, AwardLine, Campaign, ProjectNews
from crowdfund.states import AwardState
from kentcivil.geography.models import District

ON_A_PAGE = 20
MOST_ON_MAP = 500
NOTHING = Decimal(0)


def _funded():
    return (
        Award.objects.published()
        .exclude(slug=None)
        .select_related("application__organisation", "application__round")
        .prefetch_related(
            "lines__fund",
            Prefetch("application__districts", District.objects.order_by("name")),
            "application__objectives",
        )
        .order_by("-offered_at", "-pk")
    )


@login_not_required
@require_safe
def projects(request):
    """What does not fit a filter's choices is left out of the question, and the page says so."""
    chosen = ProjectFilter(request.GET, queryset=_funded())
    understood = chosen.form.is_valid()
    found = chosen.qs if understood else _funded()
    keys = list(dict.fromkeys(found.prefetch_related(None).select_related(None).values_list("pk", flat=True)))
    page = Paginator(keys, ON_A_PAGE).get_page(request.GET.get("page"))
    on_page = {award.pk: award for award in _funded().filter(pk__in=list(page))}
    page.object_list = [on_page[key] for key in page.object_list]
    totals = _totals(keys)
    context = {
        "page": page,
        "filter": chosen,
        "understood": understood,
        "filtered": any(request.GET.get(name) for name in ("q", "district", "objective", "year")),
        "total": sum(totals.values(), NOTHING),
        "points": [_point(award) for award in _funded().prefetch_related(None).filter(pk__in=keys[:MOST_ON_MAP])],
        "district_bars": _shared_out(totals, "application__districts__name", _("No district given")),
        "objective_bars": _shared_out(totals, "application__objectives__name", _("No objective given")),
    }
    return render(request, "crowdfund/projects/projects.html", context)


def _point(award):
    """Where the organisation is, if the directory shows it to the public."""
    organisation = award.application.organisation
    shown = organisation.is_published
    return {
        "latitude": organisation.latitude if shown else None,
        "longitude": organisation.longitude if shown else None,
        "name": f"{award.application.project_title}, {award.application.organisation_name}",
        "address": award.get_absolute_url(),
    }


def _totals(keys):
    """{award's key: pounds of all its lines}."""
    lines = AwardLine.objects.filter(award__in=keys).order_by()
    return dict(lines.values_list("award").annotate(Sum("amount")))


def _shared_out(totals, path, without):
    """Pounds by district or objective, as bars; a project that has several counts in each, its money in equal parts.

    :param path: the way from an award to the name.
    :param without: what stands for projects that have none.
    """
    named = defaultdict(list)
    for award, name in Award.objects.filter(pk__in=totals).order_by().values_list("pk", path):
        named[award].append(name or without)
    sums = defaultdict(lambda: NOTHING)
    for award, names in named.items():
        for name in names:
            sums[name] += totals[award] / len(names)
    return [(name, amount, pounds(amount.quantize(Decimal("0.01")))) for name, amount in sorted(sums.items())]


@login_not_required
@require_safe
def project(request, slug):
    """One project: what it is, who pays what, and how far its crowdfunding is."""
    award = get_object_or_404(_funded(), slug=slug)
    campaign = Campaign.objects.with_sums().filter(award=award).first()
    now = timezone.now()
    context = {
        "award": award,
        "application": award.application,
        "ends_on": award.ends_on(),
        "round": award.application.round,
        "campaign": campaign,
        "runs": award.state == AwardState.CAMPAIGN and not deadlines.campaign_is_over(campaign, now),
        "reached": award.state in (AwardState.RELEASED, AwardState.COMPLETE, AwardState.ENDED),
        "news": ProjectNews.objects.filter(award=award, hidden_at=None),
    }
    return render(request, "crowdfund/projects/project.html", context)
