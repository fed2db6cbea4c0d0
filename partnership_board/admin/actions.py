"""Actions agreed: who does what by when."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.forms import ActionForm, ProgressNoteForm
from partnership_board.models import Action


class OverdueFilter(admin.SimpleListFilter):
    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("yes", _("Overdue"))]

    def queryset(self, request, queryset):
        return queryset.overdue(timezone.localdate()) if self.value() == "yes" else queryset


@admin.register(Action)
class ActionAdmin(ActsAdmin):
    form = ActionForm
    list_display = ["title", "owner", "due_on", "state", "meeting"]
    list_filter = ["state", OverdueFilter, "body"]
    list_select_related = ["owner", "meeting"]
    search_fields = ["title", "owner__name"]
    autocomplete_fields = ["owner", "meeting", "item"]
    date_hierarchy = "due_on"
    show_full_result_count = False
    readonly_fields = ["state", "finished_at"]
    fields = ["title", "owner", "due_on", "body", "meeting", "item", "progress", "state", "finished_at"]
    acts = [
        Act(
            name="done",
            label=_("Record as done"),
            question=_("The public list will say that it was done. Its owner hears no more of it."),
            allowed=permissions.can_finish_action,
            perform=lambda action, by, progress: actions.complete_action(action=action, by=by, progress=progress),
            form=ProgressNoteForm,
        ),
        Act(
            name="withdraw",
            label=_("Withdraw"),
            question=_("For what is no longer wanted. Its owner hears no more of it."),
            allowed=permissions.can_finish_action,
            perform=lambda action, by, progress: actions.withdraw_action(action=action, by=by, progress=progress),
            form=ProgressNoteForm,
        ),
        Act(
            name="reopen",
            label=_("Open again"),
            question=_("Its owner is reminded again before and after the day it is due."),
            allowed=permissions.can_reopen_action,
            perform=lambda action, by, progress: actions.reopen_action(action=action, by=by, progress=progress),
            form=ProgressNoteForm,
        ),
    ]
