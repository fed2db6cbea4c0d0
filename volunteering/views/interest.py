"""Somebody would like to help: the form, the page after it, and the link in the email."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kentcivil.floods import Flood
from volunteering import actions, consent
from volunteering.actions.enquiries import read_link
from volunteering.forms import InterestForm
from volunteering.forms_of_sessions import answers
from volunteering.models import Enquiry, Opportunity
from volunteering.states import EnquiryState, NotAllowed

INTEREST = Flood("volunteering-interest")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request, slug):
    """The form. What was typed is kept whatever goes wrong."""
    opportunity = _offered(slug)
    form = InterestForm(request.POST or None, opportunity=opportunity, user=request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        if _is_flood(request, form):
            status = 429
            form.add_error(
                None, _("You have sent this many times in a short while. Wait an hour, or ask the volunteer centre.")
            )
        else:
            try:
                return redirect(_register(request, opportunity, form))
            except NotAllowed as sentence:
                form.add_error(None, str(sentence))
    known = request.user.is_authenticated and (
        Enquiry.objects.of(request.user).filter(opportunity=opportunity).exclude(state=EnquiryState.LEFT).exists()
    )
    context = {"opportunity": opportunity, "form": form, "known": known}
    return render(request, "volunteering/interest.html", context, status=status)


def _register(request, opportunity, form):
    said = form.cleaned_data
    _enquiry, outcome = actions.register_interest(
        opportunity=opportunity,
        name=said["name"],
        email=said.get("email", ""),
        telephone=said["telephone"],
        message=said["message"],
        age=said["age"],
        consent_wording=consent.CURRENT,
        answers=answers(form, opportunity),
        by=request.user if request.user.is_authenticated else None,
    )
    return f"{reverse('volunteering_interest_sent', args=[opportunity.slug])}?outcome={outcome}"


def _is_flood(request, form):
    email = form.cleaned_data.get("email") or request.user.email
    return INTEREST.too_many(request, person=email)


@login_not_required
@require_safe
def interest_sent(request, slug):
    """Says what happens next. It shows nothing of what was sent, so anybody may open it."""
    outcome = request.GET.get("outcome")
    context = {
        "opportunity": get_object_or_404(
            Opportunity.objects.once_published().select_related("organisation", "centre__organisation"), slug=slug
        ),
        "outcome": outcome if outcome in actions.Outcome.values else actions.Outcome.CHECK_EMAIL,
    }
    return render(request, "volunteering/interest_sent.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Asks before it does anything: mail scanners open links by themselves."""
    try:
        enquiry = actions.confirm_interest(token=token) if request.method == "POST" else read_link(token)
    except NotAllowed as sentence:
        return render(request, "volunteering/link_too_old.html", {"sentence": str(sentence)}, status=404)
    confirmed = enquiry.state != EnquiryState.UNCONFIRMED
    return render(request, "volunteering/confirm.html", {"enquiry": enquiry, "confirmed": confirmed})


def _offered(slug):
    return get_object_or_404(
        Opportunity.objects.published().select_related("organisation", "centre__organisation", "district"), slug=slug
    )
