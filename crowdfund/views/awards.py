"""Awards: the charity's page and the officers', the steps that each takes, payments, and files that show something."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from crowdfund import actions, bank, permissions
from crowdfund.actions.refusals import Refused
from crowdfund.award_steps import STEPS, is_possible, open_to, things
from crowdfund.filters import AwardFilter
from crowdfund.models import Award, Campaign, Deliberation, Entry, Evidence, Payment, Repayment
from crowdfund.states import AWARD_STEPS, FALLEN, PaymentState, RepaymentState, StepRefused
from crowdfund.views.assessing import may_declare, refusals
from crowdfund.views.typing import forget_typing, keeps_typing, kept_typing

ON_A_PAGE = 50


def _named(awards):
    return awards.select_related("application__organisation", "application__round")


def _whole(awards):
    """With everything that its page shows; the page of a step shows little of it."""
    return _named(awards).prefetch_related(
        "lines__fund",
        "conditions",
        "reports__evidence",
        "payments",
        "change_requests",
        "repayments",
        "steps__by",
        "news",
    )


def my_award_of(user, reference, load=_named):
    """The announced award of an organisation that somebody speaks for.

    :raises Http404: for any other.
    """
    return get_object_or_404(load(Award.objects.of(user)), application__reference=reference)


def award_of(user, reference, load=_named):
    """An award that somebody follows for the funders.

    :raises Http404: for anybody else, and for whoever has a conflict of interest with it.
    """
    return get_object_or_404(load(Award.objects.visible_to(user)), application__reference=reference)


@never_cache
@require_safe
def my_award(request, reference):
    return _page(request, my_award_of(request.user, reference, _whole), "crowdfund:my_award_step")


@never_cache
@require_safe
def award_page(request, reference):
    if not permissions.can_read_reports(request.user):
        raise Http404
    return _page(request, award_of(request.user, reference, _whole), "crowdfund:award_step")


def _page(request, award, step_url):
    user = request.user
    officers = step_url == "crowdfund:award_step"
    campaign = Campaign.objects.with_sums().filter(award=award).first()

    def with_steps(rows, kind):
        found = list(rows)
        for one in found:
            one.open_steps = _links(open_to(user, award, one, kind), award, step_url, one.pk)
        return found

    context = {
        "award": award,
        "application": award.application,
        "round": award.application.round,
        "officers": officers,
        "may_declare": officers and _may_declare(user, award),
        "fallen": award.state in FALLEN,
        "campaign": campaign,
        "notice": getattr(award, "subsidy_notice", None),
        "asks_for_account": bank.is_set_up() and award.state in AWARD_STEPS["give_bank_details"],
        "account": getattr(award.application, "bank_details", None),
        "open_steps": _links(open_to(user, award), award, step_url),
        "payments": with_steps(award.payments.all(), "payment"),
        "reports": with_steps(award.reports.all(), "report"),
        "changes": with_steps(award.change_requests.all(), "change_request"),
        "repayments": with_steps(award.repayments.all(), "repayment"),
        "offline": with_steps(
            campaign.offline_pledges.select_related("evidence") if campaign else [], "offline_pledge"
        ),
        "news": with_steps([one for one in award.news.all() if one.hidden_at is None], "news"),
        "accounts": Entry.objects.filter(movement__award=award).by_account(),
    }
    return render(request, "crowdfund/awards/award.html", context)


def _may_declare(user, award):
    deliberation = Deliberation.objects.filter(round=award.application.round_id).first()
    return deliberation is not None and may_declare(user, deliberation)


def _links(found, award, step_url, pk=None):
    """(address, title, whether it warns) of steps."""
    more = [] if pk is None else [pk]
    return [
        (reverse(step_url, args=[award.application.reference, name, *more]), step.title, step.warns)
        for name, step in found
    ]


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def my_award_step(request, reference, name, pk=None):
    """A step of the charity's."""
    if name not in STEPS or not permissions.is_for_the_charity(name):
        raise Http404
    award = my_award_of(request.user, reference)
    return _step(request, award, name, pk, redirect("crowdfund:my_award", reference=reference))


@keeps_typing
@never_cache
@require_http_methods(["GET", "POST"])
def award_step(request, reference, name, pk=None):
    """A step of a funding officer's or of the payments officer's."""
    if name not in STEPS or permissions.is_for_the_charity(name):
        raise Http404
    award = award_of(request.user, reference)
    back = redirect("crowdfund:award", reference=reference)
    if not permissions.can_read_reports(request.user):
        back = redirect("crowdfund:payments")
    return _step(request, award, name, pk, back)


