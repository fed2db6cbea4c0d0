"""“Tell us something is wrong”: open to everybody, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kentcivil.floods import Flood
from organisations import actions
from organisations.forms import ReportForm
from organisations.models import Organisation
from organisations.states import NotAllowed
from organisations.wording import PHONE

FLOOD = Flood("organisation-report", per_connection=60, per_person=20)
"""Many people of a library share its connection, and somebody may go through all the groups of a village."""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report_problem(request, slug):
    organisation = get_object_or_404(Organisation.objects.published(), slug=slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        by = request.user if request.user.is_authenticated else None
        if FLOOD.too_many(request, person=said["email"]):
            form.add_error(None, _too_many())
        else:
            try:
                actions.report_problem(by=by, organisation=organisation, **said)
            except NotAllowed as gone:
                raise Http404(str(gone)) from gone
            sent = True
    return render(request, "organisations/report.html", {"organisation": organisation, "form": form, "sent": sent})


def _too_many():
    """What they typed stays in the form; who shares a connection is not blamed for others."""
    return _(
        "Many reports came from this connection just now. If you share it with others, that may not have been you."
        " Try again in an hour, or call Kent County Council on %(phone)s."
    ) % {"phone": PHONE}
