from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kentcivil.reminders.optout import opt_out, read_opt_out


@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request, token):
    """Asks before it stops anything: mail scanners open links by themselves."""
    try:
        rule, recipient = read_opt_out(token)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    if request.method == "POST":
        opt_out(rule, recipient)
    return render(request, "reminders/stop.html", {"stopped": request.method == "POST"})
