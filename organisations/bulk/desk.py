"""The officers' side, in the admin: upload or choose, see what would change, apply or discard."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kentcivil.audit.admin import RecordedAdmin
from kentcivil.opendata.cells import harmless
from kentcivil.opendata.streams import XLSX, csv_response, file_response, xlsx_file
from organisations.bulk import actions, plan
from organisations.bulk.columns import BELONGINGS, NOTHING, TITLES, row_of
from organisations.bulk.forms import ChosenForm, UploadForm
from organisations.bulk.models import BulkChange
from organisations.bulk.reading import MOST_ROWS
from organisations.bulk.states import BulkState
from organisations.models import Organisation
from organisations.states import NotAllowed, Status

LINES_A_PAGE = 100


class BulkChangeAdmin(RecordedAdmin):
    list_display = ["title", "kind", "state", "created_by", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["created_by"]
    search_fields = ["title", "reason"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("entries.csv", view(self.entries_csv), name="organisations_bulkchange_csv"),
            path("entries.xlsx", view(self.entries_xlsx), name="organisations_bulkchange_xlsx"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            change = actions.check(
                by=request.user,
                kind=BulkChange.Kind.FILE,
                title=form.cleaned_data["file"].name,
                reason=form.cleaned_data["reason"],
                found=plan.of_rows(form.rows),
            )
            return redirect("admin:organisations_bulkchange_change", change.pk)
        return self._page(
            request,
            "admin/organisations/bulk/upload.html",
            {"title": _("Change many entries"), "form": form, "titles": TITLES},
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        change = self.get_object(request, object_id)
        if change is None:
            raise Http404
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        if request.method == "POST":
            self._decide(request, change)
            return redirect("admin:organisations_bulkchange_change", change.pk)
        page = Paginator(change.lines, LINES_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "title": change.title,
            "change": change,
            "page": page,
            "lines": [_shown(line) for line in page],
            "new": sum(line["entry"] is None for line in change.lines),
            "changed": sum(line["entry"] is not None for line in change.lines),
            "can_decide": change.state == BulkState.CHECKED and self.has_change_permission(request, change),
        }
        return self._page(request, "admin/organisations/bulk/dry_run.html", context)

    def _decide(self, request, change):
        steps = {"apply": actions.apply, "discard": actions.discard, "again": actions.check_again}
        step = next((steps[name] for name in steps if name in request.POST), None)
        if step is None:
            raise Http404
        try:
            step(by=request.user, change=change)
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            done = {"apply": _("All is changed."), "discard": _("Nothing is changed."), "again": _("Checked again.")}
            self.message_user(request, done[next(name for name in steps if name in request.POST)], messages.SUCCESS)

    def entries_csv(self, request):
        return csv_response("entries.csv", TITLES, self._rows(request))

    def entries_xlsx(self, request):
        return file_response(xlsx_file([("entries", TITLES, self._rows(request))]), "entries.xlsx", XLSX)

    def _rows(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries = Organisation.objects.exclude(status=Status.CLOSED).prefetch_related(*BELONGINGS)
        return map(_harmless_row, entries.order_by("name", "pk").iterator(chunk_size=500))

    def _page(self, request, template, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)


def _harmless_row(entry):
    """Harmless in a workbook too: somebody may save it as CSV."""
    return [harmless(cell) for cell in row_of(entry)]


def _shown(line):
    cells = [(title, line["before"][title], text or NOTHING) for title, text in line["after"].items()]
    return {**line, "cells": cells}


class WithBulkChange:
    """A mixin for the admin of organisations: one change for all entries that are chosen in its list."""

    @admin.action(description=gettext_lazy("Change all of them…"), permissions=["change"])
    def change_in_bulk(self, request, queryset):
        form = ChosenForm(request.POST if "column" in request.POST else None)
        count = queryset.count()
        if count > MOST_ROWS:
            self.message_user(request, _("Choose at most %(most)d entries.") % {"most": MOST_ROWS}, messages.ERROR)
            return None
        if form.is_valid():
            said = form.cleaned_data
            change = actions.check(
                by=request.user,
                kind=BulkChange.Kind.CHOSEN,
                title=ngettext("%(title)s of %(count)d entry", "%(title)s of %(count)d entries", count)
                % {"title": said["column"].capitalize(), "count": count},
                reason=said["reason"],
                found=plan.of_entries(queryset, said["column"], said["text"], mode=said["mode"]),
            )
            return redirect("admin:organisations_bulkchange_change", change.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change all of them"),
            "opts": self.opts,
            "entries": queryset,
            "form": form,
            "checkbox_name": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/organisations/bulk/chosen.html", context)

    @admin.action(description=gettext_lazy("Take them to a spreadsheet, to change them there"), permissions=["change"])
    def take_to_change(self, request, queryset):
        entries = queryset.prefetch_related(*BELONGINGS).order_by("name", "pk")
        rows = map(_harmless_row, entries.iterator(chunk_size=500))
        return file_response(xlsx_file([("entries", TITLES, rows)]), "entries.xlsx", XLSX)
