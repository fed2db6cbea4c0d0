"""Officers read applications here. Nobody writes in one but its applicant."""

from django.contrib import admin
from django.template.loader import render_to_string
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from crowdfund.exports import ApplicationResource
from crowdfund.models import Application
from crowdfund.sheet import sheet
from kentcivil.audit.admin import RecordedAdmin


@admin.register(Application)
class ApplicationAdmin(ExportMixin, RecordedAdmin):
    list_display = ["reference", "project_title", "organisation", "round", "state", "amount_asked", "submitted_at"]
    list_select_related = ["organisation", "round"]
    list_filter = ["round", "state", "districts"]
    search_fields = ["reference", "project_title", "organisation__name"]
    date_hierarchy = "submitted_at"
    ordering = ["-changed_at", "-pk"]
    show_full_result_count = False
    list_per_page = 50
    # Its page is for its applicants: it answers 404 to officers.
    view_on_site = False
    fields = [
        "reference",
        "round",
        "organisation",
        "state",
        "started_at",
        "started_by",
        "submitted_at",
        "submitted_by",
        "withdrawn_at",
        "closed_at",
        "whole",
    ]
    readonly_fields = fields
    resource_classes = [ApplicationResource]
    # The form with boxes for each column runs a script that the site's rules for content refuse.
    export_form_class = ExportForm
    formats = [kind for kind in (CSV, XLSX) if kind.is_available()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        """Whoever has a conflict of interest with an application sees nothing of it here, nor in what is exported."""
        return super().get_queryset(request).free_of_conflict(request.user)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        return found and Application.objects.whole().get(pk=found.pk)

    @admin.display(description="application")
    def whole(self, application):
        """Every answer, and a link to every document."""
        context = {"application": application, "parts": sheet(application)}
        return render_to_string("admin/crowdfund/application/whole.html", context)
