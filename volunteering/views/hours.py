"""A volunteer's time, certificate and references."""

from pathlib import Path

from django.contrib import messages
from django.db.models import Count, Max, Min, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kentcivil.typesetting import typeset
from volunteering import actions
from volunteering.forms_of_sessions import HoursForm, PurposeForm, ReferenceForm
from volunteering.lengths import in_words
from volunteering.models import Opportunity, Place, Reference, Volunteer
from volunteering.states import NotAllowed

CERTIFICATE = Path(__file__).resolve().parent.parent / "certificate.typ"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_session(request, pk):
    """How long somebody helped on a session."""
    place = get_object_or_404(
        Place.objects.of(request.user).taken().select_related("session__opportunity__organisation"), pk=pk
    )
    form = HoursForm(request.POST if request.method == "POST" else None, session=place.session)
    return _claim(request, form, place.session.opportunity, place=place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_day(request, slug):
    """How long somebody helped on a day of a regular role."""
    opportunity = get_object_or_404(Opportunity.objects.once_published().select_related("organisation"), slug=slug)
    get_object_or_404(Volunteer.objects.of(request.user))
    form = HoursForm(request.POST if request.method == "POST" else None)
    return _claim(request, form, opportunity)


def _claim(request, form, opportunity, place=None):
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.claim_hours(
                by=request.user,
                opportunity=opportunity,
                place=place,
                day=said.get("day"),
                minutes=said["total"],
                note=said["note"],
            )
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("Thank you. The organisation will look at it."))
            return redirect("my_sessions")
    context = {"form": form, "opportunity": opportunity, "place": place}
    return render(request, "volunteering/hours_claim.html", context)


@never_cache
@require_safe
def certificate(request):
    """A tagged PDF of the time that organisations have confirmed; claims that nobody has confirmed are not on it."""
    volunteer = get_object_or_404(Volunteer.objects.of(request.user))
    rows = (
        volunteer.hours.confirmed()
        .values("opportunity__title", "opportunity__organisation__name")
        .annotate(minutes=Sum("confirmed_minutes"), days=Count("day", distinct=True), first=Min("day"), last=Max("day"))
        .order_by("opportunity__organisation__name", "opportunity__title")
    )
    if not rows:
        messages.info(request, _("There is nothing to certify yet: an organisation must confirm some of your time."))
        return redirect("my_sessions")
    pdf = typeset(
        CERTIFICATE,
        name=request.user.name,
        made_on=_on(timezone.localdate()),
        total=in_words(sum(row["minutes"] for row in rows)),
        rows=[
            {
                "organisation": row["opportunity__organisation__name"],
                "role": row["opportunity__title"],
                "days": row["days"],
                "from": _on(row["first"]),
                "to": _on(row["last"]),
                "time": in_words(row["minutes"]),
            }
            for row in rows
        ],
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="volunteering-certificate.pdf"'
    return response


def _on(day):
    return date_format(day, "j F Y", use_l10n=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_reference(request, slug):
    """Ask an organisation that one has helped."""
    volunteer = get_object_or_404(Volunteer.objects.of(request.user))
    opportunity = get_object_or_404(
        Opportunity.objects.filter(hours__in=volunteer.hours.confirmed()).select_related("organisation").distinct(),
        slug=slug,
    )
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_reference(by=request.user, opportunity=opportunity, purpose=form.cleaned_data["purpose"])
        except NotAllowed as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, _("We have asked them. You get an email when they have answered."))
            return redirect("my_sessions")
    return render(request, "volunteering/reference_ask.html", {"form": form, "opportunity": opportunity})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reference(request, pk):
    """The person reads theirs; those who speak for the organisation write it, and do not see it again afterwards."""
    found = get_object_or_404(
        Reference.objects.select_related("opportunity__organisation", "volunteer__user").filter(
            pk__in=Reference.objects.of(request.user)
            .values("pk")
            .union(Reference.objects.for_organisations_of(request.user).open().values("pk"))
        ),
        pk=pk,
    )
    theirs = found.volunteer.user_id == request.user.pk
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not theirs:
        declines = "decline" in request.POST
        if declines or form.is_valid():
            try:
                actions.answer_reference(
                    reference=found, text="" if declines else form.cleaned_data["text"], by=request.user
                )
            except NotAllowed as sentence:
                messages.error(request, str(sentence))
            else:
                messages.success(request, _("Thank you. We have told them."))
            return redirect("my_opportunity", slug=found.opportunity.slug)
    return render(request, "volunteering/reference.html", {"reference": found, "theirs": theirs, "form": form})
