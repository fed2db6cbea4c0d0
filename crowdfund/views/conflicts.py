"""Conflicts of interest: said while a round is decided and while its awards run on, seen and lifted by officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crowdfund import actions, permissions
from crowdfund.actions.refusals import Refused
from crowdfund.forms.deciding import AwardConflictForm, InterestsForm
from crowdfund.models import Application, Award, Conflict, Deliberation
from crowdfund.models.conflicts import conflicted
from crowdfund.states import IN_STAGES, StepRefused
from crowdfund.views.assessing import ON_A_PAGE, deliberation_for, may_declare, refusals
from crowdfund.views.keys import key_sent
from crowdfund.views.typing import forget_typing, keeps_typing, sent_or_kept


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def interests(request, slug):
    """Say with which applicants one has a conflict. What was declared is no longer on the list, nor anywhere else."""
    user = request.user
    deliberation = deliberation_for(user, slug)
    if not may_declare(user, deliberation):
        raise Http404
    applications = (
        Application.objects.filter(case__deliberation=deliberation)
        .exclude(conflicted(user))
        .select_related("organisation")
        .order_by("organisation__name", "project_title", "pk")
    )
    form = InterestsForm(sent_or_kept(request), applications=applications)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_interests(deliberation=deliberation, reasons=form.reasons(), by=user)
        except (Refused, StepRefused) as refused:
            messages.error(request, str(refused))
        else:
            forget_typing(request)
            messages.success(request, _("Thank you. You see nothing of the applications that you chose."))
        return redirect("crowdfund:desk", slug=slug)
    context = {"deliberation": deliberation, "round": deliberation.round, "form": form}
    return render(request, "crowdfund/assessing/interests.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def conflicts(request, slug):
    """Officers see who has declared what, but for the cases they are conflicted with, and lift what was none."""
    user = request.user
    deliberation = deliberation_for(user, slug)
    if not permissions.can_see_deliberations(user):
        raise Http404
    rows = (
        Conflict.objects.filter(application__case__deliberation=deliberation)
        .exclude(conflicted(user, "application", "application__organisation"))
        .select_related("application__organisation", "person", "lifted_by")
        .order_by("person__name", "application__number", "pk")
    )
    if request.method == "POST":
        conflict = get_object_or_404(rows, pk=key_sent(request.POST.get("conflict")))
        try:
            actions.lift_conflict(conflict=conflict, reason=request.POST.get("reason", ""), by=user)
        except actions.NotAllowed:
            raise Http404 from None
        except (Refused, StepRefused) as refused:
            messages.error(request, refusals(refused)[0])
        else:
            messages.success(request, _("The conflict is lifted."))
        return redirect("crowdfund:conflicts", slug=slug)
    context = {
        "deliberation": deliberation,
        "round": deliberation.round,
        "conflicts": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "declared_by": deliberation.interests_declared.select_related("person").order_by("person__name"),
        "can_lift": permissions.can_decide(user) and deliberation.stage in IN_STAGES["lift_conflict"],
    }
    return render(request, "crowdfund/assessing/conflicts.html", context)


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def award_conflict(request, reference):
    """Say, on the way of an award, that one has a conflict of interest with it: somebody else then goes on."""
    user = request.user
    awards = Award.objects.visible_to(user).select_related("application__organisation")
    award = get_object_or_404(awards, application__reference=reference)
    deliberation = get_object_or_404(Deliberation, round=award.application.round_id)
    if not may_declare(user, deliberation):
        raise Http404
    reads = permissions.can_read_reports(user)
    form = AwardConflictForm(sent_or_kept(request))
    if request.method == "POST" and form.is_valid():
        reasons = {award.application: form.cleaned_data["reason"]}
        try:
            actions.declare_interests(deliberation=deliberation, reasons=reasons, by=user)
        except (Refused, StepRefused) as refused:
            form.add_error(None, refusals(refused)[0])
        else:
            forget_typing(request)
            messages.success(request, _("Thank you. You see nothing more of this award: a colleague takes it on."))
            return redirect("crowdfund:awards" if reads else "crowdfund:payments")
    context = {"application": award.application, "form": form, "reads": reads}
    return render(request, "crowdfund/awards/conflict.html", context)
