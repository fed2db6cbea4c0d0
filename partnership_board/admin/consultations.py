"""Consultations with their questions and documents, their findings, and what was done about them."""

from django.contrib import admin
from django.db import models
from django.forms import Textarea
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from partnership_board import actions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.admin.analysis import AnalysisPages
from partnership_board.consultations import permissions
from partnership_board.consultations.states import ConsultationState
from partnership_board.forms import ReasonForm
from partnership_board.forms.consultations import ConsultationForm, DocumentForm, ExtendForm, QuestionForm
from partnership_board.models import (
    Consultation,
    ConsultationDocument,
    Finding,
    Question,
    Theme,
    WhatWeDid,
)


class QuestionInline(admin.StackedInline):
    """The questions: they hold still from the moment the consultation is public."""

    model = Question
    form = QuestionForm
    fields = [("number", "kind", "required"), "text", "help_text", "options", ("least", "most")]
    extra = 1

    def _may(self, obj):
        return obj is None or obj.state == ConsultationState.DRAFT

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and self._may(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may(obj)


class DocumentInline(admin.StackedInline):
    model = ConsultationDocument
    form = DocumentForm
    fields = [("order", "kind"), "title", "file", "address"]
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(AnalysisPages, ActsAdmin):
    form = ConsultationForm
    list_display = ["title", "opens_at", "closes_at", "state"]
    list_filter = ["state"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["state", "published_at", "first_closes_at", "changed_reason", "reported_at"]
    inlines = [QuestionInline, DocumentInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "slug",
                    "summary",
                    "about",
                    "strategy",
                    ("opens_at", "closes_at"),
                    "asks_equality",
                    "paper_address",
                    "conclusion",
                ]
            },
        ),
        (
            _("How it stands"),
            {"fields": ["state", "published_at", "first_closes_at", "changed_reason", "reported_at"]},
        ),
    ]
    acts = [
        Act(
            name="publish",
            label=_("Publish"),
            question=_("Its page becomes public. From then on its questions do not change."),
            allowed=permissions.can_publish,
            perform=lambda consultation, by: actions.publish_consultation(consultation=consultation, by=by),
        ),
        Act(
            name="take-back",
            label=_("Take back to a draft"),
            question=_("The public no longer sees it, and you can change the questions."),
            allowed=lambda user, consultation: permissions.can_take_back(user, consultation, timezone.now()),
            perform=lambda consultation, by: actions.take_back_consultation(consultation=consultation, by=by),
        ),
        Act(
            name="extend",
            label=_("Extend"),
            question=_("Its page shows the new closing time, the one before and why. Followers are told."),
            allowed=lambda user, consultation: permissions.can_extend(user, consultation, timezone.now()),
            perform=lambda consultation, by, **said: actions.extend_consultation(
                consultation=consultation, by=by, **said
            ),
            form=ExtendForm,
            initial=lambda consultation: {"closes_at": consultation.closes_at},
        ),
        Act(
            name="cancel",
            label=_("Cancel"),
            question=_("It takes no more answers and has no findings. Its page stays and says why."),
            allowed=permissions.can_cancel,
            perform=lambda consultation, by, reason: actions.cancel_consultation(
                consultation=consultation, by=by, reason=reason
            ),
            form=ReasonForm,
        ),
        Act(
            name="findings",
            label=_("Publish the findings"),
            question=_("The findings, what was done about them and the counts become public. Followers are told."),
            allowed=lambda user, consultation: permissions.can_publish_findings(user, consultation, timezone.now()),
            perform=lambda consultation, by: actions.publish_findings(consultation=consultation, by=by),
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        # There is nothing yet of which to say how it stands.
        return super().get_fieldsets(request, obj)[: None if obj else 1]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.is_public and permissions.can_read_responses(request.user):
            pages = [(reverse("admin:consultation_analysis", args=[obj.pk]), _("Count and read the answers"))]
            if permissions.can_key_letters(request.user, obj):
                pages.append((reverse("admin:consultation_letter", args=[obj.pk]), _("Key in a letter")))
            context["more_pages"] = pages
        return super().render_change_form(request, context, add, change, form_url, obj)

    def public_page(self, thing):
        # Without one while a form that empties it is refused.
        return thing.get_absolute_url() if thing.slug else None

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug", "opens_at", "closes_at"] if obj and obj.is_public else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj and obj.is_public else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == ConsultationState.DRAFT)

    def get_actions(self, request):
        # Deleting many at once would not ask what each one's state is.
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found


@admin.register(Theme)
class ThemeAdmin(RecordedAdmin):
    list_display = ["name", "question"]
    list_filter = ["question__consultation"]
    list_select_related = ["question"]
    fields = ["question", "name", "description"]

    def get_readonly_fields(self, request, obj=None):
        return ["question"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "question":
            options["queryset"] = Question.objects.filter(kind__in=Question.OPEN).select_related("consultation")
        return super().formfield_for_foreignkey(db_field, request, **options)


class WhatWeDidInline(admin.StackedInline):
    """What was done about the finding: exactly one decision, action or commitment each."""

    model = WhatWeDid
    fields = ["text", "decision", "action", "commitment"]
    autocomplete_fields = ["decision", "action", "commitment"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("decision__body", "action", "commitment")


@admin.register(Finding)
class FindingAdmin(RecordedAdmin):
    list_display = ["title", "consultation", "number", "published_at"]
    list_filter = ["consultation", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["consultation"]
    fields = ["consultation", "number", "title", "text", "theme", "published_at"]
    readonly_fields = ["published_at"]
    inlines = [WhatWeDidInline]
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 6})}}

    def get_readonly_fields(self, request, obj=None):
        fixed = ["consultation"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_delete_permission(self, request, obj=None):
        # What was public stays; a "we did" that leads to it would lead nowhere.
        return super().has_delete_permission(request, obj) and (obj is None or obj.published_at is None)

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found
