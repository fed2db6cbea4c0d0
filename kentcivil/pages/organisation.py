"""An organisation's public page, gathered from the apps."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from crowdfund.models import Award
from organisations import freshness, permissions, structured, wording
from organisations.models import Contact, Merger, Organisation, Service
from volunteering.models import Opportunity


@login_not_required
@require_safe
def organisation(request, slug):
    """Everybody sees a published entry; its members and officers see one that is not, and are told so."""
    entry = (
        Organisation.objects.select_related("district")
        .prefetch_related(
            "themes",
            "beneficiaries",
            "districts_served",
            "identifiers",
            Prefetch("services", Service.objects.filter(is_running=True)),
            Prefetch("contacts", Contact.objects.filter(is_public=True)),
        )
        .filter(slug=slug)
        .first()
    )
    if entry is not None and (merger := Merger.objects.filter(gone=entry).select_related("kept").first()):
        return redirect(merger.kept, permanent=True)
    if entry is None or not permissions.can_see(request.user, entry):
        raise Http404
    entry.district_name = entry.district.name if entry.district else ""
    entry.serves = [district.name for district in entry.districts_served.all()]
    context = {
        "organisation": entry,
        "reach": "; ".join(wording.reach(entry)),
        "checked": wording.checked(entry),
        "notice": freshness.notice(entry),
        "can_edit": request.user.is_authenticated and permissions.can_edit(request.user, entry),
        "structured": structured.as_script(structured.schema_org(entry)) if entry.is_published else "",
        "opportunities": Opportunity.objects.published().at(entry),
        "awards": Award.objects.published().to(entry),
    }
    return render(request, "pages/organisation.html", context)
