"""The link in a reminder."""

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from organisations import actions
from organisations.reminders import read_still_correct


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
