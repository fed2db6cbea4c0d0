from django.conf import settings
from django.contrib import admin

from kentcivil.mail.models import Message
from kentcivil.mail.reading import readable_by


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Officers read the outbox here; nobody writes in it."""

    list_display = ["subject", "to", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "created_at"]
    search_fields = ["to", "subject"]
    search_help_text = "Address or subject"
    fields = [
        "subject",
        "to",
        "state",
        "created_at",
        "sent_at",
        "attempts",
        "next_attempt_at",
        "last_error",
        "useful_until",
        "request_id",
        "what_it_says",
    ]
    readonly_fields = ["what_it_says"]
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return readable_by(request.user, super().get_queryset(request))

    @admin.display(description="Text")
    def what_it_says(self, message):
        """The text, unless whoever reads it here could use a link or code meant for somebody else."""
        if message.secret and not settings.DEBUG:
            return "Not shown: it holds a link that only its reader may use."
        if message.forgotten_at:
            return "Removed."
        return message.text

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
