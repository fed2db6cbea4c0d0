"""What a round is made of: its inlines, its pages of questions, and the funds and objectives that rounds share."""

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField
from django.utils import timezone

from crowdfund.admin.changing import SavedAsVersion, is_frozen
from crowdfund.models import (
    Criterion,
    DocumentAsked,
    EligibilityQuestion,
    FrequentQuestion,
    Fund,
    Objective,
    Question,
    Round,
    RoundFund,
    Section,
)
from crowdfund.models.rounds import FileType
from kentcivil.audit.admin import RecordedAdmin


class RoundFundInline(admin.TabularInline):
    model = RoundFund
    extra = 0
    autocomplete_fields = ["fund"]


class EligibilityQuestionInline(admin.StackedInline):
    model = EligibilityQuestion
    extra = 0


class CriterionInline(admin.StackedInline):
    model = Criterion
    extra = 0


class FrequentQuestionInline(admin.StackedInline):
    model = FrequentQuestion
    extra = 0


class SectionInline(admin.TabularInline):
    model = Section
    extra = 0
    fields = ["position", "title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    show_change_link = True


class DocumentAskedForm(forms.ModelForm):
    accepted_types = forms.TypedMultipleChoiceField(choices=FileType, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = DocumentAsked
        fields = ["position", "name", "help_text", "required", "accepted_types"]


class DocumentAskedInline(admin.StackedInline):
    model = DocumentAsked
    form = DocumentAskedForm
    extra = 0


class QuestionInline(admin.StackedInline):
    model = Question
    extra = 0


@admin.register(Fund)
class FundAdmin(RecordedAdmin):
    """While a round that draws on it is open, a fund stays as applicants were told."""

    list_display = ["name", "funder", "cap_pounds", "cap_percent"]
    search_fields = ["name", "funder"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._relied_on(obj)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if self._relied_on(obj) else self.prepopulated_fields

    def _relied_on(self, fund):
        return fund is not None and Round.objects.open_at(timezone.now()).filter(funds=fund).exists()


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


@admin.register(Section)
class SectionAdmin(SavedAsVersion, RecordedAdmin):
    """A page of questions; reached from its round."""

    list_display = ["title", "round", "position"]
    list_select_related = ["round"]
    list_filter = ["round"]
    search_fields = ["title"]
    autocomplete_fields = ["round"]
    prepopulated_fields = {}
    inlines = [QuestionInline]

    def get_readonly_fields(self, request, obj=None):
        return ["round"] if obj is not None else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and is_frozen(obj.round))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "round":
            open_or_closed = Round.objects.published().exclude(pk__in=Round.objects.coming_at(timezone.now()))
            kwargs["queryset"] = Round.objects.exclude(pk__in=open_or_closed)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
