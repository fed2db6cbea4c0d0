"""Buttons on a thing's page in the admin: each asks once more, then calls one function of actions.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kentcivil.audit.admin import RecordedAdmin
from kentcivil.files import atomic_with_files


@dataclass(frozen=True)
class Act:
    """Something an officer does to one thing.

    :param name: part of the address, such as "cancel".
    :param label: what the button says.
    :param question: what follows from it, in a sentence.
    :param allowed: called with the user and the thing; the button is there only when it says yes.
    :param perform: called with the thing, `by=` the user, and what the form asked.
    :param form: what is asked beside "are you sure": a form class, or a function that gives one for the thing.
    :param initial: called with the thing; what the form starts with.
    """

    name: str
    label: str
    question: str
    allowed: Callable
    perform: Callable
    form: type[forms.Form] | Callable = field(default=forms.Form)
    initial: Callable = field(default=lambda thing: {})


class ActsAdmin(RecordedAdmin):
    """Admin of a thing whose states are changed by buttons, never by a field."""

    acts = ()
    # The button below leads there, and to the preview of what is not public yet.
    view_on_site = False
    change_form_template = "admin/partnership_board/change_form.html"
    # A race that only the database sees, by the name of the constraint that saw it.
    refusals = {}

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        own = path("<path:object_id>/act/<slug:act>/", self.admin_site.admin_view(self.act_view), name=name)
        return [own, *super().get_urls()]

    def has_act_permission(self, request):
        """Whether this user acts on such things at all."""
        return self.has_change_permission(request)

    def public_page(self, thing):
        """The address of the public page, or of its preview; None where there is none."""
        return None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["acts"] = [act for act in self.acts if act.allowed(request.user, obj)] if obj else []
        context["public_page"] = self.public_page(obj) if obj else None
        context.setdefault("more_pages", [])
        context["act_address"] = f"admin:{self.opts.app_label}_{self.opts.model_name}_act"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def row_to_lock(self, thing):
        """What a save of this thing locks before it reads it; of a meeting's things the meeting, as actions.py does."""
        return thing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with atomic_with_files():
                if request.method == "POST" and object_id is not None:
                    self._lock(request, object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
            if constraint not in self.refusals:
                raise
            messages.error(request, self.refusals[constraint])
            return HttpResponseRedirect(request.path)

    def _lock(self, request, object_id):
        # Else a save could write back the state as it was before an action that runs at the same moment.
        if thing := self.get_object(request, unquote(object_id)):
            row = self.row_to_lock(thing)
            type(row)._base_manager.select_for_update().filter(pk=row.pk).first()

    def act_view(self, request, object_id, act):
        # Asked first: whoever may not act does not learn which things there are.
        if not self.has_act_permission(request):
            raise PermissionDenied
        thing = self.get_object(request, unquote(object_id))
        chosen = next((one for one in self.acts if one.name == act), None)
        if thing is None or chosen is None:
            raise Http404
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])
        if not chosen.allowed(request.user, thing):
            messages.error(request, _("That can no longer be done. This page shows how it stands now."))
            return HttpResponseRedirect(page)
        form_class = chosen.form if isinstance(chosen.form, type) else chosen.form(thing)
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = form_class(*given, initial=chosen.initial(thing))
        if request.method == "POST" and form.is_valid():
            try:
                chosen.perform(thing, by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Done: %(act)s.") % {"act": str(chosen.label).lower()})
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "subtitle": str(thing),
            "opts": self.opts,
            "thing": thing,
            "act": chosen,
            "form": form,
            "page": page,
        }
        return TemplateResponse(request, "admin/partnership_board/act.html", context)
