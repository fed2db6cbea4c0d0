"""Agenda items with their papers, and papers with their versions."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import ActsAdmin
from partnership_board.forms import ItemForm, PaperForm
from partnership_board.models import AgendaItem, Concern, ItemLink, Paper


@admin.display(description=_("versions"))
def versions_so_far(self, paper):
    """Links to each version, the latest first."""
    if paper.pk is None:
        return "–"
    rows = (
        (
            reverse("board_paper_version", args=[paper.key, version.number]),
            version.number,
            date_format(timezone.localdate(version.added_at), "j F Y", use_l10n=False),
        )
        for version in paper.versions.all()
    )
    return format_html_join("; ", '<a href="{}">version {} of {}</a>', rows) or "–"


class PaperInline(admin.StackedInline):
    model = Paper
    form = PaperForm
    fields = ["title", "exemption", "upload", "late_reason", "versions_so_far"]
    readonly_fields = ["versions_so_far"]
    extra = 1
    show_change_link = True
    versions_so_far = versions_so_far

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and _may_edit_papers(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit_papers(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit_papers(request, obj)


class _InlineOfItem:
    """Kept with its item: added, changed and taken away while the meeting's agenda may be."""

    extra = 0

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and _may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit(request, obj)


class ConcernInline(_InlineOfItem, admin.TabularInline):
    """Organisations that the item touches: members' interests in them are set beside it."""

    model = Concern
    raw_id_fields = ["organisation"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")


class ItemLinkInline(_InlineOfItem, admin.StackedInline):
    """Background papers, and the commitments, decisions and awards that the item is about."""

    model = ItemLink
    fields = ["kind", ("commitment", "decision"), ("title", "address")]
    autocomplete_fields = ["commitment", "decision"]

    def get_queryset(self, request):
        return super().get_queryset(request).shown()


def _may_edit(request, item):
    return item is None or permissions.can_edit_meeting(request.user, item.meeting)


def _may_edit_papers(request, item):
    return item is None or permissions.can_edit_papers(request.user, item.meeting)


@admin.register(AgendaItem)
class AgendaItemAdmin(ActsAdmin):
    """One item with its papers; an exempt item's papers are never public."""

    form = ItemForm
    list_display = ["__str__", "meeting", "kind", "exemption"]
    list_filter = ["kind", "exemption"]
    list_select_related = ["meeting"]
    search_fields = ["title", "meeting__title"]
    autocomplete_fields = ["meeting"]
    inlines = [PaperInline, ItemLinkInline, ConcernInline]

    def public_page(self, thing):
        return f"{thing.meeting.get_absolute_url()}#item-{thing.number}"

    def row_to_lock(self, thing):
        return thing.meeting

    def get_readonly_fields(self, request, obj=None):
        return ["meeting"] if obj else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit(request, obj)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row not in formset.deleted_forms and isinstance(row, PaperForm):
                save_upload(row, by=request.user)


@admin.register(Paper)
class PaperAdmin(ActsAdmin):
    form = PaperForm
    list_display = ["title", "item", "exemption"]
    list_filter = ["exemption"]
    list_select_related = ["item__meeting"]
    search_fields = ["title", "item__title"]
    autocomplete_fields = ["item"]
    fields = ["item", "title", "exemption", "upload", "late_reason", "versions_so_far"]
    readonly_fields = ["versions_so_far"]
    versions_so_far = versions_so_far

    def public_page(self, thing):
        return thing.get_absolute_url()

    def row_to_lock(self, thing):
        return thing.item.meeting

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "item"] if obj else self.readonly_fields

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit_papers(request, obj and obj.item)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit_papers(request, obj and obj.item)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        save_upload(form, by=request.user)


def save_upload(form, *, by):
    """Keep the file that came with a paper's form as the paper's next version."""
    upload = getattr(form, "cleaned_data", {}).get("upload")
    if upload:
        actions.add_version(
            paper=form.instance, upload=upload, by=by, late_reason=form.cleaned_data.get("late_reason", "")
        )
