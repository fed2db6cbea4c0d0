"""A concern can be raised from any page, by anybody; it is read by one named person, and by nobody else."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kentcivil.floods import Flood
from volunteering import actions
from volunteering.forms_of_people import ConcernForm, OutcomeForm
from volunteering.models import Concern, VolunteerCentre
from volunteering.states import NotAllowed

RAISING = Flood("volunteering-concern", per_connection=30, hours=1)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request):
    """The form. It knows the page that somebody came from, and nothing about who they are."""
    form = ConcernForm(request.POST if request.method == "POST" else None, initial={"page": _page_before(request)})
    status = 200
    if request.method == "POST" and form.is_valid():
        if RAISING.too_many(request):
            status = 429
            form.add_error(None, _("Too many messages came from here in the last hour. If it is urgent, ring 999."))
        else:
            try:
                _pass_on(form.cleaned_data)
            except NotAllowed as sentence:
                form.add_error(None, str(sentence))
            else:
                return redirect("concern_sent")
    return render(request, "volunteering/concern_raise.html", {"form": form}, status=status)


def _pass_on(said):
    centre = VolunteerCentre.objects.serving(said["district"]).first() if said["district"] else None
    actions.raise_concern(
        text=said["text"], page=said["page"], name=said["name"], contact=said["contact"], centre=centre
    )


def _page_before(request):
    """The path of the page of this site that somebody came from; nothing where the path itself is a secret."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return ""
    try:
        match = resolve(before.path)
    except Resolver404:
        return ""
    return "" if {"token", "key", "uidb36"} & set(match.kwargs) else before.path[:300]


@login_not_required
@require_safe
def concern_sent(request):
    return render(request, "volunteering/concern_sent.html")


@never_cache
@require_safe
def concerns(request):
    """For a lead: those that reached them. For everybody else there is no such page."""
    found = Concern.objects.read_by(request.user)
    get_object_or_404(request.user.safeguarding_posts.all()[:1])
    context = {"open": found.filter(closed_at__isnull=True), "closed": found.filter(closed_at__isnull=False)[:100]}
    return render(request, "volunteering/concerns.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request, pk):
    found = get_object_or_404(Concern.objects.read_by(request.user), pk=pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_concern(concern=found, outcome=form.cleaned_data["outcome"], by=request.user)
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            return redirect("concerns")
    return render(request, "volunteering/concern.html", {"concern": found, "form": form})
