"""What an organisation's own people do with their entry."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import actions, permissions, wording
from organisations.forms import EntryForm
from organisations.models import Organisation


@require_http_methods(["GET", "POST"])
def my_organisation(request, slug):
    """Members see how their entry stands and change what it says."""
    organisation = editable(request, slug)
    form = EntryForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        actions.edit(by=request.user, organisation=organisation, **form.cleaned_data)
        messages.success(request, _("Saved. Visitors see the changes now."))
        return redirect("my_organisation", slug)
    organisation = editable(request, slug)
    return render(
        request,
        "organisations/my.html",
        {"organisation": organisation, "form": form, "checked": wording.checked(organisation)},
    )


@require_POST
def verify(request, slug):
    """ "Still correct", from the member's own page."""
    organisation = editable(request, slug)
    actions.verify(by=request.user, organisation=organisation)
    messages.success(request, _("Thank you. The entry now says that it was checked today."))
    return redirect("my_organisation", slug)


def editable(request, slug):
    """The entry, if this person may change it.

    :raises Http404: if not, as for one that is not there.
    """
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.can_edit(request.user, organisation):
        raise Http404
    return organisation
