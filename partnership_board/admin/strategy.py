"""The strategy, its story and figures, its objectives and commitments."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.admin.milestones import MilestoneInline, ReviewStepInline
from partnership_board.forms import ProgressForm
from partnership_board.models import (
    Commitment,
    HeadlineFigure,
    Objective,
    ProgressUpdate,
    Strategy,
    StrategyVersion,
)
from partnership_board.states import PublicationState


class StrategyVersionInline(admin.StackedInline):
    model = StrategyVersion
    fields = [("kind", "title"), ("dated", "when", "reference"), "summary"]
    extra = 0


class HeadlineFigureInline(admin.StackedInline):
    model = HeadlineFigure
    fields = [("order", "key"), ("qualifier", "value", "label"), ("source", "dated"), "method"]
    extra = 0


@admin.register(Strategy)
class StrategyAdmin(ActsAdmin):
    list_display = ["title", "period", "state"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["state"]
    inlines = [StrategyVersionInline, HeadlineFigureInline, ReviewStepInline]
    acts = [
        Act(
            name="publish",
            label=_("Publish"),
            question=_("The strategy becomes public, and with it its commitments that are published."),
            allowed=permissions.can_publish_strategy,
            perform=lambda strategy, by: actions.publish_strategy(strategy=strategy, by=by),
        ),
        Act(
            name="withdraw",
            label=_("Withdraw"),
            question=_("The public no longer sees the strategy or its commitments."),
            allowed=permissions.can_withdraw_strategy,
            perform=lambda strategy, by: actions.withdraw_strategy(strategy=strategy, by=by),
        ),
    ]

    def public_page(self, thing):
        return thing.get_absolute_url()

    def render_change_form(self, request, context, *args, **kwargs):
        versions = reverse("admin:partnership_board_edition_changelist")
        context["more_pages"] = [
            (versions, _("Versions of the text")),
            (reverse("progress_reports"), _("Six-monthly reports")),
        ]
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Objective)
class ObjectiveAdmin(RecordedAdmin):
    list_display = ["title", "strategy", "order"]
    list_select_related = ["strategy"]
    prepopulated_fields = {"slug": ["title"]}


class OverdueReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue"))]

    def queryset(self, request, queryset):
        return queryset.overdue(timezone.localdate()) if self.value() == "overdue" else queryset


class ProgressUpdateInline(admin.TabularInline):
    """What was reported; a report is added by the button, and never changed."""

    model = ProgressUpdate
    fields = ["reported_at", "status", "summary", "measured", "evidence", "reported_by"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("reported_by", "commitment")

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Commitment)
class CommitmentAdmin(ActsAdmin):
    list_display = ["title", "objective", "owner", "status", "next_review_on", "state"]
    list_filter = ["status", "state", OverdueReviewFilter, "objective"]
    list_select_related = ["objective", "owner"]
    search_fields = ["title", "measure"]
    autocomplete_fields = ["owner"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["status", "state"]
    inlines = [MilestoneInline, ProgressUpdateInline]
    acts = [
        Act(
            name="report",
            label=_("Report progress"),
            question=_("The report is public, and the next review moves to the day you give."),
            allowed=permissions.can_report_progress,
            perform=lambda commitment, by, **said: actions.report_progress(commitment=commitment, by=by, **said),
            form=ProgressForm,
            initial=lambda commitment: {"status": commitment.status},
        ),
        Act(
            name="publish",
            label=_("Publish"),
            question=_("The commitment becomes public, and its owner is reminded of its reviews."),
            allowed=permissions.can_publish_commitment,
            perform=lambda commitment, by: actions.publish_commitment(commitment=commitment, by=by),
        ),
        Act(
            name="withdraw",
            label=_("Withdraw"),
            question=_("The public no longer sees the commitment, and nobody is reminded of it."),
            allowed=permissions.can_withdraw_commitment,
            perform=lambda commitment, by: actions.withdraw_commitment(commitment=commitment, by=by),
        ),
    ]

    def public_page(self, thing):
        public = thing.slug and thing.state == PublicationState.PUBLISHED
        return thing.get_absolute_url() if public else None
