"""The six-monthly reports: made on the public list of them, here to be looked up."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from partnership_board.models import ProgressReport


@admin.register(ProgressReport)
class ProgressReportAdmin(RecordedAdmin):
    list_display = ["__str__", "number", "made_at"]
    fields = ["strategy", "starts_on", "ends_on", "number", "introduction", "made_at", "page"]
    readonly_fields = fields
    list_select_related = ["strategy"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("public page"))
    def page(self, report):
        return format_html('<a href="{}">{}</a>', report.get_absolute_url(), report)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
