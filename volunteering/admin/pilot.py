"""The pilot in the admin, with its budget, milestones, outcomes and lessons; and the roll-out board."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from kentcivil.caching import changed
from volunteering import actions
from volunteering.actions.ledgers import ROOM
from volunteering.models import BudgetLine, Lesson, Measurement, Milestone, Outcome, Pilot, RollOut
from volunteering.pilot_states import ROLL_OUT_MOVES, RollOutStage
from volunteering.states import NotAllowed


class ShownAdmin(RecordedAdmin):
    """Of things that the pilot's page shows: whoever changes one ends the copies of the page that are kept."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed(ROOM)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        changed(ROOM)


class WithinGrant(forms.BaseInlineFormSet):
    """The budget lines of a pilot together are no more than its grant."""

    def clean(self):
        super().clean()
        planned = sum(
            form.cleaned_data.get("amount") or 0
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        )
        if self.instance.grant is not None and planned > self.instance.grant:
            raise ValidationError(
                _("The budget lines come to £%(planned)s, which is more than the grant of £%(grant)s.")
                % {"planned": f"{planned:,.2f}", "grant": f"{self.instance.grant:,.2f}"}
            )


class BudgetLineInline(admin.TabularInline):
    model = BudgetLine
    formset = WithinGrant
    extra = 0


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0


@admin.register(Pilot)
class PilotAdmin(ShownAdmin):
    list_display = ["name", "centre", "grant", "started_on", "public"]
    list_select_related = ["centre__organisation"]
    raw_id_fields = ["funder_organisation"]
    inlines = [BudgetLineInline, MilestoneInline]


class MeasurementInline(admin.TabularInline):
    model = Measurement
    extra = 1


@admin.register(Outcome)
class OutcomeAdmin(ShownAdmin):
    list_display = ["__str__", "pilot", "counted", "baseline", "target", "unit", "target_on"]
    list_select_related = ["pilot"]
    filter_horizontal = ["paid_from"]
    inlines = [MeasurementInline]


@admin.register(Lesson)
class LessonAdmin(ShownAdmin):
    list_display = ["title", "pilot", "learned_on", "public"]
    list_select_related = ["pilot"]


class RollOutForm(forms.ModelForm):
    """Where a district stands, and where it goes."""

    move_to = forms.ChoiceField(label=_("Stage"))

    class Meta:
        model = RollOut
        fields = ["district", "centre", "next_step", "next_step_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "move_to" in self.fields:
            now = RollOutStage(self.instance.stage)
            self.fields["move_to"].choices = [
                (stage, stage.label) for stage in RollOutStage if stage == now or stage in ROLL_OUT_MOVES[now]
            ]
            self.fields["move_to"].initial = now

    def clean(self):
        """What the action would refuse is said beside the field."""
        said = super().clean()
        if bool(said.get("next_step")) != bool(said.get("next_step_on")) and not self.errors:
            self.add_error("next_step_on", _("Give the next step and its date, or neither."))
        return said


@admin.register(RollOut)
class RollOutAdmin(RecordedAdmin):
    form = RollOutForm
    list_display = ["district", "stage", "since", "centre", "next_step", "next_step_on"]
    list_select_related = ["district", "centre__organisation"]
    list_filter = ["stage"]
    readonly_fields = ["since"]

    def get_fieldsets(self, request, obj=None):
        stage = "move_to" if self.has_change_permission(request, obj) else "stage"
        return [(None, {"fields": ["district", stage, "since", "centre", "next_step", "next_step_on"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["since", "stage", *(["district"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Through the action; the admin saves nothing itself."""
        said = form.cleaned_data
        try:
            row = actions.move_district(
                district=said.get("district") or obj.district,
                to=said["move_to"],
                centre=said["centre"],
                next_step=said["next_step"],
                next_step_on=said["next_step_on"],
                by=request.user,
            )
        except (NotAllowed, PermissionDenied) as refusal:
            self.message_user(request, str(refusal) or _("Not yours to change."), messages.ERROR)
        else:
            obj.pk = row.pk

    def log_addition(self, request, obj, message):
        return obj.pk and super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_post_save_add(request, obj)
