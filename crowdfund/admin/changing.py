"""Admin of a round and of what it holds: once the round has opened, a save is a version, and applicants are told."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from crowdfund import actions
from crowdfund.models import Section
from kentcivil.audit.history import because


def is_frozen(round_):
    return round_ is not None and round_.pk is not None and round_.frozen_at(timezone.now())


def round_of(thing):
    return thing.round if isinstance(thing, Section) else thing


class VersionForm(forms.ModelForm):
    """The form of something that applicants rely on already."""

    what_changes = forms.CharField(
        label=_lazy("What changes, and why"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=1000,
        error_messages={"required": _lazy("Say what changes and why: applicants are told.")},
        help_text=_lazy("This round has opened. Applicants are emailed this, and it stays on the round’s page."),
    )


class SavedAsVersion:
    """Mixin for a ModelAdmin of Round or Section, before RecordedAdmin."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        if is_frozen(round_of(obj)) and self.has_change_permission(request, obj):
            kwargs["form"] = VersionForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        # The closing time moves by “Close later”, which also takes closed drafts up again.
        moved = ["opens_at", "closes_at", "slug", "reference_prefix"]
        return [*fields, *moved] if is_frozen(obj) and not isinstance(obj, Section) else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if is_frozen(round_of(obj)) else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        request.round_version = None
        if "what_changes" in form.cleaned_data:
            request.round_version = actions.begin_version(
                round_=round_of(obj), sentence=form.cleaned_data["what_changes"], by=request.user
            )
        with because(form.cleaned_data.get("what_changes", "") or "Set up", by=request.user):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if request.round_version is not None:
            actions.finish_version(version=request.round_version)
