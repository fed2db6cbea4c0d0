"""What signed-in people have: the opportunities of organisations they speak for, and what they offered to help with."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from volunteering import actions
from volunteering.forms import OpportunityForm
from volunteering.models import Enquiry, Opportunity, Volunteer
from volunteering.states import OPPORTUNITY_MOVES, WRITABLE, NotAllowed, OpportunityState


@require_safe
def mine(request):
    """Everything of one person's, newest first. Long lists are cut: the admin and the search hold the rest."""
    context = {
        "organisations": Organisation.objects.of_member(request.user),
        "opportunities": Opportunity.objects.of(request.user).select_related("organisation")[:100],
        "enquiries": Enquiry.objects.of(request.user).select_related("opportunity__organisation")[:100],
        "volunteer": Volunteer.objects.of(request.user).first(),
        "is_lead": request.user.safeguarding_posts.exists(),
    }
    return render(request, "volunteering/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request, organisation):
    """A new draft for an organisation that the person speaks for."""
    organisation = get_object_or_404(Organisation.objects.of_member(request.user), slug=organisation)
    form = OpportunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opportunity = actions.post_opportunity(organisation=organisation, values=form.cleaned_data, by=request.user)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            return redirect("my_opportunity", slug=opportunity.slug)
    context = {"form": form, "organisation": organisation, "live": False}
    return render(request, "volunteering/post.html", context)


@require_safe
def my_opportunity(request, slug):
    """Where an opportunity stands, and what may be done with it now."""
    opportunity = _my(request, slug)
    moves = OPPORTUNITY_MOVES[OpportunityState(opportunity.state)]
    context = {
        "opportunity": opportunity,
        "can_change": opportunity.state in {*WRITABLE, OpportunityState.PUBLISHED},
        "change_waits": opportunity.proposed_changes.waiting().exists(),
        "sessions": opportunity.sessions.order_by("-starts_at", "-pk")[:50],
        "can_plan": opportunity.state != OpportunityState.CLOSED,
        "to_confirm": opportunity.hours.to_confirm().count(),
        "references": opportunity.references.open().select_related("volunteer__user"),
        "can_submit": OpportunityState.WAITING in moves,
        "can_close": OpportunityState.CLOSED in moves,
    }
    return render(request, "volunteering/my_opportunity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug):
    """Change a draft or one that was returned; or one that is live, where the centre checks what matters."""
    changeable = {*WRITABLE, OpportunityState.PUBLISHED}
    opportunity = get_object_or_404(
        Opportunity.objects.of(request.user).filter(state__in=changeable).select_related("organisation"), slug=slug
    )
    form = OpportunityForm(request.POST or None, instance=opportunity)
    if request.method == "POST" and form.is_valid():
        try:
            said = _change(request, opportunity, form.cleaned_data)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, said)
            return redirect("my_opportunity", slug=slug)
    context = {
        "form": form,
        "organisation": opportunity.organisation,
        "live": opportunity.state == OpportunityState.PUBLISHED,
    }
    return render(request, "volunteering/post.html", context)


def _change(request, opportunity, values):
    """:returns: what became of it, as a sentence."""
    if opportunity.state in WRITABLE:
        actions.change_opportunity(opportunity=opportunity, values=values, by=request.user)
        return _("Saved.")
    _opportunity, change = actions.change_live(opportunity=opportunity, values=values, by=request.user)
    if change:
        return _(
            "Saved. Your volunteer centre checks what you changed; until then people see what was approved before."
        )
    return _("Saved.")


@require_POST
def submit(request, slug):
    return _step(request, slug, actions.submit_opportunity, _("Sent to the volunteer centre. They will check it."))


@require_POST
def close(request, slug):
    return _step(request, slug, actions.close_opportunity, _("Closed. Nobody can find it any more."))


def _step(request, slug, action, done):
    opportunity = _my(request, slug)
    try:
        action(opportunity=opportunity, by=request.user)
    except NotAllowed as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, done)
    return redirect("my_opportunity", slug=slug)


def _my(request, slug):
    return get_object_or_404(
        Opportunity.objects.of(request.user).select_related("organisation", "district", "centre__organisation"),
        slug=slug,
    )
