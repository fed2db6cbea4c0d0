"""Entries in the admin, and what officers do with the ones they chose."""

from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from kentcivil.audit.admin import RecordedAdmin
from organisations import actions, freshness
from organisations.bulk.desk import WithBulkChange
from organisations.exports import OrganisationResource
from organisations.forms import ReasonForm
from organisations.models import Contact, Identifier, Membership, Organisation, Service
from organisations.quality.desk import WithQuality
from organisations.states import NotAllowed


class CheckFilter(admin.SimpleListFilter):
    title = gettext_lazy("check")
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [
            ("never", _("Never checked")),
            ("overdue", _("To be checked again")),
            ("forgotten", _("To be suspended: nobody has checked it for long")),
            ("fresh", _("Checked")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "never":
                return queryset.filter(verified_on=None)
            case "overdue":
                return queryset.filter(review_due__lt=today)
            case "forgotten":
                return freshness.forgotten(queryset)
            case "fresh":
                return queryset.filter(review_due__gte=today)
        return queryset


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


class ServiceInline(admin.StackedInline):
    model = Service
    extra = 0
    classes = ["collapse"]
    fields = [
        ("name", "is_running"),
        "description",
        "who_for",
        ("minimum_age", "maximum_age"),
        ("cost", "cost_note"),
        "when",
        ("joining", "joining_note"),
        "access_needs",
        ("place_name", "postcode"),
        "address",
        "getting_there",
    ]


@admin.register(Organisation)
class OrganisationAdmin(WithQuality, WithBulkChange, ExportMixin, RecordedAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "status", "town", "district", "verified_on", "review_due"]
    list_select_related = ["district"]
    list_filter = ["status", CheckFilter, "district", "income_band", "is_countywide", "themes"]
    search_fields = ["name", "slug", "identifiers__number"]
    ordering = ["name", "pk"]
    show_full_result_count = False
    list_per_page = 50
    autocomplete_fields = ["themes", "beneficiaries"]
    filter_horizontal = ["districts_served"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["status", "status_reason", "verified_on", "verified_by", "review_due", "created_at", "public_id"]
    fieldsets = [
        (None, {"fields": ["name", "other_names", "slug", "legal_form", "summary", "purpose"]}),
        (gettext_lazy("What and for whom"), {"fields": ["themes", "beneficiaries"]}),
        (gettext_lazy("Contact"), {"fields": ["website", "email", "phone"]}),
        (
            gettext_lazy("Where"),
            {
                "fields": [
                    *("address", "town", "postcode", "district", ("latitude", "longitude")),
                    *("districts_served", "is_countywide", "is_online"),
                ]
            },
        ),
        (gettext_lazy("Size"), {"fields": ["annual_income", "income_band"]}),
        (gettext_lazy("On the record"), {"fields": readonly_fields}),
    ]
    inlines = [IdentifierInline, ServiceInline, ContactInline, MembershipInline]
    actions = ["verify", "publish", "send_back", "suspend", "close", "merge_two", "change_in_bulk", "take_to_change"]
    resource_classes = [OrganisationResource]
    # The form with boxes for each column runs a script that the site's rules for content refuse.
    export_form_class = ExportForm
    formats = [kind for kind in (CSV, XLSX) if kind.is_available()]

    def get_inlines(self, request, obj):
        """Who may only look sees what the entry says; people's names are for those who look after entries."""
        return [inline for inline in self.inlines if request.user.has_perm(_view_permission(inline.model))]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj or not self.has_add_permission(request) else self.prepopulated_fields

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def save_model(self, request, obj, form, change):
        """What an officer wrote is a person's word: imports leave it alone."""
        written = actions.EDITABLE | actions.EDITABLE_LINKS | {"latitude", "longitude", "district"}
        if set(form.changed_data) & {"postcode"} and not set(form.changed_data) & {"latitude", "longitude"}:
            for field, value in actions.place_of(obj.postcode).items():
                setattr(obj, field, value)
        obj.curated_fields = sorted(set(obj.curated_fields) | (set(form.changed_data) & written))
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        actions.entry_changed(form.instance)

    @admin.action(description=gettext_lazy("Record as still correct"), permissions=["change"])
    def verify(self, request, queryset):
        self._each(request, queryset, actions.verify)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        self._each(request, queryset, actions.publish)

    @admin.action(description=gettext_lazy("Send back to whoever wrote it…"), permissions=["change"])
    def send_back(self, request, queryset):
        return self._with_reason(request, queryset, "send_back", _("Send back"), actions.send_back)

    @admin.action(description=gettext_lazy("Suspend…"), permissions=["change"])
    def suspend(self, request, queryset):
        return self._with_reason(request, queryset, "suspend", _("Suspend"), actions.suspend)

    @admin.action(description=gettext_lazy("Close…"), permissions=["change"])
    def close(self, request, queryset):
        return self._with_reason(request, queryset, "close", _("Close"), actions.close)

    @admin.action(description=gettext_lazy("Compare two, to merge them"), permissions=["change"])
    def merge_two(self, request, queryset):
        try:
            likeness = actions.put_together(by=request.user, entries=list(queryset.order_by("pk")[:3]))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return None
        return redirect("admin:organisations_likeness_change", likeness.pk)

    def _with_reason(self, request, queryset, action, label, perform):
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            return self._each(request, queryset, perform, reason=form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("%(what)s: give a reason") % {"what": label},
            "opts": self.opts,
            "entries": queryset,
            "form": form,
            "action": action,
            "label": label,
            "checkbox_name": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/organisations/reason.html", context)

    def _each(self, request, queryset, perform, **said):
        done = 0
        for organisation in queryset.order_by("pk"):
            try:
                perform(by=request.user, organisation=organisation, **said)
            except NotAllowed as refusal:
                self.message_user(request, f"{organisation}: {refusal}", messages.WARNING)
            else:
                done += 1
        if done:
            text = ngettext("%(count)d entry: done.", "%(count)d entries: done.", done) % {"count": done}
            self.message_user(request, text, messages.SUCCESS)


def _view_permission(model):
    return f"{model._meta.app_label}.view_{model._meta.model_name}"
