"""What an organisation's own people do with their entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import actions, permissions, wording
from organisations.forms import EntryForm
from organisations.models import Organisation
from organisations.reminders import read_still_correct


@require_http_methods(["GET", "POST"])
def my_organisation(request, slug):
    """Members see how their entry stands and change what it says."""
    organisation = _editable(request, slug)
    form = EntryForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        actions.edit(by=request.user, organisation=organisation, **form.cleaned_data)
        messages.success(request, _("Saved. Visitors see the changes now."))
        return redirect("my_organisation", slug)
    organisation = _editable(request, slug)
    return render(
        request,
        "organisations/my.html",
        {"organisation": organisation, "form": form, "checked": wording.checked(organisation)},
    )


@require_POST
def verify(request, slug):
    """ "Still correct", from the member's own page."""
    organisation = _editable(request, slug)
    actions.verify(by=request.user, organisation=organisation)
    messages.success(request, _("Thank you. The entry now says that it was checked today."))
    return redirect("my_organisation", slug)


@login_not_required
@require_http_methods(["GET", "POST"])
def still_correct(request, token):
    """The link in a reminder: asks first, since mail scanners open links by themselves; needs no sign-in."""
    try:
        membership, checked_since = read_still_correct(token)
    except SignatureExpired:
        return render(request, "organisations/still_correct.html", {"state": "expired"}, status=410)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    organisation, state = membership.organisation, "checked" if checked_since else "asked"
    if request.method == "POST" and not checked_since:
        try:
            organisation = actions.verify(by=membership.user, organisation=organisation)
        except actions.NotAllowed as error:
            raise Http404(str(error)) from error
        state = "done"
    return render(
        request,
        "organisations/still_correct.html",
        {"state": state, "organisation": organisation, "organisation_checked": organisation.verified_on},
    )


def _editable(request, slug):
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.can_edit(request.user, organisation):
        raise Http404
    return organisation
