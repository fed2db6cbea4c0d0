"""The record of awards and of their money, for officers and auditors. It is written on other pages."""

from django.contrib import admin

from crowdfund.admin.deciding import ReadOnlyAdmin
from crowdfund.admin.kept import OnlyRead
from crowdfund.models import (
    Award,
    AwardCondition,
    Campaign,
    ChangeRequest,
    Entry,
    Movement,
    OfflinePledge,
    Payment,
    ProjectNews,
    RaisedUpdate,
    Repayment,
    Report,
    SubsidyNotice,
)
from crowdfund.models.conflicts import conflicted


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    application = "application"
    list_display = ["application", "state", "offered_at", "lapses_at"]
    list_select_related = ["application"]
    list_filter = ["state", "application__round"]
    search_fields = ["application__reference", "application__project_title"]


class OfAnAwardAdmin(ReadOnlyAdmin):
    """Something that hangs on an award."""

    application = "award__application"
    list_select_related = ["award__application"]
    search_fields = ["award__application__reference"]


@admin.register(AwardCondition)
class AwardConditionAdmin(OfAnAwardAdmin):
    list_display = ["award", "text", "added_at"]


@admin.register(SubsidyNotice)
class SubsidyNoticeAdmin(OfAnAwardAdmin):
    list_display = ["award", "amount", "sent_at", "confirmed_at"]


@admin.register(Campaign)
class CampaignAdmin(OfAnAwardAdmin):
    list_display = ["award", "ends_at", "opened_at"]


@admin.register(ProjectNews)
class ProjectNewsAdmin(OfAnAwardAdmin):
    list_display = ["award", "title", "posted_at", "hidden_at"]


@admin.register(Report)
class ReportAdmin(OfAnAwardAdmin):
    list_display = ["award", "kind", "due_on", "state", "spent"]
    list_filter = ["state", "kind"]


@admin.register(ChangeRequest)
class ChangeRequestAdmin(OfAnAwardAdmin):
    list_display = ["award", "new_end", "state", "asked_at"]
    list_filter = ["state"]


@admin.register(Payment)
class PaymentAdmin(OfAnAwardAdmin):
    list_display = ["award", "number", "amount", "state", "approved_at", "paid_on"]
    list_filter = ["state"]


@admin.register(Repayment)
class RepaymentAdmin(OfAnAwardAdmin):
    list_display = ["award", "kind", "amount", "state", "settled_at"]
    list_filter = ["state", "kind"]


class OfACampaignAdmin(ReadOnlyAdmin):
    application = "campaign__award__application"
    list_select_related = ["campaign"]
    search_fields = ["campaign__award__application__reference"]


@admin.register(RaisedUpdate)
class RaisedUpdateAdmin(OfACampaignAdmin):
    list_display = ["campaign", "amount", "supporters", "as_of"]


@admin.register(OfflinePledge)
class OfflinePledgeAdmin(OfACampaignAdmin):
    list_display = ["campaign", "amount", "supporters", "state"]
    list_filter = ["state"]
    # The file itself is on the award's page.
    exclude = ["evidence"]


class EntryInline(admin.TabularInline):
    model = Entry
    fields = ["round_fund", "account", "amount"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("crowdfund.view_movement")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Movement)
class MovementAdmin(OnlyRead):
    """The ledger: each movement with its two sides. It is its own history."""

    list_display = ["kind", "award", "at", "by", "why"]
    list_select_related = ["award__application", "by"]
    list_filter = ["kind"]
    search_fields = ["award__application__reference"]
    show_full_result_count = False
    list_per_page = 50
    inlines = [EntryInline]

    def get_queryset(self, request):
        hidden = conflicted(request.user, "award__application", "award__application__organisation")
        return super().get_queryset(request).exclude(hidden)