def _step(request, award, name, pk, back):
    step = STEPS[name]
    if not permissions.can_take_with_award(name, request.user, award):
        raise Http404
    thing = _thing(award, step.thing, pk)
    typed = (request.POST, request.FILES) if request.method == "POST" else (kept_typing(request), None)
    form = step.form(*typed, thing=thing)
    sends = name == "save_report" and request.POST.get("go") == "send"
    once = {"award": award, "step": "send_report" if sends else name, "number": form.number}
    if request.method == "POST" and actions.was_taken(**once):
        return _done(request, step, back)
    if not is_possible(name, award, thing):
        messages.error(request, _("This is not possible now. Look at the page again."))
        return back
    if request.method == "POST" and form.is_valid():

        def act():
            getattr(actions, name)(**{step.thing: thing}, **form.values(), by=request.user)

        try:
            if sends:
                act()
                forget_typing(request)
                actions.take_once(**once, act=lambda: actions.send_report(report=thing, by=request.user))
            else:
                actions.take_once(**once, act=act)
                forget_typing(request)
        except actions.NotAllowed as refused:
            if not permissions.can_take_with_award(name, request.user, award):
                raise Http404 from None
            form.add_error(None, str(refused))
        except (Refused, StepRefused) as refused:
            for sentence in refusals(refused):
                form.add_error(None, sentence)
        else:
            return _done(request, step, back)
    context = {
        "award": award,
        "application": award.application,
        "name": name,
        "step": step,
        "thing": thing,
        "form": form,
        "back": back["Location"],
        "conditions": award.conditions.all() if name == "accept_offer" else [],
        "has_file": form.is_multipart(),
    }
    return render(request, "crowdfund/awards/step.html", context)


def _done(request, step, back):
    messages.success(request, _("Done: %s.") % step.title)
    return back


def _thing(award, kind, pk):
    if (kind == "award") != (pk is None):
        raise Http404
    if kind == "award":
        return award
    found = things(award, kind)
    if found is None:
        raise Http404
    return get_object_or_404(found, pk=pk)


@never_cache
@require_safe
def awards(request):
    """All awards that somebody follows, the latest first, by round and by state."""
    if not permissions.can_read_reports(request.user):
        raise Http404
    found = Award.objects.visible_to(request.user).order_by("-offered_at", "-pk")
    found = found.select_related("application__round", "application__organisation").prefetch_related("lines")
    chosen = AwardFilter(request.GET, queryset=found)
    page = Paginator(chosen.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "crowdfund/awards/awards.html", {"awards": page, "filter": chosen})


@never_cache
@require_safe
def payments(request):
    """For the payments officer: what is to be paid, and what is to come back. Auditors read it."""
    user = request.user
    if not (permissions.can_pay(user) or permissions.can_follow_awards(user)):
        raise Http404
    visible = Award.objects.visible_to(user)
    ready = Payment.objects.filter(state=PaymentState.APPROVED, award__in=visible)
    owed = Repayment.objects.filter(state=RepaymentState.OWED, award__in=visible)
    ready = ready.select_related("award__application__organisation", "award__application__bank_details")
    ready = list(ready.order_by("approved_at", "pk"))
    for payment in ready:
        payment.account = getattr(payment.award.application, "bank_details", None)
        payment.account_is_newer = payment.account is not None and payment.account.saved_at > payment.approved_at
    context = {
        "payments": ready,
        "owed": owed.select_related("award__application__organisation").order_by("declared_at", "pk"),
        "paid": Payment.objects.filter(state=PaymentState.PAID, award__in=visible)
        .select_related("award__application__organisation")
        .order_by("-paid_on", "-pk")[:ON_A_PAGE],
        "pays": permissions.can_pay(user),
    }
    return render(request, "crowdfund/awards/payments.html", context)


@require_safe
def evidence(request, pk):
    """A file about an award, for the charity, funding officers and auditors: saved, never shown as a page of ours."""
    awards_ = Award.objects.of(request.user)
    if permissions.can_read_reports(request.user):
        awards_ = Award.objects.filter(pk__in=Award.objects.visible_to(request.user)) | Award.objects.filter(
            pk__in=awards_
        )
    found = get_object_or_404(Evidence, pk=pk, award__in=awards_)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.original_name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
