"""Milestones of commitments and of the next full review: kept beside them, reached by a button of their own."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.models import Milestone


class ReachForm(forms.Form):
    reached_on = forms.DateField(
        label=_("Reached on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today, unless you give another day."),
    )
    evidence = forms.URLField(label=_("Web address of the evidence"), required=False, assume_scheme="https")


class MilestoneInline(admin.StackedInline):
    model = Milestone
    fields = [("title", "due_on"), "summary", ("state", "reached_on")]
    readonly_fields = ["state", "reached_on"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80})}}
    extra = 0
    show_change_link = True


class ReviewStepInline(MilestoneInline):
    """The plan of the next full review."""

    verbose_name = _("step of the next full review")
    verbose_name_plural = _("plan of the next full review")


@admin.register(Milestone)
class MilestoneAdmin(ActsAdmin):
    list_display = ["title", "commitment", "strategy", "due_on", "state", "reached_on"]
    list_filter = ["state"]
    list_select_related = ["commitment", "strategy"]
    search_fields = ["title", "commitment__title"]
    autocomplete_fields = ["commitment"]
    fields = ["commitment", "strategy", "title", "summary", "due_on", "state", "reached_on", "evidence"]
    readonly_fields = ["state", "reached_on", "evidence"]
    acts = [
        Act(
            name="reach",
            label=_("It is reached"),
            question=_("The public sees that it is reached, and those who follow the commitment are told."),
            allowed=permissions.can_reach_milestone,
            perform=lambda milestone, by, **said: actions.reach_milestone(milestone=milestone, by=by, **said),
            form=ReachForm,
        ),
        Act(
            name="reopen",
            label=_("It is not reached after all"),
            question=_("It is ahead again, with the day on which it is due."),
            allowed=permissions.can_reopen_milestone,
            perform=lambda milestone, by: actions.reopen_milestone(milestone=milestone, by=by),
        ),
    ]

    def public_page(self, thing):
        of_what = thing.commitment or thing.strategy
        return of_what.get_absolute_url() if Milestone.objects.published().filter(pk=thing.pk).exists() else None

    def row_to_lock(self, thing):
        return thing.commitment or thing.strategy
