"""Opportunities at the desk: those that wait are checked, then published or returned with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from kentcivil.geography.places import UnknownPlace, locate
from volunteering import actions
from volunteering.admin.own import OwnCentreAdmin
from volunteering.forms import QuestionsField
from volunteering.models import Opportunity, VolunteerCentre
from volunteering.states import OPPORTUNITY_MOVES, NotAllowed, OpportunityState

DECISIONS = {
    OpportunityState.PUBLISHED: _("Publish it"),
    OpportunityState.RETURNED: _("Return it to the organisation"),
    OpportunityState.CLOSED: _("Close it"),
}


class DeskForm(forms.ModelForm):
    """What the centre corrects in the text, and what it decides."""

    decision = forms.ChoiceField(label=_("Decide"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When you return it: what should be changed. The organisation reads this."),
    )
    times = forms.MultipleChoiceField(
        label=_("Times of the week"), choices=Opportunity.Times.choices, widget=forms.CheckboxSelectMultiple
    )
    questions = QuestionsField(
        label=_("The organisation’s own questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, at most five. Nothing about health or anything private."),
    )
    share_with = forms.ModelMultipleChoiceField(
        label=_("Other centres may put people forward"),
        queryset=VolunteerCentre.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For what is on the public list."),
    )

    class Meta:
        model = Opportunity
        exclude = []  # noqa: DJ006 (which fields are shown is said by the admin page)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            moves = OPPORTUNITY_MOVES[OpportunityState(self.instance.state)]
            choices = [(state, words) for state, words in DECISIONS.items() if state in moves]
            self.fields["decision"].choices = [("", _("Nothing yet: only save the text")), *choices]
        if "share_with" in self.fields:
            others = VolunteerCentre.objects.published().exclude(pk=self.instance.centre_id)
            self.fields["share_with"].queryset = others.select_related("organisation").order_by("organisation__name")
            self.fields["share_with"].initial = list(self.instance.shares.values_list("centre", flat=True))

    def clean_postcode(self):
        typed = self.cleaned_data["postcode"].strip()
        if typed:
            try:
                locate(typed)
            except UnknownPlace as sentence:
                raise forms.ValidationError(str(sentence)) from sentence
        return typed

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == OpportunityState.RETURNED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say what should be changed: the organisation reads your reason."))
        return cleaned


class WaitingFirst(admin.SimpleListFilter):
    """The list opens on what waits; "All" is one click away."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return OpportunityState.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Opportunity)
class OpportunityAdmin(OwnCentreAdmin):
    form = DeskForm
    list_display = ["title", "organisation", "state", "submitted_at", "district", "ends_on"]
    list_select_related = ["organisation", "district"]
    list_filter = [WaitingFirst, "pattern", "checks"]
    search_fields = ["title", "organisation__name"]
    date_hierarchy = None
    show_full_result_count = False
    filter_horizontal = ["skills", "causes"]
    actions = ["publish", "close"]
    readonly_fields = [
        "organisation",
        "centre",
        "state",
        "returned_because",
        "posted_by",
        "submitted_at",
        "published_at",
        "closed_at",
        "district",
    ]
    fieldsets = [
        (None, {"fields": ["state", "returned_because", "decision", "reason", "organisation", "centre"]}),
        (_("What"), {"fields": ["title", "summary", "tasks", "causes"]}),
        (_("When"), {"fields": ["pattern", "commitment", "times", "starts_on", "ends_on"]}),
        (_("Where"), {"fields": ["from_home", "place", "postcode", "district"]}),
        (_("Who"), {"fields": ["minimum_age", "checks", "skills", "questions"]}),
        (_("What is offered"), {"fields": ["training", "expenses", "access", "wheelchair_access"]}),
        (_("The network"), {"fields": ["share_with"]}),
        (_("Record"), {"fields": ["posted_by", "submitted_at", "published_at", "closed_at"]}),
    ]
    CORRECTED = [
        "title",
        "summary",
        "tasks",
        "causes",
        "pattern",
        "commitment",
        "times",
        "starts_on",
        "ends_on",
        "from_home",
        "place",
        "postcode",
        "minimum_age",
        "checks",
        "skills",
        "questions",
        "training",
        "expenses",
        "access",
        "wheelchair_access",
    ]

    def get_ordering(self, request):
        return ["-submitted_at", "-pk"]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (
            obj is None or request.user.is_superuser or obj.centre.brokers.filter(pk=request.user.pk).exists()
        )

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": [name for name in said["fields"] if name not in ("decision", "reason", "share_with")]})
            for title, said in self.fieldsets
        ]

    def save_model(self, request, obj, form, change):
        """Text and decision go through the actions; the admin saves nothing itself."""
        values = form.cleaned_data
        if set(form.changed_data) & set(self.CORRECTED):
            actions.change_opportunity(
                opportunity=obj, values={name: values[name] for name in self.CORRECTED}, by=request.user
            )
        decide = {
            OpportunityState.PUBLISHED: actions.publish_opportunity,
            OpportunityState.RETURNED: self._return_with(values.get("reason", "")),
            OpportunityState.CLOSED: actions.close_opportunity,
        }.get(values.get("decision"))
        try:
            if decide:
                decide(opportunity=obj, by=request.user)
            if "share_with" in form.changed_data:
                actions.share_opportunity(opportunity=obj, centres=values["share_with"], by=request.user)
        except NotAllowed as sentence:
            self.message_user(request, str(sentence), messages.ERROR)

    def save_related(self, request, form, formsets, change):
        """Skills and causes were written with the text."""

    def _return_with(self, reason):
        return lambda opportunity, by: actions.return_opportunity(opportunity=opportunity, reason=reason, by=by)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        self._each(request, queryset, actions.publish_opportunity, _("Published: %(count)d"))

    @admin.action(description=_("Close"), permissions=["change"])
    def close(self, request, queryset):
        self._each(request, queryset, actions.close_opportunity, _("Closed: %(count)d"))

    def _each(self, request, queryset, action, done):
        count = 0
        for opportunity in queryset.order_by("pk"):
            try:
                action(opportunity=opportunity, by=request.user)
            except (NotAllowed, PermissionDenied) as refusal:
                self.message_user(request, f"{opportunity}: {refusal or _('not yours to change')}", messages.ERROR)
            else:
                count += 1
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
