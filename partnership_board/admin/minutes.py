"""The officer's page of the minutes of one meeting, and read-only pages of what it writes."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kentcivil.audit.admin import RecordedAdmin
from partnership_board import permissions
from partnership_board.agenda import decision_note_clock
from partnership_board.forms import MinutesPage
from partnership_board.models import Decision, Meeting, Minutes


class MinutesAdminMixin:
    """Adds …/meeting/<number>/minutes/ to the admin of meetings."""

    def get_urls(self):
        own = path(
            "<int:number>/minutes/",
            self.admin_site.admin_view(self.minutes_view),
            name="partnership_board_meeting_minutes",
        )
        return [own, *super().get_urls()]

    def minutes_view(self, request, number):
        if not permissions.can_manage_minutes(request.user):
            raise PermissionDenied
        meeting = Meeting.objects.select_related("body", "minutes", "decision_note").filter(pk=number).first()
        if meeting is None:
            raise Http404
        change = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])
        if not permissions.can_write_minutes(request.user, meeting):
            messages.error(request, _("Minutes are taken from the start of a public meeting until they are approved."))
            return HttpResponseRedirect(change)
        page = MinutesPage(meeting, request.POST if request.method == "POST" else None)
        if request.method == "POST" and page.is_valid() and page.save(by=request.user):
            messages.success(request, _("The minutes are saved."))
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Minutes"),
            "subtitle": str(meeting),
            "opts": self.opts,
            "meeting": meeting,
            "page": page,
            "change": change,
            "note": decision_note_clock(meeting),
            "has_errors": request.method == "POST",
        }
        return TemplateResponse(request, "admin/partnership_board/minutes.html", context)


class ReadOnly(RecordedAdmin):
    """What is written through the page of the minutes is read here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ["reference", "title", "outcome", "how", "item"]
    list_filter = ["body", "year"]
    list_select_related = ["body", "item"]
    search_fields = ["title", "text"]
    show_full_result_count = False


@admin.register(Minutes)
class MinutesAdmin(ReadOnly):
    list_display = ["meeting", "state", "circulated_at", "approved_at"]
    list_filter = ["state", "meeting__body"]
    list_select_related = ["meeting"]
