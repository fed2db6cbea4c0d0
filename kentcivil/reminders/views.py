from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kentcivil.reminders.optout import opt_out, read_opt_out


# Mail programs stop a list by one POST to its address (RFC 8058), without a cookie; the signed link is the proof.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Asks before it stops anything: mail scanners open links by themselves."""
    try:
        claim = read_opt_out(token)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    if request.method == "POST":
        opt_out(claim.rule, claim.recipient)
    return render(request, "reminders/stop.html", {"stopped": request.method == "POST"})
