"""What an organisation's own people do with their entry."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import actions, differences, freshness, permissions, wording
from organisations.forms import EntryForm
from organisations.models import Organisation
from organisations.states import NotAllowed, ProposalState


@require_http_methods(["GET", "POST"])
def my_organisation(request, slug):
    """Members see how their entry stands and change what it says."""
    organisation = editable(request, slug)
    latest = organisation.proposals.exclude(state=ProposalState.WITHDRAWN).order_by("-pk").first()
    unfinished = latest if latest and latest.state in (ProposalState.WAITING, ProposalState.RETURNED) else None
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        instance=organisation,
        proposed=unfinished.proposed if unfinished else None,
    )
    if request.method == "POST" and form.is_valid():
        saved = actions.edit(by=request.user, organisation=organisation, **form.cleaned_data)
        messages.success(request, _saved(saved))
        return redirect("my_organisation", slug)
    organisation = editable(request, slug)
    context = {
        "organisation": organisation,
        "form": form,
        "checked": wording.checked(organisation),
        "notice": freshness.notice(organisation),
        "services": organisation.services.order_by("name", "pk"),
        "proposal": unfinished,
        "differences": differences.of_proposal(unfinished) if unfinished else [],
        "is_waiting": bool(unfinished) and unfinished.state == ProposalState.WAITING,
    }
    return render(request, "organisations/my.html", context)


def _saved(organisation):
    if organisation.proposals.waiting().exists():
        return _("Saved. Some of it waits for an officer; visitors see the rest now.")
    if organisation.is_published:
        return _("Saved. Visitors see the changes now.")
    return _("Saved.")


@require_POST
def verify(request, slug):
    """ "Still correct", from the member's own page."""
    organisation = editable(request, slug)
    actions.verify(by=request.user, organisation=organisation)
    messages.success(request, _("Thank you. The entry now says that it was checked today."))
    return redirect("my_organisation", slug)


@require_POST
def submit(request, slug):
    """A draft goes to the officers."""
    organisation = editable(request, slug)
    try:
        actions.submit(by=request.user, organisation=organisation)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent. An officer looks at it, and we email you."))
    return redirect("my_organisation", slug)


@require_http_methods(["GET", "POST"])
def withdraw_proposal(request, slug):
    """What waits for an officer is taken back; as what was typed is gone then, the page asks first."""
    organisation = editable(request, slug)
    proposal = organisation.proposals.waiting().first()
    if request.method == "GET":
        if proposal is None:
            return redirect("my_organisation", slug)
        shown = {"organisation": organisation, "differences": differences.of_proposal(proposal)}
        return render(request, "organisations/take_back.html", shown)
    try:
        if proposal is not None:
            actions.withdraw_proposal(by=request.user, proposal=proposal)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. The page stays as it is."))
    return redirect("my_organisation", slug)


def editable(request, slug):
    """The entry, if this person may change it.

    :raises Http404: if not, as for one that is not there.
    """
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.can_edit(request.user, organisation):
        raise Http404
    return organisation
