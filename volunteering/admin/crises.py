"""The crisis page in the admin: prepared in quiet times, raised with one button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kentcivil.caching import changed
from volunteering import actions
from volunteering.actions.crises import ROOMS
from volunteering.admin.calls import CallsPage
from volunteering.models import Crisis, CrisisCall
from volunteering.states import NotAllowed


class CrisisCallInline(admin.TabularInline):
    """The calls that are on the page. More are found and added on a page of their own, see CallsPage."""

    model = CrisisCall
    fields = ["page", "urgency", "needed", "met"]
    readonly_fields = ["page"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("opportunity__organisation", "opportunity__district")

    def has_add_permission(self, request, obj):
        return False

    @admin.display(description=_("opportunity"))
    def page(self, call):
        opportunity = call.opportunity
        return format_html(
            '<a href="{}">{}</a><br>{} · {}',
            opportunity.get_absolute_url(),
            opportunity.title,
            opportunity.organisation.name,
            opportunity.where,
        )


@admin.register(Crisis)
class CrisisAdmin(CallsPage):
    list_display = ["title", "state", "raised_at", "over_at"]
    readonly_fields = ["state", "raised_at", "raised_by", "over_at"]
    fields = ["title", "summary", "advice", "telephone", "state", "raised_at", "raised_by", "over_at"]
    inlines = [CrisisCallInline]
    actions = ["put_up", "take_down"]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed(*ROOMS)

    def response_add(self, request, obj, post_url_continue=None):
        """What comes next is to find the opportunities."""
        said = super().response_add(request, obj, post_url_continue)
        return said if "_addanother" in request.POST else redirect("admin:volunteering_crisis_calls", pk=obj.pk)

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
