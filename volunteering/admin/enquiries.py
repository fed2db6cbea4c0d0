"""Enquiries at the desk: nobody is forgotten, since those without a next step come first."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteering import actions
from volunteering.admin.own import OwnCentreAdmin
from volunteering.models import Enquiry
from volunteering.states import ENQUIRY_MOVES, OPEN_ENQUIRIES, EnquiryState, NotAllowed


class DeskForm(forms.ModelForm):
    """Where to move an enquiry, and what comes next."""

    move_to = forms.ChoiceField(label=_("Move it on"), required=False)
    why_left = forms.ChoiceField(
        label=_("Why they left"), required=False, choices=[("", "---------"), *Enquiry.Reason.choices]
    )

    class Meta:
        model = Enquiry
        fields = ["next_step", "next_step_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "move_to" in self.fields:
            moves = ENQUIRY_MOVES[EnquiryState(self.instance.state)]
            choices = [(state, state.label) for state in EnquiryState if state in moves]
            self.fields["move_to"].choices = [("", _("Not now")), *choices]

    def clean(self):
        """What the action would refuse is said beside the field."""
        cleaned = super().clean()
        step, day = cleaned.get("next_step", ""), cleaned.get("next_step_on")
        if cleaned.get("move_to") == EnquiryState.LEFT and not cleaned.get("why_left"):
            self.add_error("why_left", _("Say why they left."))
        if bool(step) != bool(day) and not self.errors:
            self.add_error("next_step_on" if step else "next_step", _("Give the next step and its date, or neither."))
        if day and "next_step_on" in self.changed_data and day < timezone.localdate():
            self.add_error("next_step_on", _("The date of the next step is in the past."))
        return cleaned


class StepFilter(admin.SimpleListFilter):
    title = _("next step")
    parameter_name = "step"

    def lookups(self, request, model_admin):
        return [
            ("none", _("None planned")),
            ("due", _("Today or overdue")),
            ("mine", _("Those I have in hand")),
            ("over", _("Over")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "none":
                return queryset.open().filter(next_step_on__isnull=True)
            case "due":
                return queryset.open().filter(next_step_on__lte=timezone.localdate())
            case "mine":
                return queryset.open().filter(broker=request.user)
            case "over":
                return queryset.exclude(state__in=OPEN_ENQUIRIES)
        return queryset


@admin.register(Enquiry)
class EnquiryAdmin(OwnCentreAdmin):
    """Only the broker's own centre, only people who have confirmed their address."""

    form = DeskForm
    list_display = ["who", "opportunity", "state", "what_next", "next_step_on", "broker", "created_at"]
    list_select_related = ["opportunity", "broker"]
    list_filter = [StepFilter, "state"]
    search_fields = ["name", "email", "opportunity__title"]
    show_full_result_count = False
    actions = ["contacted", "introduced", "placed", "settled"]
    readonly_fields = [
        "state",
        "left_because",
        "opportunity",
        "centre",
        "broker",
        "name",
        "email",
        "telephone",
        "message",
        "age",
        "consent_wording",
        "consented_at",
        "created_at",
        "contacted_at",
        "moved_at",
        "keep_until",
        "erased_at",
    ]
    fieldsets = [
        (None, {"fields": ["opportunity", "state", "left_because", "broker"]}),
        (_("What comes next"), {"fields": ["move_to", "why_left", "next_step", "next_step_on"]}),
        (_("The person"), {"fields": ["name", "email", "telephone", "age", "message"]}),
        (
            _("Record"),
            {
                "fields": [
                    "centre",
                    "created_at",
                    "contacted_at",
                    "moved_at",
                    "consent_wording",
                    "consented_at",
                    "keep_until",
                    "erased_at",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).confirmed()

    def get_ordering(self, request):
        return Enquiry.objects.desk_order()

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (
            obj is None or request.user.is_superuser or obj.centre.brokers.filter(pk=request.user.pk).exists()
        )

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": [name for name in said["fields"] if name not in ("move_to", "why_left")]})
            for title, said in self.fieldsets
        ]

    @admin.display(description=_("what next"), empty_value=_("Nothing planned"))
    def what_next(self, enquiry):
        return enquiry.next_step or (_("—") if enquiry.over else None)

    def save_model(self, request, obj, form, change):
        """Everything goes through the actions; the admin saves nothing itself."""
        said = form.cleaned_data
        try:
            if said.get("move_to"):
                # A step that was there before belongs to the stage that is over now.
                is_new = {"next_step", "next_step_on"} & set(form.changed_data)
                actions.move_enquiry(
                    enquiry=obj,
                    to=said["move_to"],
                    left_because=said["why_left"],
                    next_step=said["next_step"] if is_new else "",
                    next_step_on=said["next_step_on"] if is_new else None,
                    by=request.user,
                )
            elif form.has_changed():
                actions.plan_next_step(
                    enquiry=obj, next_step=said["next_step"], next_step_on=said["next_step_on"], by=request.user
                )
        except NotAllowed as sentence:
            self.message_user(request, str(sentence), messages.ERROR)

    @admin.action(description=_("Move on: contacted"), permissions=["change"])
    def contacted(self, request, queryset):
        self._move(request, queryset, EnquiryState.CONTACTED)

    @admin.action(description=_("Move on: introduced"), permissions=["change"])
    def introduced(self, request, queryset):
        self._move(request, queryset, EnquiryState.INTRODUCED)

    @admin.action(description=_("Move on: placed"), permissions=["change"])
    def placed(self, request, queryset):
        self._move(request, queryset, EnquiryState.PLACED)

    @admin.action(description=_("Move on: settled in"), permissions=["change"])
    def settled(self, request, queryset):
        self._move(request, queryset, EnquiryState.SETTLED)

    def _move(self, request, queryset, to):
        count = 0
        for enquiry in queryset.order_by("pk"):
            try:
                actions.move_enquiry(enquiry=enquiry, to=to, by=request.user)
            except (NotAllowed, PermissionDenied) as refusal:
                self.message_user(request, f"{enquiry}: {refusal or _('not yours to change')}", messages.ERROR)
            else:
                count += 1
        if count:
            self.message_user(request, _("Moved on: %(count)d") % {"count": count}, messages.SUCCESS)
