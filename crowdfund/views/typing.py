"""Keeping what somebody typed when they turn out to be signed out.

What they typed waits in their own, still nameless, session. After signing in, the page at the same address shows it
again, and only to somebody who may open that page.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict
from django.utils.translation import gettext as _

KEPT = "crowdfund_typed"
# More than any part of an application can hold by its word limits; what is longer is no honest form.
LONGEST = 200_000


def keeps_typing(view):
    """Decorator: sign-in is asked for here, so that a form sent after the session ended is not thrown away."""

    @login_not_required
    @wraps(view)
    def asked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.path)

    return asked


def _keep(request):
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    encoded = typed.urlencode()
    if len(encoded) <= LONGEST:
        request.session[KEPT] = {"address": request.path, "typed": encoded}
        messages.warning(
            request,
            _("You were signed out while you were writing. Sign in: what you typed is kept and waits for you."),
        )


def kept_typing(request):
    """What was typed on this page before signing in, as a QueryDict, or None."""
    kept = request.session.get(KEPT)
    return QueryDict(kept["typed"]) if kept and kept["address"] == request.path else None


def forget_typing(request):
    if kept_typing(request) is not None:
        del request.session[KEPT]
