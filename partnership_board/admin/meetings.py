"""Meetings with their agendas: an officer plans, publishes, holds and cancels them here."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.admin.minutes import MinutesAdminMixin
from partnership_board.forms import (
    AgendaFormSet,
    AgendaItemForm,
    ApproveForm,
    MeetingForm,
    MoveForm,
    PublishForm,
    ReasonForm,
    SignedCopyForm,
)
from partnership_board.models import AgendaItem, Meeting
from partnership_board.packs import has_news


class AgendaItemInline(admin.StackedInline):
    """The agenda. The number puts items in order; the item's own page has its papers."""

    model = AgendaItem
    form = AgendaItemForm
    formset = AgendaFormSet
    fields = [
        ("number", "title"),
        ("kind", "minutes_allotted", "presenter"),
        "description",
        "exemption",
        "papers_so_far",
        "new_paper",
        "late_reason",
    ]
    readonly_fields = ["papers_so_far"]
    extra = 1
    show_change_link = True

    class Media:
        # Numbers put the items in order; with scripts, dragging and the arrow keys write the numbers.
        js = ["agenda.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("papers")

    @admin.display(description=_("papers"))
    def papers_so_far(self, item):
        if item.pk is None:
            return "–"
        rows = ((paper.get_absolute_url(), paper.title) for paper in item.papers.all())
        return format_html_join("; ", '<a href="{}">{}</a>', rows) or "–"

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and _may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit(request, obj)


def _may_edit(request, meeting):
    return meeting is None or permissions.can_edit_meeting(request.user, meeting)


@admin.register(Meeting)
class MeetingAdmin(MinutesAdminMixin, ActsAdmin):
    form = MeetingForm
    list_display = ["title", "body", "starts_at", "place", "state", "items_on_agenda"]
    list_filter = ["state", "body"]
    list_select_related = ["body"]
    search_fields = ["title", "place"]
    date_hierarchy = "starts_at"
    inlines = [AgendaItemInline]
    readonly_fields = ["state", "published_at", "late_reason", "cancelled_reason", "notice"]
    fieldsets = [
        (None, {"fields": ["body", "title", ("starts_at", "ends_at"), "place", "online_link", "notes", "slug"]}),
        (_("How it stands"), {"fields": ["state", "notice", "published_at", "late_reason", "cancelled_reason"]}),
    ]
    acts = [
        Act(
            name="publish",
            label=_("Publish"),
            question=_("The page, its agenda and its papers become public at once."),
            allowed=permissions.can_publish_meeting,
            perform=lambda meeting, by, late_reason: actions.publish_meeting(
                meeting=meeting, by=by, late_reason=late_reason
            ),
            form=PublishForm,
        ),
        Act(
            name="move",
            label=_("Move the meeting"),
            question=_("The page and the calendars show the new time or place, what it was before, and why."),
            allowed=permissions.can_move_meeting,
            perform=lambda meeting, by, **said: actions.move_meeting(meeting=meeting, by=by, **said),
            form=MoveForm,
            initial=lambda meeting: {
                name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place", "online_link")
            },
        ),
        Act(
            name="supplement",
            label=_("Publish a supplement"),
            question=_("What has come since the last pack becomes a PDF of its own, with page numbers that go on."),
            allowed=lambda user, meeting: permissions.can_publish_supplement(user, meeting) and has_news(meeting),
            perform=lambda meeting, by: actions.publish_supplement(meeting=meeting, by=by),
        ),
        Act(
            name="hold",
            label=_("Record as held"),
            question=_("The page will say that the meeting took place."),
            allowed=permissions.can_hold_meeting,
            perform=lambda meeting, by: actions.hold_meeting(meeting=meeting, by=by),
        ),
        Act(
            name="circulate",
            label=_("Circulate the minutes"),
            question=_("Those who were there are sent a link to the draft, and can ask for corrections."),
            allowed=permissions.can_circulate_minutes,
            perform=lambda meeting, by: actions.circulate_minutes(meeting=meeting, by=by),
        ),
        Act(
            name="decisions",
            label=_("Publish the decisions"),
            question=_("The decisions become public at once, whatever the state of the minutes."),
            allowed=permissions.can_publish_decisions,
            perform=lambda meeting, by: actions.publish_decision_note(meeting=meeting, by=by),
        ),
        Act(
            name="approve",
            label=_("Record the minutes as approved"),
            question=_("They become public, and nothing of them can be changed any more."),
            allowed=permissions.can_approve_minutes,
            perform=lambda meeting, by, at_meeting: actions.approve_minutes(
                meeting=meeting, at_meeting=at_meeting, by=by
            ),
            form=lambda meeting: ApproveForm.of(meeting),
        ),
        Act(
            name="signed",
            label=_("Add the signed copy"),
            question=_("It is kept beside the minutes, and cannot be replaced."),
            allowed=permissions.can_add_signed_copy,
            perform=lambda meeting, by, upload, signed_by: actions.add_signed_copy(
                meeting=meeting, upload=upload, signed_by=signed_by, by=by
            ),
            form=SignedCopyForm,
        ),
        Act(
            name="cancel",
            label=_("Cancel the meeting"),
            question=_("The page stays and says that the meeting is cancelled. This cannot be taken back."),
            allowed=permissions.can_cancel_meeting,
            perform=lambda meeting, by, reason: actions.cancel_meeting(meeting=meeting, reason=reason, by=by),
            form=ReasonForm,
        ),
    ]

    def get_queryset(self, request):
        found = super().get_queryset(request).select_related("body", "minutes", "decision_note")
        return found.annotate(item_count=Count("items"))

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        if obj is None:
            return found[:1]  # there is nothing yet of which to say how it stands
        if not self.has_change_permission(request, obj):
            return found
        (name, first), *others = found
        return [(name, {**first, "fields": [*first["fields"], "agenda_as_shown"]}), *others]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and permissions.can_write_minutes(request.user, obj):
            context["more_pages"] = [
                (reverse("admin:partnership_board_meeting_minutes", args=[obj.pk]), _("Take the minutes"))
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("items"))
    def items_on_agenda(self, meeting):
        return meeting.item_count

    @admin.display(description=_("notice"))
    def notice(self, meeting):
        if meeting.pk is None:
            return "–"
        notice = meeting.notice
        said = {"due": f"{notice.due_on:%-d %B %Y}", "wanted": notice.wanted, "given": notice.given}
        if meeting.is_public:
            return _("%(given)s clear days were given; %(wanted)s are wanted.") % said
        return _("Publish by %(due)s to give %(wanted)s clear days. Publishing today gives %(given)s.") % said

    def public_page(self, thing):
        # Without one while a form that empties it is refused.
        return thing.get_absolute_url() if thing.slug else None

    def get_readonly_fields(self, request, obj=None):
        # What people have linked to stays where it is, and moving is done in the open, by its button.
        fixed = ["body", "slug", "starts_at", "ends_at", "place", "online_link"] if obj and obj.is_public else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or permissions.can_delete_meeting(request.user, obj))

    def get_actions(self, request):
        # Deleting many at once would not ask what each one's state is.
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            upload = getattr(row, "cleaned_data", {}).get("new_paper")
            if upload and row not in formset.deleted_forms:
                actions.add_paper(
                    item=row.instance,
                    title=row.instance.title,
                    upload=upload,
                    by=request.user,
                    late_reason=row.instance.late_reason,
                )

    def response_add(self, request, obj, post_url_continue=None):
        # Back to the same page: publishing is the next thing to do.
        if "_addanother" not in request.POST:
            post_url_continue = reverse("admin:partnership_board_meeting_change", args=[obj.pk])
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)
