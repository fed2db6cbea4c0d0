"""What the desks where officers decide have in common: a list of what waits, and for each a page that shows what is
different, with one button for each decision. Decisions go through the actions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentcivil.audit.admin import RecordedAdmin
from organisations.states import OPEN, NotAllowed


class DecidedFilter(admin.SimpleListFilter):
    """What is to be decided, unless somebody asks for the rest."""

    title = gettext_lazy("decision")
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("yes", _("Decided")), ("all", _("All"))]

    def choices(self, changelist):
        first, *rest = super().choices(changelist)
        return [{**first, "display": _("To be decided")}, *rest]

    def queryset(self, request, queryset):
        match self.value():
            case "all":
                return queryset
            case "yes":
                return queryset.exclude(state__in=OPEN)
        return queryset.filter(state__in=OPEN)


class DeskAdmin(RecordedAdmin):
    """Admin of things that wait for a decision. Subclasses say what is shown and what the buttons do."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def steps(self, thing):
        """The buttons, as (name, label), the usual decision first."""
        raise NotImplementedError

    def form_for(self, request, thing):
        """The form beside the buttons, bound when it was sent."""
        raise NotImplementedError

    def facts(self, thing):
        """What an officer should know, as (label, text, address or "")."""
        raise NotImplementedError

    def sides(self, thing):
        """What two things side by side are, as (label, two pairs of a text and an address or "")."""
        return []

    def lines(self, thing):
        """What is different, as lines of organisations.differences."""
        return []

    def take(self, request, thing, step, said):
        """Do what a button says.

        :param said: the form's cleaned data.
        :raises NotAllowed: with a sentence for the officer.
        """
        raise NotImplementedError

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:], **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        thing = self.get_object(request, object_id) if object_id else None
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        may = self.has_change_permission(request, thing) and thing.state in OPEN
        form = self.form_for(request, thing) if may else None
        if request.method == "POST":
            if not self.has_change_permission(request, thing):
                raise PermissionDenied
            if not may:
                messages.warning(request, _("Somebody has decided this already."))
            elif self._taken(request, thing, form):
                return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
            thing = self.get_object(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": str(thing),
            "opts": self.opts,
            "thing": thing,
            "facts": self.facts(thing),
            "sides": self.sides(thing),
            "differences": self.lines(thing),
            "form": form,
            "steps": self.steps(thing) if may else [],
            "history": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[thing.pk]),
        }
        return TemplateResponse(request, "admin/organisations/decide.html", context)

    def _taken(self, request, thing, form):
        step = next((name for name, _label in self.steps(thing) if name == request.POST.get("step")), None)
        if step is None or not form.is_valid():
            return False
        try:
            self.take(request, thing, step, form.cleaned_data)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return False
        messages.success(request, _("Done: %(thing)s.") % {"thing": thing})
        return True


def when(moment):
    """A moment as officers read it, in London's time."""
    return date_format(timezone.localtime(moment), "j F Y, H:i", use_l10n=False)


def day(date):
    """A date as officers read it, or a dash where there is none."""
    return date_format(date, "j F Y", use_l10n=False) if date else "–"


def entry_facts(organisation):
    """Where to look at an entry: its page and its place in the admin."""
    return [
        (_("Entry"), organisation.name, reverse("admin:organisations_organisation_change", args=[organisation.pk])),
        (_("Its page"), organisation.get_status_display(), organisation.get_absolute_url()),
    ]
