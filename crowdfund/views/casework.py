"""One case: what was written, the checks, the assessments, what moderation and the panel made of it."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crowdfund import actions, completeness, permissions, scoring, sheet
from crowdfund.actions.assessing import assessors_of
from crowdfund.actions.deciding import project_of, round_funds_of
from crowdfund.actions.refusals import Refused
from crowdfund.allocation import most_from, most_together
from crowdfund.forms.deciding import DecisionForm, GiveForm, NoteForm, ScoreForm
from crowdfund.models import Application, Assignment, Award, Case
from crowdfund.models.conflicts import conflicted
from crowdfund.states import IN_STAGES, AssignmentState, Outcome, Stage, StepRefused
from crowdfund.views.assessing import refusals
from crowdfund.views.typing import forget_typing, keeps_typing, kept_typing, sent_or_kept

# What assessors judge by. Contact details, documents and whatever else the application holds are not for them.
FOR_ASSESSORS = (completeness.ELIGIBILITY, completeness.PROJECT, completeness.BUDGET)


def case_for(user, reference):
    """The case of this reference, if this person may read it.

    :raises Http404: otherwise, and for whoever has a conflict of interest with it.
    """
    cases = Case.objects.visible_to(user).select_related("deliberation__round", "decided_by")
    return get_object_or_404(cases, application__reference=reference)


@never_cache
@require_safe
def case_page(request, reference):
    return _page(request, case_for(request.user, reference))


def _page(request, case, *, status=200, **forms):
    user = request.user
    case.application = Application.objects.whole().get(pk=case.application_id)
    deliberation = case.deliberation
    sees_all, decides = permissions.can_see_deliberations(user), permissions.can_decide(user)
    stage = deliberation.stage
    readable = (
        Assignment.objects.readable_by(user)
        .filter(case=case)
        .select_related("assessor")
        .prefetch_related("scores__criterion")
    )
    own = next((one for one in readable if one.assessor_id == user.pk), None)
    submitted = [one for one in readable if one.state == AssignmentState.SUBMITTED]
    checks = list(case.checks.open_to(user).select_related("confirmed_by")) if sees_all else []
    # While scoring is blind these are one's own and nobody else's.
    compared = not deliberation.is_blind and bool(submitted)
    context = {
        "case": case,
        "application": case.application,
        "deliberation": deliberation,
        "round": deliberation.round,
        "sees_all": sees_all,
        "decides": decides,
        "parts": _parts(case.application, sees_all),
        "own": own,
        "can_score": own is not None and own.state == AssignmentState.ASSIGNED and stage == Stage.ASSESSING,
        "rows": _rows(deliberation.round, submitted),
        "assessments": submitted,
        "compared": compared,
        "spread": scoring.spread_of(one.percent() for one in submitted) if compared else None,
        "notes": case.moderation_notes.select_related("written_by") if compared else [],
        "can_declare": permissions.can_declare_interests(user) and stage in IN_STAGES["declare_interests"],
        "shows_decision": sees_all and (stage in (Stage.PANEL, Stage.ANNOUNCED) or case.outcome != Outcome.UNDECIDED),
        "proposals": case.proposals.select_related("round_fund__fund"),
        "sees_award": sees_all and Award.objects.visible_to(user).filter(application=case.application_id).exists(),
        "checks": checks,
        "checks_kept_back": case.checks.count() - len(checks) if sees_all else 0,
        "can_check": decides and stage == Stage.CHECKS,
        "assignments": case.assignments.select_related("assessor") if sees_all else [],
        "can_give": decides and stage == Stage.ASSESSING,
        "can_decide": decides and stage == Stage.PANEL,
        "can_promote": decides and stage == Stage.ANNOUNCED and case.outcome == Outcome.RESERVE,
        "error_form": None,
        **forms,
    }
    if context["can_give"] and "give_form" not in forms:
        context["give_form"] = GiveForm(assessors=_free_assessors(case))
    if decides and stage in IN_STAGES["write_moderation_note"] and "note_form" not in forms:
        context["note_form"] = NoteForm()
    return render(request, "crowdfund/assessing/case.html", context, status=status)


def _parts(application, sees_all):
    parts = sheet.sheet(application)
    if sees_all:
        return parts
    return [one for one in parts if one.key in FOR_ASSESSORS or one.key.startswith("questions/")]


def _rows(round_, assessments):
    """A row for each criterion: (criterion, the score of each assessment)."""
    given = {(score.assignment_id, score.criterion_id): score for one in assessments for score in one.scores.all()}
    return [
        (criterion, [given.get((one.pk, criterion.pk)) for one in assessments]) for criterion in round_.criteria.all()
    ]


def _free_assessors(case):
    """Whoever could be given the case: has declared interests, has no conflict, and does not have it already."""
    taken = case.assignments.taken().values("assessor")
    free = assessors_of(case.deliberation).exclude(pk__in=taken)
    barred = [one.pk for one in free if Application.objects.filter(conflicted(one), pk=case.application_id).exists()]
    return free.exclude(pk__in=barred)


def _answer(request, case, act, done):
    """Take a step on a case, and say how it went on its page."""
    try:
        act()
    except actions.NotAllowed:
        raise Http404 from None
    except (Refused, StepRefused) as refused:
        for sentence in refusals(refused):
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("crowdfund:case", reference=case.application.reference)


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def check(request, reference, kind):
    """Confirm a check one way or the other, or have the portal look again."""
    case = case_for(request.user, reference)
    found = get_object_or_404(case.checks.open_to(request.user), kind=kind)
    if request.method == "GET":
        if typed := kept_typing(request):
            messages.info(request, _("You had written: %s") % typed.get("note", ""))
        return redirect("crowdfund:case", reference=reference)
    forget_typing(request)
    note = request.POST.get("note", "")
    acts = {
        "pass": lambda: actions.pass_check(check=found, note=note, by=request.user),
        "fail": lambda: actions.fail_check(check=found, note=note, by=request.user),
        "again": lambda: actions.look_again(check=found, by=request.user),
    }
    name = request.POST.get("go", "")
    if name not in acts:
        raise Http404
    return _answer(request, case, acts[name], _("Kept: %s.") % found.get_kind_display())


@never_cache
@require_POST
def give(request, reference):
    case = case_for(request.user, reference)
    form = GiveForm(request.POST, assessors=_free_assessors(case))
    if not form.is_valid():
        messages.error(request, _("Choose an assessor."))
        return redirect("crowdfund:case", reference=reference)
    assessor = form.cleaned_data["assessor"]
    return _answer(
        request, case, lambda: actions.assign(case=case, assessor=assessor, by=request.user), _("The case is given.")
    )


@never_cache
@require_POST
def take(request, reference, pk):
    """Return an assessment to its writer, or set it aside."""
    case = case_for(request.user, reference)
    assignment = get_object_or_404(case.assignments, pk=pk)
    acts = {"return": actions.return_assessment, "aside": actions.set_aside}
    action = acts.get(request.POST.get("go", ""))
    if action is None:
        raise Http404
    reason = request.POST.get("reason", "")
    return _answer(
        request,
        case,
        lambda: action(assignment=assignment, reason=reason, by=request.user),
        _("Kept, with the reason."),
    )


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def note(request, reference):
    """A note for all to read. Without one, as after signing in again, the page of the case with what was typed."""
    case = case_for(request.user, reference)
    if not permissions.can_decide(request.user):
        raise Http404
    if request.method == "GET":
        return _page(request, case, note_form=NoteForm(initial=(kept_typing(request) or QueryDict()).dict()))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, case, note_form=form, error_form=form)
    forget_typing(request)
    text = form.cleaned_data["text"]
    return _answer(
        request,
        case,
        lambda: actions.write_moderation_note(case=case, text=text, by=request.user),
        _("The note is kept."),
    )


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def score(request, reference):
    """An assessor's own form. What is typed is kept whether or not it is whole; handing in wants it whole."""
    case = case_for(request.user, reference)
    own = case.assignments.filter(assessor=request.user, state=AssignmentState.ASSIGNED)
    assignment = get_object_or_404(own.prefetch_related("scores"))
    criteria = list(case.deliberation.round.criteria.all())
    form = ScoreForm(sent_or_kept(request), assignment=assignment, criteria=criteria)
    if request.method == "POST":
        form.is_valid()
        values = {"assignment": assignment, "scores": form.scores(), "comment": form.cleaned_data.get("comment", "")}
        try:
            actions.save_scores(**values, by=request.user)
            forget_typing(request)
            if request.POST.get("go") == "submit":
                if not form.ask_for_the_rest():
                    actions.submit_assessment(**values, by=request.user)
                    messages.success(request, _("Your assessment is handed in."))
                    return redirect("crowdfund:case", reference=reference)
            elif not form.errors:
                messages.success(request, _("Your scores are kept. You can come back to them."))
                return redirect("crowdfund:case", reference=reference)
        except actions.NotAllowed:
            raise Http404 from None
        except (Refused, StepRefused) as refused:
            # What was typed stays on the page, which now says why it cannot be kept.
            for sentence in refusals(refused):
                form.add_error(None, sentence)
    case.application = Application.objects.whole().get(pk=case.application_id)
    context = {
        "case": case,
        "application": case.application,
        "round": case.deliberation.round,
        "parts": _parts(case.application, permissions.can_see_deliberations(request.user)),
        "form": form,
    }
    return render(request, "crowdfund/assessing/score.html", context)


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def decide(request, reference):
    """The panel's decision on one case; after the announcement, calling one up from the reserve list."""
    case = case_for(request.user, reference)
    stage = case.deliberation.stage
    promoting = stage == Stage.ANNOUNCED and case.outcome == Outcome.RESERVE
    if not permissions.can_decide(request.user) or not (stage == Stage.PANEL or promoting):
        raise Http404
    round_funds = round_funds_of(case.deliberation)
    steps = {Outcome.FUND: "propose_funding", Outcome.RESERVE: "put_on_reserve", Outcome.DECLINE: "propose_decline"}
    form = DecisionForm(
        sent_or_kept(request),
        case=case,
        round_funds=round_funds,
        with_decision=not promoting,
        initial={"decision": steps.get(case.outcome, "")},
    )
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("reason", "feedback")}
        name = "promote_from_reserve" if promoting else form.cleaned_data["decision"]
        amounts = {}
        if name in ("propose_funding", "promote_from_reserve"):
            amounts = {"amounts": form.amounts, "conditions": form.cleaned_data["conditions"]}
        try:
            getattr(actions, name)(case=case, **amounts, **words, by=request.user)
        except actions.NotAllowed:
            raise Http404 from None
        except (Refused, StepRefused) as refused:
            for sentence in refusals(refused):
                form.add_error(None, sentence)
        else:
            forget_typing(request)
            messages.success(request, _("The decision on %s is kept.") % case.application.reference)
            return redirect("crowdfund:panel", slug=case.deliberation.round.slug)
    case.application = Application.objects.whole().get(pk=case.application_id)
    project = project_of(case)
    context = {
        "case": case,
        "application": case.application,
        "round": case.deliberation.round,
        "form": form,
        "promoting": promoting,
        "limits": [(one, most_from(one, project)) for one in round_funds],
        "together": most_together(case.deliberation.round, round_funds, project),
    }
    return render(request, "crowdfund/assessing/decide.html", context)
