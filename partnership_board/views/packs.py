"""The agenda with its papers as one: a page to read on a screen, and a PDF; for everybody, and for members."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership_board import packs, permissions
from partnership_board.agenda import carried_over, set_beside
from partnership_board.models import Audience, ItemLink, Meeting, PackPart, Paper

CARRIED_A_PAGE = 50


@login_not_required
@require_safe
def pack(request, slug):
    """The public's pack as a page."""
    return _page(request, slug, Audience.PUBLIC)


@never_cache
@require_safe
def members_pack(request, slug):
    """The members' pack as a page, with what is not public."""
    return _page(request, slug, Audience.MEMBERS)


@login_not_required
@require_safe
@never_cache
def pack_file(request, slug, audience, number):
    """A pack as a PDF: of the public's, what is public at this moment."""
    meeting = _meeting(request, slug, audience)
    wanted = get_object_or_404(meeting.packs.for_audience(audience), number=number)
    try:
        content = packs.content_of(wanted)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{meeting.slug}-{audience}-{number}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _meeting(request, slug, audience):
    if audience not in Audience.values:
        raise Http404
    meeting = get_object_or_404(Meeting.objects.published().select_related("body"), slug=slug)
    if audience == Audience.MEMBERS and not permissions.can_read_members_pack(request.user, meeting):
        raise Http404
    return meeting


def _page(request, slug, audience):
    meeting = _meeting(request, slug, audience)
    for_members = audience == Audience.MEMBERS
    papers = Paper.objects.with_current_version() if for_members else Paper.objects.open().with_current_version()
    items = list(
        meeting.items.prefetch_related(
            Prefetch("papers", papers, to_attr="to_read"), Prefetch("links", ItemLink.objects.shown())
        )
    )
    set_beside(items, meeting)
    pages = {
        (part.version.paper_id, part.version.number): part
        for part in PackPart.objects.filter(
            pack__meeting=meeting, pack__audience=audience, version__isnull=False
        ).select_related("version")
    }
    for item in items:
        item.is_closed = item.is_exempt and not for_members
        for paper in item.to_read:
            paper.part = pages.get((paper.pk, paper.version))
    context = {
        "meeting": meeting,
        "audience": audience,
        "for_members": for_members,
        "items": items,
        "packs": meeting.packs.for_audience(audience),
        "carried": Paginator(carried_over(meeting), CARRIED_A_PAGE).get_page(request.GET.get("carried")),
    }
    return render(request, "partnership_board/pack.html", context)
