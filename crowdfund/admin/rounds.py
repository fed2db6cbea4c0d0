"""Setting up rounds, publishing them, and changing them once they have opened."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crowdfund import actions, permissions
from crowdfund.actions.refusals import Refused
from crowdfund.admin.changing import SavedAsVersion, is_frozen
from crowdfund.admin.round_parts import (
    CriterionInline,
    DocumentAskedInline,
    EligibilityQuestionInline,
    FrequentQuestionInline,
    RoundFundInline,
    SectionInline,
)
from crowdfund.deadlines import Phase
from crowdfund.equality import reach_of
from crowdfund.models import Round
from crowdfund.states import StepRefused
from kentcivil.accounts.models import User
from kentcivil.audit.admin import RecordedAdmin
from organisations.models import Organisation


class PhaseFilter(admin.SimpleListFilter):
    title = _lazy("now")
    parameter_name = "now"

    def lookups(self, request, model_admin):
        return [(phase.value, phase.value.capitalize()) for phase in Phase]

    def queryset(self, request, queryset):
        return queryset.in_phase(Phase(self.value()), timezone.now()) if self.value() in set(Phase) else queryset


class DateAndTime(AdminSplitDateTime):
    """The admin's two boxes, each with a name that is read out."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for box, name in zip(self.widgets, (_lazy("Date"), _lazy("Time")), strict=True):
            box.attrs["aria-label"] = name


class ExtendForm(forms.Form):
    closes_at = forms.SplitDateTimeField(label=_lazy("Closes"), widget=DateAndTime, help_text=_lazy("London time."))
    reason = forms.CharField(
        label=_lazy("Reason"), max_length=300, help_text=_lazy("Applicants are told. No personal details.")
    )


class PassForm(forms.Form):
    """Whom a late pass is for, found by the address with which they sign in."""

    organisation = forms.SlugField(
        label=_lazy("Organisation"), max_length=80, help_text=_lazy("The last part of its address, like mama-to-mama.")
    )
    given_to = forms.EmailField(label=_lazy("Named person"), help_text=_lazy("The email address they sign in with."))
    until = forms.SplitDateTimeField(label=_lazy("Good until"), widget=DateAndTime, help_text=_lazy("London time."))
    reason = forms.CharField(
        label=_lazy("Reason"), max_length=300, help_text=_lazy("Kept in the history. No personal details.")
    )

    def clean_organisation(self):
        found = Organisation.objects.filter(slug=self.cleaned_data["organisation"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no organisation with this address."))
        return found

    def clean_given_to(self):
        found = User.objects.filter(email__iexact=self.cleaned_data["given_to"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this email address."))
        return found


ACTS = {
    "publish": (
        _lazy("Publish"),
        _lazy("Show this round to the public? Once it opens, every change is a version of which applicants are told."),
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
    "late-pass": (
        _lazy("Give a late pass"),
        _lazy("Let one organisation hand in one application after the round has closed. The person named is emailed."),
        PassForm,
        actions.give_pass,
    ),
}


@admin.register(Round)
class RoundAdmin(SavedAsVersion, RecordedAdmin):
    list_display = ["title", "state", "opens_at", "closes_at", "reference_prefix"]
    list_filter = [PhaseFilter, "state"]
    search_fields = ["title", "reference_prefix"]
    readonly_fields = ["state"]
    prepopulated_fields = {"slug": ["title"]}
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = [
        RoundFundInline,
        EligibilityQuestionInline,
        SectionInline,
        DocumentAskedInline,
        CriterionInline,
        FrequentQuestionInline,
    ]
    change_form_template = "admin/crowdfund/round/change_form.html"

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_published)

    def get_urls(self):
        act = path("<int:pk>/act/<slug:name>/", self.admin_site.admin_view(self.act), name="crowdfund_round_act")
        reach = path("<int:pk>/reach/", self.admin_site.admin_view(self.reach), name="crowdfund_round_reach")
        return [act, reach, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        round_ = self.get_object(request, object_id)
        names = []
        if round_ is not None and permissions.can_manage_rounds(request.user):
            if not round_.is_published:
                names = ["publish"]
            else:
                names = ["extend", "late-pass"] if is_frozen(round_) else ["extend", "unpublish"]
        acts = [{"name": name, "label": ACTS[name][0]} for name in names]
        return super().change_view(request, object_id, form_url, {"acts": acts, **(extra_context or {})})

    def reach(self, request, pk):
        """The equality answers of a round, added up."""
        round_ = self.get_object(request, str(pk))
        if round_ is None:
            raise Http404
        if not self.has_view_permission(request, round_):
            raise PermissionDenied
        answered, groups = reach_of(round_)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Whom %(round)s reaches") % {"round": round_},
            "opts": self.opts,
            "thing": round_,
            "page": reverse("admin:crowdfund_round_change", args=[pk]),
            "answered": answered,
            "groups": groups,
        }
        return TemplateResponse(request, "admin/crowdfund/round/equality.html", context)

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
