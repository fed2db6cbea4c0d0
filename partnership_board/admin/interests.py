"""The register of interests: a line is added and ended, never changed."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.models import Interest


class InterestForm(forms.ModelForm):
    class Meta:
        model = Interest
        fields = ["person", "kind", "organisation", "description"]


@admin.register(Interest)
class InterestAdmin(ActsAdmin):
    form = InterestForm
    list_display = ["person", "kind", "description", "organisation", "registered_on", "ended_on"]
    list_filter = ["kind", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "organisation"]
    search_fields = ["person__name", "description"]
    autocomplete_fields = ["person"]
    raw_id_fields = ["organisation"]
    acts = [
        Act(
            name="end",
            label=_("End this interest"),
            question=_("From today it is no longer in the register. On earlier days it still stands there."),
            allowed=permissions.can_end_interest,
            perform=lambda interest, by: actions.end_interest(interest=interest, by=by),
        )
    ]

    def has_add_permission(self, request):
        return request.user.has_perm("partnership_board.change_interest")

    def has_change_permission(self, request, obj=None):
        # The page of a line is for reading, and for its button.
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ["person", "kind", "organisation", "description", "registered_on", "ended_on"] if obj else []

    def get_fields(self, request, obj=None):
        return ["person", "kind", "organisation", "description", *(["registered_on", "ended_on"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            said = {name: form.cleaned_data[name] for name in ("person", "kind", "organisation", "description")}
            obj.pk = actions.register_interest(by=request.user, **said).pk
