"""The record of how a round was decided, with its history, for officers and auditors. It is written on other pages.

Each list starts from what the person may see: never a case that they have a conflict of interest with, and no score
while scoring is blind.
"""

from django.contrib import admin

from crowdfund.models import Assignment, Case, Check, Conflict, Deliberation, ModerationNote, Proposal, Score
from crowdfund.models.conflicts import conflicted
from crowdfund.models.deliberation import BLIND
from kentcivil.audit.admin import RecordedAdmin


class ReadOnlyAdmin(RecordedAdmin):
    """Reads only. `application` is the path from a row to its application, whose conflicts of interest count."""

    show_full_result_count = False
    list_per_page = 50
    application = None

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if self.application is None:
            return rows
        return rows.exclude(conflicted(request.user, self.application, f"{self.application}__organisation"))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Deliberation)
class DeliberationAdmin(ReadOnlyAdmin):
    list_display = ["round", "stage", "begun_at", "announced_at"]
    list_select_related = ["round"]


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    application = "application"
    list_display = ["application", "outcome", "rank", "decided_at", "announced_at"]
    list_select_related = ["application"]
    list_filter = ["deliberation", "outcome"]
    search_fields = ["application__reference", "application__project_title"]


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    application = "case__application"
    list_display = ["case", "kind", "finding", "state", "confirmed_at"]
    list_select_related = ["case__application"]
    list_filter = ["kind", "finding", "state"]
    search_fields = ["case__application__reference"]

    def get_queryset(self, request):
        return super().get_queryset(request).open_to(request.user)


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    application = "application"
    list_display = ["application", "person", "source", "state", "since"]
    list_select_related = ["application", "person"]
    list_filter = ["source", "state"]
    search_fields = ["application__reference"]
    # Why somebody has a conflict is read beside the round, by those who decide.
    exclude = ["reason"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    application = "case__application"
    list_display = ["case", "round_fund", "amount"]
    list_select_related = ["case__application", "round_fund__fund", "round_fund__round"]
    search_fields = ["case__application__reference"]


@admin.register(ModerationNote)
class ModerationNoteAdmin(ReadOnlyAdmin):
    application = "case__application"
    list_display = ["case", "written_at", "written_by"]
    list_select_related = ["case__application", "written_by"]
    search_fields = ["case__application__reference"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Who has which case, and once scoring is no longer blind, their comments."""

    application = "case__application"
    list_display = ["case", "assessor", "state", "submitted_at"]
    list_select_related = ["case__application", "assessor"]
    list_filter = ["state"]
    search_fields = ["case__application__reference"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(case__deliberation__stage__in=BLIND)


@admin.register(Score)
class ScoreAdmin(ReadOnlyAdmin):
    application = "assignment__case__application"
    list_display = ["assignment", "criterion", "points"]
    list_select_related = ["assignment__case__application", "assignment__assessor", "criterion"]
    search_fields = ["assignment__case__application__reference"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(assignment__case__deliberation__stage__in=BLIND)
