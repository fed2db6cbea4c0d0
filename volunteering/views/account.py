"""A volunteer's account, and the page on which a parent or guardian answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kentcivil.floods import Flood
from volunteering import actions, consent
from volunteering.actions.guardians import read_token
from volunteering.forms_of_people import AccountForm, GuardianForm
from volunteering.models import GuardianConsent, Volunteer
from volunteering.states import NotAllowed

ASKING = Flood("volunteering-guardian", per_connection=40, per_person=5, hours=24)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """Open an account, or change what it says. What was typed is kept whatever goes wrong."""
    volunteer = Volunteer.objects.of(request.user).first()
    form = AccountForm(request.POST if request.method == "POST" else None, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, volunteer, form)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect(_onwards(request))
    context = {
        "form": form,
        "volunteer": volunteer,
        "guardian": volunteer and volunteer.guardian_consents.first(),
        "young": volunteer and volunteer.is_young_today,
        "checks": volunteer.checks.all() if volunteer else [],
    }
    return render(request, "volunteering/account.html", context)


def _save(request, volunteer, form):
    said = form.cleaned_data
    if volunteer:
        actions.change_account(by=request.user, values=form.values(), purposes=said["purposes"])
    else:
        actions.open_account(
            by=request.user,
            values=form.values(),
            purposes=said["purposes"],
            guardian_name=said["guardian_name"],
            guardian_email=said["guardian_email"],
        )


def _onwards(request):
    """Back to the session that somebody came from, or to their own page."""
    onwards = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        onwards, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return onwards if safe else "my_sessions"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_guardian(request):
    """To ask again, or somebody else."""
    get_object_or_404(Volunteer.objects.of(request.user))
    form = GuardianForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if ASKING.too_many(request, person=request.user.email):
            status = 429
            form.add_error(None, _("You have asked several times today. Wait until tomorrow."))
        else:
            try:
                actions.ask_guardian(by=request.user, **form.cleaned_data)
            except NotAllowed as sentence:
                form.add_error(None, str(sentence))
            else:
                messages.success(request, _("We have sent them an email."))
                return redirect("my_volunteer_account")
    return render(request, "volunteering/guardian_ask.html", {"form": form}, status=status)


@require_POST
def renew_calendar(request):
    get_object_or_404(Volunteer.objects.of(request.user))
    actions.renew_calendar(by=request.user)
    messages.success(request, _("Your calendar has a new address. The old one does not work any more."))
    return redirect("my_sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request):
    """Asks first: it cannot be undone."""
    volunteer = get_object_or_404(Volunteer.objects.of(request.user))
    if request.method == "POST":
        actions.erase_volunteer(volunteer=volunteer, by=request.user)
        messages.success(request, _("Your volunteer’s account is closed, and what it said about you is erased."))
        return redirect("my")
    return render(request, "volunteering/account_close.html", {"volunteer": volunteer})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request, token):
    """A parent or guardian says yes or no; later, the same address takes a yes back. Opening it does nothing yet."""
    try:
        asked = read_token(token)
        if request.method == "POST":
            asked = actions.answer_as_guardian(token=token, agrees=request.POST.get("answer") == "yes")
    except NotAllowed as sentence:
        return render(request, "volunteering/link_too_old.html", {"sentence": str(sentence)}, status=404)
    context = {
        "asked": asked,
        "wording": consent.GUARDIAN,
        "waits": asked.state == GuardianConsent.State.ASKED,
        "agreed": asked.state == GuardianConsent.State.GIVEN,
        "answered": request.method == "POST",
    }
    return render(request, "volunteering/guardian.html", context)
