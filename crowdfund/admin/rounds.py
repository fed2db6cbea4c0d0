"""Setting up rounds. Once a round has opened, nothing of it can be changed here but its closing time, with a reason."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crowdfund import actions, permissions
from crowdfund.actions.refusals import Refused
from crowdfund.deadlines import Phase
from crowdfund.models import DocumentAsked, EligibilityQuestion, Fund, Objective, Question, Round, RoundFund, Section
from crowdfund.models.rounds import FileType
from crowdfund.states import StepRefused
from kentcivil.audit.admin import RecordedAdmin


def _frozen(round_):
    return round_ is not None and round_.frozen_at(timezone.now())


class FrozenWithRound:
    """Inlines of a round or of a section: read only once the round has opened."""

    extra = 0

    def round_of(self, thing):
        return thing.round if isinstance(thing, Section) else thing

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _frozen(self.round_of(obj))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _frozen(self.round_of(obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _frozen(self.round_of(obj))


class RoundFundInline(FrozenWithRound, admin.TabularInline):
    model = RoundFund
    autocomplete_fields = ["fund"]


class EligibilityQuestionInline(FrozenWithRound, admin.StackedInline):
    model = EligibilityQuestion


class SectionInline(FrozenWithRound, admin.TabularInline):
    model = Section
    fields = ["position", "title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    show_change_link = True

    def get_prepopulated_fields(self, request, obj=None):
        return {} if _frozen(obj) else self.prepopulated_fields


class DocumentAskedForm(forms.ModelForm):
    accepted_types = forms.TypedMultipleChoiceField(choices=FileType, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = DocumentAsked
        fields = ["position", "name", "help_text", "required", "accepted_types"]


class DocumentAskedInline(FrozenWithRound, admin.StackedInline):
    model = DocumentAsked
    form = DocumentAskedForm


class QuestionInline(FrozenWithRound, admin.StackedInline):
    model = Question


@admin.register(Fund)
class FundAdmin(RecordedAdmin):
    list_display = ["name", "funder", "cap_pounds", "cap_percent"]
    search_fields = ["name", "funder"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["area"]


@admin.register(Objective)
class ObjectiveAdmin(RecordedAdmin):
    """An objective of a round that has opened is what people applied for: it no longer changes."""

    list_display = ["name", "position"]
    search_fields = ["name"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._relied_on(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._relied_on(obj)

    def _relied_on(self, objective):
        if objective is None:
            return False
        return objective.rounds.published().exclude(pk__in=Round.objects.coming_at(timezone.now())).exists()


class PhaseFilter(admin.SimpleListFilter):
    title = _lazy("now")
    parameter_name = "now"

    def lookups(self, request, model_admin):
        return [(phase.value, phase.value.capitalize()) for phase in Phase]

    def queryset(self, request, queryset):
        return queryset.in_phase(Phase(self.value()), timezone.now()) if self.value() in set(Phase) else queryset


class ExtendForm(forms.Form):
    closes_at = forms.SplitDateTimeField(
        label=_lazy("Closes"), widget=AdminSplitDateTime, help_text=_lazy("London time.")
    )
    reason = forms.CharField(
        label=_lazy("Reason"), max_length=300, help_text=_lazy("Kept in the history. No personal details.")
    )


ACTS = {
    "publish": (
        _lazy("Publish"),
        _lazy("Show this round to the public? Once it opens, its content can no longer be changed."),
        forms.Form,
        actions.publish_round,
    ),
    "unpublish": (
        _lazy("Take back"),
        _lazy("Take this round back from the public, to change it?"),
        forms.Form,
        actions.unpublish_round,
    ),
    "extend": (
        _lazy("Close later"),
        _lazy("Move the closing time to later. Drafts that were closed with the round can be submitted again."),
        ExtendForm,
        actions.extend_round,
    ),
}


@admin.register(Round)
class RoundAdmin(RecordedAdmin):
    list_display = ["title", "state", "opens_at", "closes_at", "reference_prefix"]
    list_filter = [PhaseFilter, "state"]
    search_fields = ["title", "reference_prefix"]
    readonly_fields = ["state"]
    prepopulated_fields = {"slug": ["title"]}
    filter_horizontal = ["objectives"]
    inlines = [RoundFundInline, EligibilityQuestionInline, SectionInline, DocumentAskedInline]
    change_form_template = "admin/crowdfund/round/change_form.html"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_published)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if _frozen(obj) else self.prepopulated_fields

    def get_urls(self):
        own = path("<int:pk>/act/<slug:name>/", self.admin_site.admin_view(self.act), name="crowdfund_round_act")
        return [own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        round_ = self.get_object(request, object_id)
        names = []
        if round_ is not None and permissions.can_manage_rounds(request.user):
            if not round_.is_published:
                names = ["publish"]
            else:
                names = ["extend"] if _frozen(round_) else ["extend", "unpublish"]
        acts = [{"name": name, "label": ACTS[name][0]} for name in names]
        return super().change_view(request, object_id, form_url, {"acts": acts, **(extra_context or {})})

    def act(self, request, pk, name):
        """Publish, take back or close later: asks first, then calls the action."""
        round_ = self.get_object(request, str(pk))
        if round_ is None or name not in ACTS:
            raise Http404
        if not permissions.can_manage_rounds(request.user):
            raise PermissionDenied
        label, question, form_class, action = ACTS[name]
        page = reverse("admin:crowdfund_round_change", args=[pk])
        form = form_class(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                action(round_=round_, by=request.user, **form.cleaned_data)
            except (Refused, StepRefused) as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Done: %s.") % label)
                return redirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{label}: {round_}",
            "opts": self.opts,
            "thing": round_,
            "page": page,
            "label": label,
            "question": question,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/crowdfund/round/act.html", context)


@admin.register(Section)
class SectionAdmin(RecordedAdmin):
    """A page of questions; reached from its round."""

    list_display = ["title", "round", "position"]
    list_select_related = ["round"]
    list_filter = ["round"]
    search_fields = ["title"]
    autocomplete_fields = ["round"]
    inlines = [QuestionInline]

    def get_readonly_fields(self, request, obj=None):
        return ["round"] if obj is not None else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and _frozen(obj.round))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and _frozen(obj.round))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "round":
            open_or_closed = Round.objects.published().exclude(pk__in=Round.objects.coming_at(timezone.now()))
            kwargs["queryset"] = Round.objects.exclude(pk__in=open_or_closed)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
