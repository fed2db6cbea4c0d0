"""The text of the strategy: the version in force, and every version with an address that stays."""

from dataclasses import asdict
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.typesetting import typeset
from partnership_board.editions import Differences, differences
from partnership_board.models import Edition
from partnership_board.permissions import can_see_edition

EDITION = Path(__file__).parents[1] / "edition.typ"


@login_not_required
@require_safe
def current_edition(request):
    """The version in force: this address, and those of its sections (#…), stay when the next version comes."""
    found = Edition.objects.published().in_force().select_related("strategy").first()
    if found is None:
        raise Http404
    return _page(request, found)


@login_not_required
@require_safe
def edition(request, strategy, number):
    """One version. Whoever may see it before it is public sees what the public will see."""
    return _page(request, _edition(request, strategy, number))


def _edition(request, strategy, number):
    found = get_object_or_404(Edition.objects.select_related("strategy"), strategy__slug=strategy, number=number)
    if not can_see_edition(request.user, found):
        raise Http404
    return found


def _page(request, shown):
    versions = list(Edition.objects.published().filter(strategy=shown.strategy).select_related("strategy"))
    sections = list(shown.sections.all())
    in_force = [one for one in versions if one.in_force]
    # The one before it: of those in force for a version in force, else whatever came last.
    comparable = [one for one in (in_force if shown.in_force else versions) if one != shown]
    earlier = next((one for one in comparable if (one.dated, one.number) < (shown.dated, shown.number)), None)
    context = {
        "edition": shown,
        "sections": sections,
        "versions": versions,
        "current": in_force[0] if in_force else None,
        "earlier": earlier,
        "differences": differences(sections, earlier.sections.all()) if earlier else Differences(),
        "is_draft": not shown.is_public,
    }
    return render(request, "partnership_board/edition.html", context)


@login_not_required
@require_safe
def edition_pdf(request, strategy, number):
    """One version as a tagged PDF."""
    shown = _edition(request, strategy, number)
    content = typeset(
        EDITION,
        title=shown.strategy.title,
        period=shown.strategy.period,
        version=f"{shown}, {_day(shown)}",
        changed=" ".join(shown.what_changed.split()),
        contents=_("What is in it"),
        sections=[
            {"level": one.level, "heading": one.heading, "blocks": [asdict(block) for block in one.blocks]}
            for one in shown.sections.all()
        ],
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{strategy}-version-{number}.pdf"'
    return response


def _day(edition):
    if edition.published_at is None:
        return _("a draft, not public")
    return _("published on %(day)s") % {"day": f"{timezone.localdate(edition.published_at):%-d %B %Y}"}
