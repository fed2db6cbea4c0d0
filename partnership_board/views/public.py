"""What the public sees of the board, and the one way to a paper's file."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership_board.agenda import carried_over, decision_note_clock, set_beside
from partnership_board.models import (
    Action,
    AgendaItem,
    Body,
    ForwardItem,
    Meeting,
    Paper,
)
from partnership_board.permissions import can_read_minutes, can_read_old_versions, can_read_paper, can_see_meeting

MEETINGS_A_PAGE = 12
ACTIONS_A_PAGE = 25
FORWARD_MEETINGS = 24


@login_not_required
@require_safe
def body(request, slug=None):
    """A body with its members and meetings: the board itself at /board/, the other bodies by their slug."""
    now, today = timezone.now(), timezone.localdate()
    bodies = list(Body.objects.published())
    shown = next((one for one in bodies if (one.slug == slug if slug else one.kind == Body.Kind.BOARD)), None)
    if shown is None and slug:
        raise Http404
    if shown is not None:
        shown.read_members(today)
    meetings = Meeting.objects.published().filter(body=shown)
    coming = list(meetings.after(now))
    next_meeting = next((meeting for meeting in coming if not meeting.is_cancelled), None)
    context = {
        "body": shown,
        "terms": shown and shown.terms_on(today),
        "next_meeting": next_meeting,
        "later_meetings": [meeting for meeting in coming if meeting != next_meeting],
        "past": Paginator(meetings.past(now), MEETINGS_A_PAGE).get_page(request.GET.get("page")),
        "other_bodies": [other for other in bodies if other != shown],
    }
    return render(request, "partnership_board/body.html", context)


@login_not_required
@require_safe
def terms(request, slug):
    """Every version of a body's terms of reference."""
    body = get_object_or_404(Body.objects.published(), slug=slug)
    today = timezone.localdate()
    context = {"body": body, "versions": body.terms.all(), "current": body.terms_on(today), "today": today}
    return render(request, "partnership_board/terms.html", context)


@login_not_required
@require_safe
def forward_plan(request):
    """What will come to the bodies: meetings that are announced with their items, and what has no agenda yet."""
    now, today = timezone.now(), timezone.localdate()
    items = AgendaItem.objects.published()
    coming = Meeting.objects.published().upcoming(now).select_related("body")
    expected = ForwardItem.objects.published().filter(expected__gte=today.replace(day=1)).select_related("body")
    context = {
        "meetings": coming.prefetch_related(Prefetch("items", items, to_attr="to_come"))[:FORWARD_MEETINGS],
        "page": Paginator(expected, ACTIONS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partnership_board/forward_plan.html", context)


@login_not_required
@require_safe
def meeting(request, slug):
    """A meeting's page. Whoever may see it before it is public sees exactly what the public will see."""
    shown = get_object_or_404(Meeting.objects.with_agenda(), slug=slug)
    if not can_see_meeting(request.user, shown):
        raise Http404
    attendances = list(shown.attendances.in_order()) if shown.has_begun else []
    set_beside(shown.agenda, shown)
    context = {
        "meeting": shown,
        "carried": Paginator(carried_over(shown), ACTIONS_A_PAGE).get_page(request.GET.get("carried")),
        "attendances": attendances if any(row.came for row in attendances) else [],
        "note": decision_note_clock(shown),
        "minutes_are_public": can_read_minutes(request.user, shown),
        "actions": Action.objects.published().filter(meeting=shown).select_related("owner").order_by("due_on", "pk"),
        "is_over": shown.ends_at <= timezone.now(),
    }
    return render(request, "partnership_board/meeting.html", context)


@login_not_required
@require_safe
@never_cache
def paper(request, key):
    """The latest version of a paper."""
    asked = _readable_paper(request, key)
    version = asked.current_version()
    if version is None:
        raise Http404
    return _file(asked, version)


@require_safe
@never_cache
def paper_version(request, key, number):
    """Any version of a paper, for officers and auditors."""
    asked = _readable_paper(request, key)
    if not can_read_old_versions(request.user):
        raise Http404
    return _file(asked, get_object_or_404(asked.versions, number=number))


def _readable_paper(request, key):
    asked = get_object_or_404(Paper.objects.select_related("item__meeting"), key=key)
    if not can_read_paper(request.user, asked):
        raise Http404
    return asked


def _file(asked, version):
    try:
        content = version.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{slugify(asked.title)[:80] or 'paper'}-v{version.number}.pdf"
    return FileResponse(content, filename=name, content_type="application/pdf")


@login_not_required
@require_safe
def actions(request):
    """Open actions, overdue first; with ?show=done what was done, the latest first."""
    today = timezone.localdate()
    public = Action.objects.published().select_related("owner", "body", "meeting")
    done = request.GET.get("show") == "done"
    shown = public.done() if done else public.outstanding()
    context = {
        "page": Paginator(shown, ACTIONS_A_PAGE).get_page(request.GET.get("page")),
        "done": done,
        "overdue_count": Action.objects.published().overdue(today).count(),
    }
    return render(request, "partnership_board/actions.html", context)
