"""Keeping what somebody typed when they turn out to be signed out, or to have signed in anew in another window.

What they typed waits in their session; the page at the same address then shows it again, and only to somebody who may
open that page. Nothing is saved by it: the person looks it over and sends it again, with a token of the present.

Django's own check of the token (CSRF) would throw the text away. Here it is made by the view, and what it refuses is
neither saved nor, where it comes from another site, kept.
"""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from crowdfund import bank

KEPT = "crowdfund_typed"
# More than any part of an application can hold by its word limits; what is longer is given back, not kept.
LONGEST = 200_000


class _TokenCheck(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def keeps_typing(view):
    """Decorator: the token and the sign-in are asked for here, so that what cannot be taken is not thrown away."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def asked(request, *args, **kwargs):
        refused = _TokenCheck(lambda request: None).process_view(request, _plain, args, kwargs)
        if refused and not _is_from_here(request):
            return import_string(settings.CSRF_FAILURE_VIEW)(request, reason=refused)
        if request.user.is_authenticated and not refused:
            return view(request, *args, **kwargs)
        if request.method == "POST" and not _keep(request):
            typed = [(name, text) for name, texts in _typed(request).lists() for text in texts if text]
            return render(request, "crowdfund/given_back.html", {"typed": typed}, status=413)
        if is_autosave(request):
            return JsonResponse(
                {"sentence": _("You are signed out. Save, and sign in when you are asked.")}, status=401
            )
        return redirect(request.path) if request.user.is_authenticated else redirect_to_login(request.path)

    return asked


def _plain(request):
    """Stands for the view where the token is checked: one that is not exempt."""


def _is_from_here(request):
    """Whether the browser says that a page of this site sent the form. A browser that says nothing is not believed."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    sender = urlsplit(said)
    return bool(said) and (sender.scheme, sender.netloc) == (request.scheme, request.get_host())


def _typed(request):
    typed = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "go"):
        typed.pop(name, None)
    return typed


def _keep(request):
    """:returns: whether it was short enough to be kept."""
    encoded = _typed(request).urlencode()
    if len(encoded) > LONGEST:
        return False
    # Sealed, since it may hold bank details. Without a key they are not asked for.
    sealed = bank.is_set_up()
    typed = bank.seal_text(encoded).decode() if sealed else encoded
    request.session[KEPT] = {"address": request.path, "typed": typed, "sealed": sealed}
    if not request.user.is_authenticated and not is_autosave(request):
        messages.warning(
            request,
            _("You were signed out while you were writing. Sign in: what you typed is kept and waits for you."),
        )
    return True


def kept_typing(request):
    """What was typed on this page before signing in, as a QueryDict, or None."""
    kept = request.session.get(KEPT)
    if not kept or kept["address"] != request.path:
        return None
    if not kept.get("sealed"):
        return QueryDict(kept["typed"])
    try:
        return QueryDict(bank.unseal_text(kept["typed"].encode()))
    except bank.CannotOpen:
        return None


def sent_or_kept(request):
    """What the form of this page holds: what was sent, what was typed before signing in, or None for an empty one."""
    return request.POST if request.method == "POST" else kept_typing(request)


def forget_typing(request):
    if request.session.get(KEPT, {}).get("address") == request.path:
        del request.session[KEPT]


def is_autosave(request):
    """Whether a script sent what is in the form, while somebody goes on writing."""
    return "X-Autosave" in request.headers


def autosaved(sentence, *, version=None, ends=False):
    """The answer to a script that sent what is in the form.

    It is a success to the browser whatever came of it, as browsers report others to their console as errors.

    :param version: of the part now, where it was saved.
    :param ends: whether the script is to stop, because only the person can decide what to do.
    """
    return JsonResponse({"sentence": str(sentence), "version": version, "ends": ends})
