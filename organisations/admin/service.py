"""What organisations offer, in the admin."""

from django.contrib import admin

from kentcivil.audit.admin import RecordedAdmin
from organisations.models import Service


@admin.register(Service)
class ServiceAdmin(RecordedAdmin):
    list_display = ["name", "organisation", "cost", "joining", "is_running"]
    list_select_related = ["organisation"]
    list_filter = ["is_running", "cost", "joining", "district"]
    search_fields = ["name", "organisation__name"]
    autocomplete_fields = ["organisation"]
    show_full_result_count = False
