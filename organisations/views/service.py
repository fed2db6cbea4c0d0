"""What an organisation offers, kept by its own people."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import actions
from organisations.forms import ServiceForm
from organisations.views.entry import editable


@require_http_methods(["GET", "POST"])
def new_service(request, slug):
    """Something more that they offer."""
    return _written(request, slug, None)


@require_http_methods(["GET", "POST"])
def my_service(request, slug, public_id):
    """The times, the cost, the place of one thing they offer."""
    return _written(request, slug, public_id)


def _written(request, slug, public_id):
    organisation = editable(request, slug)
    service = get_object_or_404(organisation.services, public_id=public_id) if public_id else None
    form = ServiceForm(request.POST if request.method == "POST" else None, instance=service)
    if request.method == "POST" and form.is_valid():
        actions.write_service(by=request.user, organisation=organisation, service=service, **form.cleaned_data)
        messages.success(
            request, _("Saved. Visitors see the changes now.") if organisation.is_published else _("Saved.")
        )
        return redirect("my_organisation", slug)
    return render(
        request, "organisations/service.html", {"organisation": organisation, "form": form, "is_new": not service}
    )
