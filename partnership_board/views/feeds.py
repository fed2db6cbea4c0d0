"""The calendar and the feeds of the board: all bodies together, or one."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.calendars import Event, calendar_response
from partnership_board.models import AgendaItem, Body, Decision, Meeting, Minutes
from partnership_board.views.news import News

NEWEST = 40
IN_CALENDAR = 300


def event_of(meeting):
    """The calendar Event of a public meeting: a cancelled one stays, as cancelled."""
    lines = [meeting.body.name, meeting.notes]
    if meeting.is_cancelled:
        lines.insert(0, _("This meeting is cancelled. %(reason)s") % {"reason": meeting.cancelled_reason})
    if meeting.online_link:
        lines.append(meeting.online_link)
    return Event(
        uid=f"board-meeting-{meeting.pk}",
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=meeting.changed_at,
        place=meeting.place,
        description="\n\n".join(filter(None, lines)),
        address=meeting.get_absolute_url(),
        status="CANCELLED" if meeting.is_cancelled else "CONFIRMED",
        revision=meeting.revision,
    )


@login_not_required
@require_safe
def board_calendar(request):
    """The newest meetings of all bodies, past and coming."""
    return _calendar(_("Board meetings"), Meeting.objects.published(), "board.ics")


@login_not_required
@require_safe
def body_calendar(request, slug):
    body = get_object_or_404(Body.objects.published(), slug=slug)
    return _calendar(body.name, Meeting.objects.published().filter(body=body), f"{slug}.ics")


@login_not_required
@require_safe
def meeting_calendar(request, slug):
    """One meeting, to put into one's own calendar."""
    meeting = Meeting.objects.published().filter(slug=slug).select_related("body")
    if not meeting:
        raise Http404
    return _calendar(meeting[0].title, meeting, f"{slug}.ics")


def _calendar(name, meetings, filename):
    newest = meetings.select_related("body").order_by("-starts_at", "-pk")[:IN_CALENDAR]
    return calendar_response(name, [event_of(meeting) for meeting in newest], filename=filename)


def _of_decision(decision):
    return {
        "id": f"decision-{decision.pk}",
        "title": str(decision),
        "text": decision.text or decision.get_outcome_display(),
        "address": decision.get_absolute_url(),
        "at": decision.item.meeting.decision_note.published_at,
    }


class BoardFeed(News):
    """News of all bodies or of one: meetings announced, moved or cancelled, decisions, minutes; the newest first."""

    def get_object(self, request, slug=None):
        return get_object_or_404(Body.objects.published(), slug=slug) if slug else None

    def title(self, body):
        return body.name if body else _("The board and its groups")

    def subtitle(self, body):
        return _("Meetings, decisions and minutes.")

    def link(self, body):
        return body.get_absolute_url() if body else reverse("board")

    def items(self, body):
        news = [*self._meetings(body), *self._decisions(body), *self._minutes(body)]
        return sorted(news, key=lambda one: one["at"], reverse=True)[:NEWEST]

    def _meetings(self, body):
        meetings = Meeting.objects.published().select_related("body")
        if body:
            meetings = meetings.filter(body=body)
        for meeting in meetings.order_by("-changed_at", "-pk")[:NEWEST]:
            when = f"{timezone.localtime(meeting.starts_at):%-d %B %Y, %H:%M}"
            said = {"title": meeting.title, "when": when}
            if meeting.is_cancelled:
                title = _("Cancelled: %(title)s, %(when)s") % said
            elif meeting.revision:
                title = _("Moved: %(title)s, now %(when)s") % said
            else:
                title = _("%(title)s, %(when)s: agenda and papers") % said
            yield {
                "id": f"meeting-{meeting.pk}-{meeting.revision}",
                "title": title,
                "text": meeting.cancelled_reason or meeting.place or meeting.body.name,
                "address": meeting.get_absolute_url(),
                "at": meeting.changed_at,
            }

    def _decisions(self, body):
        decisions = Decision.objects.published().select_related("body", "item__meeting__decision_note")
        if body:
            decisions = decisions.filter(body=body)
        for decision in decisions.order_by("-item__meeting__decision_note__published_at", "-pk")[:NEWEST]:
            yield _of_decision(decision)

    def _minutes(self, body):
        minutes = Minutes.objects.published().select_related("meeting__body")
        if body:
            minutes = minutes.filter(meeting__body=body)
        for one in minutes.order_by("-approved_at", "-pk")[:NEWEST]:
            yield {
                "id": f"minutes-{one.pk}",
                "title": str(one),
                "text": _("The minutes were approved."),
                "address": reverse("board_minutes", args=[one.meeting.slug]),
                "at": one.approved_at,
            }


class ItemFeed(News):
    """News of one item of an agenda: its papers, each new version of them, and what was decided under it."""

    def get_object(self, request, pk):
        return get_object_or_404(AgendaItem.objects.published().select_related("meeting"), pk=pk)

    def title(self, item):
        return item.title

    def subtitle(self, item):
        return str(item.meeting)

    def link(self, item):
        return f"{item.meeting.get_absolute_url()}#item-{item.number}"

    def items(self, item):
        public = Decision.objects.published().filter(item=item)
        decisions = [_of_decision(one) for one in public.select_related("body", "item__meeting__decision_note")]
        return sorted([*self._papers(item), *decisions], key=lambda one: one["at"], reverse=True)[:NEWEST]

    def _papers(self, item):
        for paper in item.papers.published().with_current_version():
            yield {
                "id": f"paper-{paper.pk}-{paper.version}",
                "title": _("Paper: %(title)s") % {"title": paper.title},
                "text": _("Version %(number)s.") % {"number": paper.version},
                "address": paper.get_absolute_url(),
                # What came with the agenda became public with it.
                "at": max(paper.version_added_at, item.meeting.published_at),
            }


board_feed = login_not_required(require_safe(BoardFeed()))
item_feed = login_not_required(require_safe(ItemFeed()))
