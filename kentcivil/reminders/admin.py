from django.contrib import admin

from kentcivil.reminders.models import Claim, RuleRun


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """Officers see here who was reminded of what; the email itself is in the outbox."""

    list_display = ["rule", "subject", "stage", "recipient", "date", "claimed_at"]
    list_filter = ["rule", "claimed_at"]
    search_fields = ["recipient", "subject"]
    show_full_result_count = False


@admin.register(RuleRun)
class RuleRunAdmin(ReadOnlyAdmin):
    """Operators see here that each rule is gone through, and what fails."""

    list_display = ["rule", "started_at", "finished_at", "given", "failures", "last_error"]
