"""Volunteers, their checks, sessions and changes to what is live, for the brokers of their centre.

Concerns are not here: the admin shows nobody what only a named lead may read.
"""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from volunteering import actions
from volunteering.admin.own import OwnCentreAdmin
from volunteering.models import Opportunity, ProposedChange, SafeguardingCheck, SafeguardingLead, Session, Volunteer
from volunteering.states import NotAllowed


@admin.register(Volunteer)
class VolunteerAdmin(OwnCentreAdmin):
    """Those whom the broker's centre looks after; to read."""

    list_display = ["who", "district", "guardian_needed", "created_at"]
    list_select_related = ["user", "district"]
    search_fields = ["user__name", "user__email"]
    show_full_result_count = False
    fields = [
        "who",
        "email",
        "telephone",
        "born_on",
        "guardian_needed",
        "district",
        "interests",
        "skills",
        "times",
        "access_needs",
        "created_at",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).filter(erased_at__isnull=True)

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("name"))
    def who(self, volunteer):
        return volunteer.who

    @admin.display(description=_("email address"))
    def email(self, volunteer):
        return volunteer.user.email

    @admin.display(description=_("under 18"))
    def guardian_needed(self, volunteer):
        if not volunteer.is_young_today:
            return _("no")
        return _("yes, a guardian agrees") if volunteer.guardian_agrees else _("yes, no guardian agrees yet")


class CheckForm(forms.ModelForm):
    class Meta:
        model = SafeguardingCheck
        fields = ["volunteer", "kind", "seen_on", "expires_on"]

    def clean(self):
        """What the action would refuse is said above the form."""
        cleaned = super().clean()
        if not self.errors:
            try:
                actions.safeguarding.check_days(cleaned["seen_on"], cleaned["expires_on"])
            except NotAllowed as sentence:
                self.add_error(None, str(sentence))
        return cleaned


@admin.register(SafeguardingCheck)
class SafeguardingCheckAdmin(OwnCentreAdmin):
    """Checks that brokers have seen, of their own centre's people; not even auditors read whose."""

    form = CheckForm
    list_display = ["person", "kind", "seen_on", "expires_on"]
    list_select_related = ["volunteer__user"]
    list_filter = ["kind"]
    date_hierarchy = None
    show_full_result_count = False

    def get_queryset(self, request):
        everything = RecordedAdmin.get_queryset(self, request)
        return everything if request.user.is_superuser else self.of_own_centre(everything, request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "volunteer":
            people = Volunteer.objects.filter(erased_at__isnull=True, centre__isnull=False).select_related("user")
            if not request.user.is_superuser:
                people = people.seen_by_broker(request.user)
            return _PersonField(queryset=people.order_by("user__name", "pk"), label=_("volunteer"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["volunteer", "kind", "seen_by"] if obj else []

    def has_add_permission(self, request):
        return RecordedAdmin.has_add_permission(self, request)

    def has_delete_permission(self, request, obj=None):
        return RecordedAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("volunteer"))
    def person(self, check):
        return check.volunteer.who

    def save_model(self, request, obj, form, change):
        """Through the action; a second note of the same kind takes the place of the first."""
        said = form.cleaned_data
        saved = actions.note_check(
            volunteer=obj.volunteer,
            kind=obj.kind,
            seen_on=said["seen_on"],
            expires_on=said["expires_on"],
            by=request.user,
        )
        obj.pk = saved.pk

    def delete_model(self, request, obj):
        actions.remove_check(check=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for check in queryset.select_related("volunteer__centre").order_by("pk"):
            actions.remove_check(check=check, by=request.user)


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, volunteer):
        return volunteer.who


@admin.register(SafeguardingLead)
class SafeguardingLeadAdmin(RecordedAdmin):
    """Who reads the concerns of a centre; without a centre, of the county."""

    list_display = ["__str__", "user"]
    list_select_related = ["centre__organisation", "user"]
    raw_id_fields = ["user"]


@admin.register(Session)
class SessionAdmin(OwnCentreAdmin):
    """Sessions of the centre's opportunities, with how full they are; who comes is on the organisation's page."""

    list_display = ["opportunity", "starts_at", "ends_at", "taken", "capacity", "state"]
    list_select_related = ["opportunity__organisation"]
    list_filter = ["state"]
    search_fields = ["opportunity__title", "opportunity__organisation__name"]
    show_full_result_count = False
    fields = ["opportunity", "starts_at", "ends_at", "capacity", "taken", "place", "note", "state", "cancelled_because"]
    readonly_fields = fields

    def of_own_centre(self, queryset, user):
        return queryset.filter(opportunity__centre__brokers=user)

    def has_change_permission(self, request, obj=None):
        return False


class DecisionForm(forms.ModelForm):
    decision = forms.ChoiceField(
        label=_("Decide"), choices=[("accept", _("Accept it: the public sees it now")), ("refuse", _("Do not accept"))]
    )
    why = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you do not accept."),
    )

    class Meta:
        model = ProposedChange
        fields = []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == "refuse" and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say why: the organisation reads your reason."))
        return cleaned


@admin.register(ProposedChange)
class ProposedChangeAdmin(OwnCentreAdmin):
    """Changes to what is live, beside what the public sees now."""

    form = DecisionForm
    list_display = ["opportunity", "state", "proposed_at", "decided_at"]
    list_select_related = ["opportunity"]
    list_filter = ["state"]
    show_full_result_count = False
    readonly_fields = ["opportunity", "state", "differences", "reason", "proposed_by", "proposed_at", "decided_at"]

    def get_fields(self, request, obj=None):
        fields = list(self.readonly_fields)
        return [*fields, "decision", "why"] if self.has_change_permission(request, obj) else fields

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if obj is None or not may:
            return may
        own = request.user.is_superuser or obj.opportunity.centre.brokers.filter(pk=request.user.pk).exists()
        return own and obj.state == ProposedChange.State.WAITING

    @admin.display(description=_("what changes"))
    def differences(self, change):
        """Each field as it is now and as it is to be."""
        lines = []
        for name, value in change.values.items():
            field = Opportunity._meta.get_field(name)
            now = getattr(change.opportunity, name)
            lines.append(f"{field.verbose_name}: {_words(now)} → {_words(value)}")
        return "\n".join(lines)

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        try:
            actions.decide_change(change=obj, accept=said["decision"] == "accept", reason=said["why"], by=request.user)
        except NotAllowed as sentence:
            self.message_user(request, str(sentence), messages.ERROR)


def _words(value):
    return "; ".join(value) if isinstance(value, list) else str(value)
