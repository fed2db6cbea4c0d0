"""What anybody may see: the rounds, and whether one could apply."""

from itertools import pairwise

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crowdfund import deadlines, permissions
from crowdfund.forms import EligibilityForm
from crowdfund.models import Award, Question, Round
from crowdfund.versions import changes

PAST_ON_A_PAGE = 10
CHECKED = "crowdfund_checked"


@login_not_required
def rounds(request):
    now = timezone.now()
    past = Paginator(Round.objects.closed_at(now).with_counts().order_by("-closes_at", "-pk"), PAST_ON_A_PAGE)
    past_rounds = past.get_page(request.GET.get("page"))
    _say_what_they_fund(past_rounds)
    context = {
        "open_rounds": Round.objects.open_at(now).order_by("closes_at", "pk"),
        "coming_rounds": Round.objects.coming_at(now).order_by("opens_at", "pk"),
        "past_rounds": past_rounds,
    }
    return render(request, "crowdfund/rounds.html", context)


def _say_what_they_fund(rounds_):
    """Give each round its `projects`, how many of them are backed, and their `total` in pounds."""
    awards = Award.objects.published().filter(application__round__in=[one.pk for one in rounds_]).order_by()
    sums = awards.values_list("application__round").annotate(Count("pk", distinct=True), Sum("lines__amount"))
    found = {key: (projects, total) for key, projects, total in sums}
    for one in rounds_:
        one.projects, one.total = found.get(one.pk, (0, 0))


def time_left(now, round_):
    """How long it is until an open round closes, in whole days and hours or, on the last day, hours and minutes."""
    if deadlines.phase(round_, now) is not deadlines.Phase.OPEN:
        return ""
    minutes = int((deadlines.told_end(round_) - now).total_seconds()) // 60
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    parts = [
        (ngettext("%(count)d day", "%(count)d days", days), days),
        (ngettext("%(count)d hour", "%(count)d hours", hours), hours),
        (ngettext("%(count)d minute", "%(count)d minutes", minutes % 60), minutes % 60 if not days else 0),
    ]
    said = [words % {"count": count} for words, count in parts if count]
    return _(" and ").join(said[:2]) if said else _("less than a minute")


@login_not_required
def round_page(request, slug):
    questions = Prefetch("sections__questions", queryset=Question.objects.order_by("position", "pk"))
    round_ = _round(
        request,
        slug,
        Round.objects.prefetch_related(
            "eligibility_questions",
            "documents_asked",
            "objectives",
            "criteria",
            "frequent_questions",
            "round_funds__fund__area",
            questions,
        ),
    )
    context = {
        "round": round_,
        "changed": round_.versions.exclude(number=1).order_by("-number").first(),
        "left": time_left(timezone.now(), round_),
        "received": round_.applications.filter(submitted_at__isnull=False, withdrawn_at=None).count(),
        "funded": _funded(round_),
        "weights": sum(one.weight for one in round_.criteria.all()),
    }
    return render(request, "crowdfund/round.html", context)


@login_not_required
def versions(request, slug):
    """Every change since the round opened, the latest first: when, why, and what it said before and after."""
    round_ = _round(request, slug, Round.objects.all())
    kept = list(round_.versions.order_by("number"))
    for earlier, later in pairwise(kept):
        later.changes = changes(earlier.content, later.content)
    return render(request, "crowdfund/versions.html", {"round": round_, "versions": kept[:0:-1]})


@login_not_required
def eligibility(request, slug):
    """The checker. Its answers are in the address, and in the session for the application that may follow."""
    round_ = _round(request, slug, Round.objects.prefetch_related("eligibility_questions"))
    form = EligibilityForm(request.GET if request.GET else None, round_=round_)
    context = {"round": round_, "form": form, "result": None, "ruled_out": []}
    if form.is_bound and form.is_valid():
        answers = form.answers()
        context["result"] = True
        context["ruled_out"] = [one for one in round_.eligibility_questions.all() if answers[one.pk] == one.rules_out]
        request.session[CHECKED] = {str(pk): yes for pk, yes in answers.items()}
    return render(request, "crowdfund/eligibility.html", context)


def checked_answers(request):
    """What the visitor answered to the checker, as {question id: True for yes}."""
    return {int(pk): yes for pk, yes in request.session.get(CHECKED, {}).items()}


def _funded(round_):
    """The awards of a round that have been announced, the largest first, each with its `total` in pounds."""
    awards = (
        Award.objects.published()
        .filter(application__round=round_)
        .select_related("application")
        .annotate(total=Sum("lines__amount"))
        .order_by("-total", "pk")
    )
    return list(awards)


def _round(request, slug, rounds_):
    round_ = get_object_or_404(rounds_, slug=slug)
    if not round_.is_published and not permissions.can_see_round(request.user, round_):
        raise Http404
    return round_
