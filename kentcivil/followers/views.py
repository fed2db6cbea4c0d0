"""Follow a thing by email; the links in the emails."""

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kentcivil.floods import Flood
from kentcivil.followers import following
from kentcivil.followers.forms import FollowForm
from kentcivil.followers.topics import topic

FOLLOWING = Flood("following", per_person=10)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, kind, key):
    """The form. What the page says afterwards is the same for every address."""
    wanted = topic(kind, key)
    if wanted is None:
        raise Http404("There is nothing of this name to follow.")
    by = request.user if request.user.is_authenticated else None
    form = FollowForm(request.POST if request.method == "POST" else None, by=by)
    context, status = {"topic": wanted, "form": form, "asked": False, "confirmed": by is not None}, 200
    if form.is_valid():
        email = by.email if by else form.cleaned_data["email"]
        if FOLLOWING.too_many(request, person=email):
            status = 429
            form.add_error(None, _("You have asked many times in a short while. Wait an hour, then try again."))
        else:
            following.ask(topic=wanted, email=email, by=by)
            context["asked"] = True
    return render(request, "followers/follow.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Asks before it does anything: mail scanners open links by themselves."""
    try:
        found = following.confirm(token=token) if request.method == "POST" else following.read(token)
    except BadSignature as error:
        raise Http404("This link is damaged or too old.") from error
    context = {"topic": _topic_of(found), "confirmed": found.confirmed_at is not None}
    return render(request, "followers/confirm.html", context)


# Mail programs stop a list by one POST to its address (RFC 8058), without a cookie; the signed link is the proof.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Asks before it stops anything, and says the same when it has ended already."""
    try:
        if request.method == "POST":
            following.stop(token=token)
        else:
            following.check(token)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    return render(request, "followers/stop.html", {"stopped": request.method == "POST"})


def _topic_of(found):
    known = topic(found.kind, found.key)
    if known is None:
        raise Http404("What this link is about is no longer public.")
    return known
