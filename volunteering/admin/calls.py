"""The page on which officers find opportunities for a crisis: the public search, of all centres, with a form to each.

Officers who raise a crisis mostly work for no centre, so the desk's own list of opportunities would be empty for them.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.admin import RecordedAdmin
from volunteering import actions
from volunteering.filters import OpportunityFilter
from volunteering.models import Crisis, CrisisCall, Opportunity
from volunteering.pilot_permissions import can_raise_crisis
from volunteering.search import Results
from volunteering.states import NotAllowed


class CallForm(forms.ModelForm):
    """What is needed of one opportunity, and how soon."""

    class Meta:
        model = CrisisCall
        fields = ["urgency", "needed"]
        widgets = {"needed": forms.TextInput(attrs={"size": 60})}

    def __init__(self, *args, opportunity, **kwargs):
        super().__init__(*args, prefix=f"call-{opportunity.pk}", **kwargs)
        # One name to each of many alike forms, for whoever hears them.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {opportunity.title}"


class CallsPage(RecordedAdmin):
    """Adds the page to the admin of crises."""

    change_form_template = "admin/volunteering/crisis/change_form.html"

    def get_urls(self):
        page = path("<int:pk>/calls/", self.admin_site.admin_view(self.find_calls), name="volunteering_crisis_calls")
        return [page, *super().get_urls()]

    def find_calls(self, request, pk):
        """Search what is on offer in all of Kent; each result has a form that makes it a call."""
        if not (self.has_change_permission(request) and can_raise_crisis(request.user)):
            raise PermissionDenied
        crisis = get_object_or_404(Crisis, pk=pk)
        tried = self._call(request, crisis) if request.method == "POST" else None
        if tried is not None and tried.is_valid():
            return redirect(request.get_full_path())
        search = OpportunityFilter(request.GET, queryset=Opportunity.objects.published())
        page = Results(search).get_page(request.GET.get("page"))
        called = set(crisis.calls.values_list("opportunity", flat=True))
        rows = [(one, None if one.pk in called else self._form(one, tried)) for one in page]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Find opportunities for “%(crisis)s”") % {"crisis": crisis},
            "opts": self.opts,
            "crisis": crisis,
            "form": search.form,
            "radius": search.miles,
            "page": page,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/volunteering/crisis/calls.html", context)

    def _call(self, request, crisis):
        """Do what was sent. :returns: the CallForm, with what is wrong with it; None for what is no longer there."""
        sent = request.POST.get("opportunity", "")
        opportunity = Opportunity.objects.filter(pk=sent).first() if sent.isdecimal() and len(sent) < 19 else None
        if opportunity is None:
            return None
        form = CallForm(request.POST, opportunity=opportunity)
        if form.is_valid():
            try:
                actions.call_for_help(crisis=crisis, opportunity=opportunity, by=request.user, **form.cleaned_data)
            except NotAllowed as sentence:
                form.add_error(None, str(sentence))
                self.message_user(request, str(sentence), messages.ERROR)
            else:
                self.message_user(request, _("“%(title)s” is on the page.") % {"title": opportunity}, messages.SUCCESS)
        form.opportunity = opportunity
        return form

    @staticmethod
    def _form(opportunity, tried):
        """The form beside one result: the one that was sent, with what was typed, or a fresh one."""
        if tried is not None and tried.opportunity == opportunity:
            return tried
        return CallForm(opportunity=opportunity)
