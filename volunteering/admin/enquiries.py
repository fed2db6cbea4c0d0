"""Enquiries at the desk: nobody is forgotten, since those without a next step come first."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from kentcivil.accounts.models import User
from volunteering import actions
from volunteering.admin.desk import DeskPage
from volunteering.admin.own import OwnCentreAdmin
from volunteering.models import Enquiry, Opportunity, Transfer, VolunteerCentre
from volunteering.models.enquiries import DESK_ORDER, OPEN_ORDER
from volunteering.states import ENQUIRY_MOVES, OPEN_ENQUIRIES, EnquiryState, NotAllowed

# Fields of the form that only those may see who may use them.
FOR_BROKERS = (
    "move_to",
    "why_left",
    "note",
    "in_hand",
    "put_forward",
    "hand_over_to",
    "hand_over_because",
)


def on_day(moment):
    return date_format(timezone.localtime(moment), "j F Y")


class DeskForm(forms.ModelForm):
    """Where to move an enquiry, and what comes next."""

    move_to = forms.ChoiceField(label=_("Move it on"), required=False)
    why_left = forms.ChoiceField(
        label=_("Why they left"), required=False, choices=[("", "---------"), *Enquiry.Reason.choices]
    )

    note = forms.CharField(
        label=_("New note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only brokers of this centre read it. It is erased with the person’s details."),
    )
    in_hand = forms.ModelChoiceField(
        label=_("Who has it in hand"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    hand_over_to = forms.ModelChoiceField(
        label=_("Hand over to"),
        queryset=VolunteerCentre.objects.none(),
        required=False,
        empty_label=_("No other centre"),
        help_text=_("The person is told. Your centre sees nothing of them any more."),
    )
    hand_over_because = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", "---------"), *Transfer.Reason.choices]
    )
    put_forward = forms.CharField(
        label=_("Put forward for"),
        required=False,
        help_text=_("The web address of another opportunity: your own, or one that a centre shares with you."),
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
        if "in_hand" in self.fields:
            self.fields["in_hand"].queryset = self.instance.centre.brokers.filter(is_active=True)
            self.fields["in_hand"].initial = self.instance.broker_id
            others = VolunteerCentre.objects.published().exclude(pk=self.instance.centre_id)
            self.fields["hand_over_to"].queryset = others.select_related("organisation")

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
        if cleaned.get("hand_over_to") and not cleaned.get("hand_over_because"):
            self.add_error("hand_over_because", _("Say why you hand it over."))
        return cleaned

    def clean_put_forward(self):
        """The opportunity that an address, or the last part of one, names."""
        typed = self.cleaned_data["put_forward"].strip().split("?")[0].rstrip("/")
        if not typed:
            return None
        found = Opportunity.objects.published().filter(slug=typed.rsplit("/", 1)[-1]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such opportunity on the public list. Copy its web address."))
        return found


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
                return queryset.forgotten()
            case "due":
                return queryset.in_hand().filter(next_step_on__lte=timezone.localdate())
            case "mine":
                return queryset.in_hand().filter(broker=request.user)
            case "over":
                return queryset.exclude(state__in=OPEN_ENQUIRIES)
        return queryset


@admin.register(Enquiry)
class EnquiryAdmin(DeskPage, OwnCentreAdmin):
    """Only the broker's own centre, only people who have confirmed their address."""

    form = DeskForm
    list_display = ["who", "opportunity", "state", "what_next", "next_step_on", "broker", "created_at"]
    list_select_related = ["opportunity", "broker"]
    list_filter = [StepFilter, "state"]
    search_fields = ["name", "email", "opportunity__title"]
    show_full_result_count = False
    list_per_page = 25
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
        "notes_so_far",
        "came_from",
    ]
    fieldsets = [
        (None, {"fields": ["opportunity", "state", "left_because", "broker"]}),
        (_("What comes next"), {"fields": ["move_to", "why_left", "next_step", "next_step_on", "in_hand"]}),
        (_("The person"), {"fields": ["name", "email", "telephone", "age", "message"]}),
        (_("Notes"), {"fields": ["note", "notes_so_far"]}),
        (_("Elsewhere"), {"fields": ["put_forward", "hand_over_to", "hand_over_because", "came_from"]}),
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

    def of_own_centre(self, queryset, user):
        # Their numbers rather than a question for them: of one centre, as nearly everybody has, an index has the order.
        return queryset.filter(centre__in=list(VolunteerCentre.objects.of(user).values_list("pk", flat=True)))

    def get_ordering(self, request):
        return OPEN_ORDER if request.GET.get("step") in ("none", "due", "mine") else DESK_ORDER

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (
            obj is None or request.user.is_superuser or obj.centre.brokers.filter(pk=request.user.pk).exists()
        )

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": [name for name in said["fields"] if name not in FOR_BROKERS]})
            for title, said in self.fieldsets
        ]

    @admin.display(description=_("what next"), empty_value=_("Nothing planned"))
    def what_next(self, enquiry):
        return enquiry.next_step or (_("—") if enquiry.over else None)

    @admin.display(description=_("notes so far"))
    def notes_so_far(self, enquiry):
        notes = enquiry.notes.select_related("by")
        lines = ((on_day(note.written_at), note.by or _("somebody who has left"), note.text) for note in notes)
        return format_html_join("", "<p><strong>{}, {}</strong><br>{}</p>", lines) or "–"

    @admin.display(description=_("came from"))
    def came_from(self, enquiry):
        last = enquiry.transfers.select_related("from_centre__organisation").first()
        if last is None:
            return "–"
        return f"{last.from_centre}, {on_day(last.at)}: {last.get_reason_display()}"

    def save_model(self, request, obj, form, change):
        """Everything goes through the actions, all or nothing; the admin saves nothing itself."""
        try:
            with transaction.atomic():
                for act in self._acts(obj, form, request.user):
                    act()
        except NotAllowed as sentence:
            self.message_user(request, str(sentence), messages.ERROR)

    def _acts(self, enquiry, form, by):
        """What the form asks for, in the order in which it is done: handing over last, for then it is ours no more."""
        said, asked = form.cleaned_data, set(form.changed_data)
        if said.get("note", "").strip():
            yield lambda: actions.add_note(enquiry=enquiry, text=said["note"], by=by)
        if said.get("put_forward"):
            yield lambda: actions.put_forward(enquiry=enquiry, opportunity=said["put_forward"], by=by)
        is_new = {"next_step", "next_step_on"} & asked
        if said.get("move_to"):
            # A step that was there before belongs to the stage that is over now.
            step = {name: said[name] for name in ("next_step", "next_step_on")} if is_new else {}
            yield lambda: actions.move_enquiry(
                enquiry=enquiry, to=said["move_to"], left_because=said["why_left"], by=by, **step
            )
        elif is_new:
            yield lambda: actions.plan_next_step(
                enquiry=enquiry, next_step=said["next_step"], next_step_on=said["next_step_on"], by=by
            )
        if "in_hand" in asked and said.get("in_hand"):
            yield lambda: actions.take_on(enquiry=enquiry, broker=said["in_hand"], by=by)
        if said.get("hand_over_to"):
            yield lambda: actions.hand_over(
                enquiry=enquiry, to=said["hand_over_to"], reason=said["hand_over_because"], by=by
            )

    def response_change(self, request, obj):
        # What was handed over is no longer here to be shown again.
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            self.message_user(request, _("Handed over. The other centre has been told."), messages.SUCCESS)
            return redirect("admin:volunteering_enquiry_desk")
        return super().response_change(request, obj)

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
