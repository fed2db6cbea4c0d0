"""Versions of the strategy's text: written section by section as a draft, then published and frozen."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.models import Edition, Section


class NextEditionForm(forms.Form):
    title = forms.CharField(label=_("Title of the new version"), max_length=150)
    dated = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SectionInline(admin.StackedInline):
    model = Section
    fields = [("order", "level"), ("heading", "slug"), "text"]
    prepopulated_fields = {"slug": ["heading"]}
    extra = 1

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and _may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit(request, obj)


def _may_edit(request, edition):
    return edition is None or permissions.can_edit_edition(request.user, edition)


@admin.register(Edition)
class EditionAdmin(ActsAdmin):
    list_display = ["__str__", "strategy", "dated", "in_force", "state"]
    list_filter = ["state", "strategy"]
    list_select_related = ["strategy"]
    search_fields = ["title"]
    fields = ["strategy", "title", "dated", "in_force", "step", "what_changed", "state", "published_at"]
    readonly_fields = ["state", "published_at"]
    inlines = [SectionInline]
    acts = [
        Act(
            name="publish",
            label=_("Publish"),
            question=_("The version becomes public, and nobody can change it any more. Followers are told."),
            allowed=permissions.can_publish_edition,
            perform=lambda edition, by: actions.publish_edition(edition=edition, by=by),
        ),
        Act(
            name="next",
            label=_("Begin the next version"),
            question=_("A new draft begins with the sections of this version. You find it in the list of versions."),
            allowed=lambda user, edition: permissions.can_start_edition(user, edition.strategy),
            perform=lambda edition, by, **said: actions.start_edition(
                strategy=edition.strategy, sections_of=edition, by=by, **said
            ),
            form=NextEditionForm,
        ),
    ]

    def public_page(self, thing):
        return thing.get_absolute_url()

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "strategy"] if obj else self.readonly_fields

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_edit(request, obj)

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        names = ("strategy", "title", "dated", "in_force", "step", "what_changed")
        begun = actions.start_edition(by=request.user, **{name: form.cleaned_data[name] for name in names})
        obj.pk, obj.number = begun.pk, begun.number
