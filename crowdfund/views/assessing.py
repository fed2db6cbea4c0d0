"""Where deciding starts: the rounds, one round's desk, and the steps from stage to stage."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from crowdfund import actions, permissions
from crowdfund.actions.assessing import assessors_of
from crowdfund.actions.interests import has_declared
from crowdfund.actions.refusals import Refused
from crowdfund.forms.deciding import ShareOutForm
from crowdfund.models import Assignment, Case, Conflict, Deliberation, Round
from crowdfund.states import (
    DELIBERATION_STEPS,
    IN_STAGES,
    ApplicationState,
    AssignmentState,
    CheckState,
    NotFromHere,
    Stage,
    StepRefused,
)

ON_A_PAGE = 50

STEPS = {
    "begin_checks": (
        _lazy("Begin the checks"),
        _lazy("The portal looks at each submitted application, and a person confirms what it finds."),
    ),
    "begin_assessing": (
        _lazy("Begin the assessment"),
        _lazy("Applications that passed their checks can be given to assessors and scored."),
    ),
    "begin_moderating": (
        _lazy("End the scoring"),
        _lazy("Scores can no longer be changed. Officers, and whoever scored an application, see all of its scores."),
    ),
    "begin_panel": (
        _lazy("Put it before the panel"),
        _lazy("The applications are ranked by their mean scores, and the panel goes on from there."),
    ),
    "return_to_moderating": (
        _lazy("Go back to moderation"),
        _lazy("To talk about scores again. The ranking and what was proposed stay."),
    ),
}


def refusals(error):
    """The sentences of what was refused, for whoever acted."""
    if isinstance(error, NotFromHere):
        return [_("Somebody was faster: this is no longer possible. Look at the page again.")]
    return getattr(error, "lacks", None) or [str(error)]


def deliberation_for(user, slug):
    """The deliberation of a round for somebody who has a part in it.

    :raises Http404: for anybody else.
    """
    if not (permissions.can_see_deliberations(user) or permissions.can_assess(user)):
        raise Http404
    return get_object_or_404(Deliberation.objects.select_related("round"), round__slug=slug)


@never_cache
@require_safe
def assessing(request):
    """The rounds somebody has to do with."""
    user = request.user
    sees_all = permissions.can_see_deliberations(user)
    if not (sees_all or permissions.can_assess(user)):
        raise Http404
    deliberations = Deliberation.objects.select_related("round").exclude(stage=Stage.NOT_BEGUN)
    own = Q(
        cases__assignments__assessor=user,
        cases__assignments__state=AssignmentState.ASSIGNED,
        cases__application__state=ApplicationState.SUBMITTED,
        stage=Stage.ASSESSING,
    )
    deliberations = deliberations.annotate(to_score=Count("cases__assignments", filter=own, distinct=True))
    deliberations = deliberations.order_by("-round__closes_at", "-pk")
    waiting = []
    if sees_all:
        now = timezone.now()
        waiting = Round.objects.closed_at(now).filter(deliberation=None)
        waiting = waiting.filter(applications__state=ApplicationState.SUBMITTED).distinct()
    page = Paginator(deliberations, ON_A_PAGE).get_page(request.GET.get("page"))
    groups = [
        (title, [one for one in page if (one.stage == Stage.ANNOUNCED) == announced])
        for title, announced in ((_("Being decided"), False), (_("Decided and announced"), True))
    ]
    context = {
        "page": page,
        "groups": groups,
        "waiting": waiting,
        "sees_all": sees_all,
        "decides": permissions.can_decide(user),
    }
    return render(request, "crowdfund/assessing/rounds.html", context)


@never_cache
@require_safe
def desk(request, slug):
    """One round: for officers all its cases and how far they are, for assessors theirs."""
    user = request.user
    deliberation = deliberation_for(user, slug)
    sees_all = permissions.can_see_deliberations(user)
    cases = (
        Case.objects.visible_to(user)
        .filter(deliberation=deliberation)
        .select_related("application__organisation")
        .order_by("application__number")
    )
    if sees_all:
        cases = cases.annotate(
            unconfirmed=Count("checks", filter=Q(checks__state=CheckState.WAITING), distinct=True),
            failed=Count("checks", filter=Q(checks__state=CheckState.FAILED), distinct=True),
            given=Count("assignments", filter=~Q(assignments__state=AssignmentState.SET_ASIDE), distinct=True),
            submitted=Count("assignments", filter=Q(assignments__state=AssignmentState.SUBMITTED), distinct=True),
        )
    page = Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page"))
    own = Assignment.objects.taken().filter(assessor=user, case__in=[case.pk for case in page])
    mine = {row.case_id: row for row in own}
    for case in page:
        case.own = mine.get(case.pk)
    context = {
        "deliberation": deliberation,
        "round": deliberation.round,
        "stages": [stage for stage in Stage if stage != Stage.NOT_BEGUN],
        "cases": page,
        "sees_all": sees_all,
        "decides": permissions.can_decide(user),
        "steps": _steps_for(user, deliberation),
        "declared": has_declared(deliberation, user),
        "may_declare": may_declare(user, deliberation),
        "hidden": Conflict.objects.standing()
        .filter(person=user, application__round=deliberation.round, source=Conflict.Source.DECLARED)
        .count(),
    }
    if sees_all and deliberation.stage == Stage.ASSESSING:
        context["share_form"] = ShareOutForm()
        context["workload"] = _workload(deliberation)
    return render(request, "crowdfund/assessing/desk.html", context)


def may_declare(user, deliberation):
    """Whether somebody can say now that they have a conflict of interest with an applicant of this round."""
    return permissions.can_declare_interests(user) and deliberation.stage in IN_STAGES["declare_interests"]


def _steps_for(user, deliberation):
    if not permissions.can_decide(user):
        return []
    names = [name for name, table in DELIBERATION_STEPS.items() if deliberation.stage in table]
    return [(name, STEPS[name][0]) for name in names if name in STEPS]


def _workload(deliberation):
    """How many applications each assessor has, and how many of them are submitted."""
    of_round = Q(assignments__case__deliberation=deliberation)
    return assessors_of(deliberation).annotate(
        given=Count("assignments", filter=of_round & ~Q(assignments__state=AssignmentState.SET_ASIDE), distinct=True),
        done=Count("assignments", filter=of_round & Q(assignments__state=AssignmentState.SUBMITTED), distinct=True),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def step(request, slug, name):
    """Asks, then takes a round to its next stage."""
    if not permissions.can_decide(request.user) or name not in STEPS:
        raise Http404
    round_ = get_object_or_404(Round.objects.published(), slug=slug)
    deliberation = Deliberation.objects.filter(round=round_).first()
    if deliberation is None and name != "begin_checks":
        raise Http404
    label, what = STEPS[name]
    lacks = []
    if request.method == "POST":
        try:
            if name == "begin_checks":
                actions.begin_checks(round_=round_, by=request.user)
            else:
                getattr(actions, name)(deliberation=deliberation, by=request.user)
        except (Refused, StepRefused) as refused:
            lacks = refusals(refused)
        else:
            messages.success(request, _("Done: %s.") % label)
            return redirect("crowdfund:desk", slug=slug)
    context = {"round": round_, "deliberation": deliberation, "label": label, "what": what, "lacks": lacks}
    return render(request, "crowdfund/assessing/step.html", context, status=409 if lacks else 200)


@never_cache
@require_http_methods(["POST"])
def share_out(request, slug):
    """Give every case to as many assessors as wanted, evenly."""
    deliberation = deliberation_for(request.user, slug)
    if not permissions.can_decide(request.user):
        raise Http404
    form = ShareOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a number from 1 to 9."))
        return redirect("crowdfund:desk", slug=slug)
    try:
        made = actions.assign_balanced(deliberation=deliberation, each=form.cleaned_data["each"], by=request.user)
    except (Refused, StepRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Shared out: %(number)d assessments.") % {"number": len(made)})
    return redirect("crowdfund:desk", slug=slug)
