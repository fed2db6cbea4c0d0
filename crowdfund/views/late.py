"""Using a late pass: for an application that is there, or for a new one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crowdfund import actions, permissions
from crowdfund.forms import PassForm
from crowdfund.models import Application, LatePass
from crowdfund.states import ApplicationState, StepRefused
from crowdfund.views.typing import forget_typing, keeps_typing, sent_or_kept


@keeps_typing
@require_http_methods(["GET", "POST"])
def late_pass(request, slug, code):
    """Asks which application the pass is for; once used, leads to that one."""
    found = get_object_or_404(
        LatePass.objects.select_related("round", "organisation", "application"), round__slug=slug, code=code
    )
    if not permissions.can_use_pass(request.user, found):
        raise Http404
    if found.application is not None:
        return redirect(found.application)
    arrived = timezone.now()
    applications = Application.objects.filter(round=found.round, organisation=found.organisation).exclude(
        state=ApplicationState.WITHDRAWN
    )
    form = PassForm(sent_or_kept(request), applications=applications.order_by("pk"))
    if request.method == "POST" and form.is_valid():
        try:
            application = actions.redeem_pass(late_pass=found, by=request.user, at=arrived, **form.choice())
        except actions.AlreadyStarted as started:
            form.add_error("project_title", str(started))
        except (actions.PassNotGood, actions.AlreadyTaken, actions.NotAllowed, StepRefused) as refused:
            form.add_error(None, str(refused))
        else:
            forget_typing(request)
            messages.success(request, _("The late pass is used for this application."))
            return redirect(application)
    context = {"late_pass": found, "round": found.round, "form": form, "is_good": found.until > arrived}
    return render(request, "crowdfund/late_pass.html", context)
