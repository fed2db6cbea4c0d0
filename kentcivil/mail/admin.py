from django.contrib import admin

from kentcivil.mail.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Officers read the outbox here; nobody writes in it."""

    list_display = ["subject", "to", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "created_at"]
    search_fields = ["to", "subject"]
    fields = ["subject", "to", "state", "created_at", "sent_at", "attempts", "last_error", "useful_until", "text"]
    date_hierarchy = "created_at"
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
