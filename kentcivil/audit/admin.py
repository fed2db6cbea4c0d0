"""The history page of each object in the admin, read from the event tables."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from pghistory.models import Events


class RecordedAdmin(admin.ModelAdmin):
    """Admin of a recorded model: its history page shows every change with who, when, why, before and after."""

    history_events_per_page = 50

    def history_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        events = Events.objects.tracks(thing).order_by("-pgh_created_at", "-pgh_slug")
        page = Paginator(events, self.history_events_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {thing}",
            "opts": self.opts,
            "object": thing,
            "page": page,
            "changes": _changes(page, self.model),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/audit/history.html", context)


def _changes(events, model):
    """Event rows as what an officer reads: when, who, what happened, why, and each field before and after."""
    labels = {"insert": "Added", "update": "Changed", "delete": "Deleted"}
    names = _names_of({str(event.pgh_context["user"]) for event in events if (event.pgh_context or {}).get("user")})
    for event in events:
        context = event.pgh_context or {}
        actor = context.get("user")
        yield {
            "when": event.pgh_created_at,
            "what": labels.get(event.pgh_label, event.pgh_label),
            "who": names.get(str(actor), f"user {actor}, no longer here") if actor else _source(context),
            "why": context.get("reason", ""),
            "fields": [
                {"name": _field_name(model, field), "before": before, "after": after}
                for field, (before, after) in (event.pgh_diff or {}).items()
            ],
        }


def _names_of(user_ids):
    return {str(user.pk): str(user) for user in get_user_model().objects.filter(pk__in=user_ids)}


def _source(context):
    if "task" in context:
        return f"the task {context['task']}"
    if "command" in context:
        return f"the command {context['command']}"
    return "the database, directly"


def _field_name(model, column):
    for field in model._meta.concrete_fields:
        if column in (field.name, field.attname):
            return str(field.verbose_name)
    return column
