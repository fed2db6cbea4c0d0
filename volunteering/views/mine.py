"""What signed-in people have: the opportunities of organisations they speak for, and what they offered to help with."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from volunteering import actions
from volunteering.forms import OpportunityForm
from volunteering.models import Enquiry, Opportunity
from volunteering.states import OPPORTUNITY_MOVES, WRITABLE, NotAllowed, OpportunityState


@require_safe
def mine(request):
    """Everything of one person's, newest first. Long lists are cut: the admin and the search hold the rest."""
    context = {
        "organisations": Organisation.objects.of_member(request.user),
        "opportunities": Opportunity.objects.of(request.user).select_related("organisation")[:100],
        "enquiries": Enquiry.objects.of(request.user).select_related("opportunity__organisation")[:100],
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
    return render(request, "volunteering/post.html", {"form": form, "organisation": organisation})


@require_safe
def my_opportunity(request, slug):
    """Where an opportunity stands, and what may be done with it now."""
    opportunity = _my(request, slug)
    moves = OPPORTUNITY_MOVES[OpportunityState(opportunity.state)]
    context = {
        "opportunity": opportunity,
        "can_change": opportunity.state in WRITABLE,
        "can_submit": OpportunityState.WAITING in moves,
        "can_close": OpportunityState.CLOSED in moves,
    }
    return render(request, "volunteering/my_opportunity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug):
    """Change a draft, or one that the centre has returned."""
    opportunity = get_object_or_404(
        Opportunity.objects.of(request.user).filter(state__in=WRITABLE).select_related("organisation"), slug=slug
    )
    form = OpportunityForm(request.POST or None, instance=opportunity)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_opportunity(opportunity=opportunity, values=form.cleaned_data, by=request.user)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("my_opportunity", slug=slug)
    return render(request, "volunteering/post.html", {"form": form, "organisation": opportunity.organisation})


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
