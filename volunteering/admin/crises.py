"""The crisis page in the admin: prepared in quiet times, raised with one button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from kentcivil.caching import changed
from volunteering import actions
from volunteering.actions.crises import ROOMS
from volunteering.models import Crisis, CrisisCall
from volunteering.states import NotAllowed


class CrisisCallInline(admin.TabularInline):
    model = CrisisCall
    raw_id_fields = ["opportunity"]
    extra = 1


@admin.register(Crisis)
class CrisisAdmin(RecordedAdmin):
    list_display = ["title", "state", "raised_at", "over_at"]
    readonly_fields = ["state", "raised_at", "raised_by", "over_at"]
    fields = ["title", "summary", "advice", "telephone", "state", "raised_at", "raised_by", "over_at"]
    inlines = [CrisisCallInline]
    actions = ["put_up", "take_down"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed(*ROOMS)

    @admin.action(description=_("Put the crisis page up"), permissions=["change"])
    def put_up(self, request, queryset):
        self._each(request, queryset, actions.raise_crisis, _("The crisis page is up."))

    @admin.action(description=_("Take the crisis page down"), permissions=["change"])
    def take_down(self, request, queryset):
        self._each(request, queryset, actions.end_crisis, _("The crisis page is down."))

    def _each(self, request, queryset, action, done):
        for crisis in queryset.order_by("pk"):
            try:
                action(crisis=crisis, by=request.user)
            except (NotAllowed, PermissionDenied) as refusal:
                self.message_user(request, str(refusal) or _("Not yours to change."), messages.ERROR)
            else:
                self.message_user(request, done, messages.SUCCESS)
