"""The history page of each object in the admin, read from the event tables."""

from collections import defaultdict

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from kentcivil.audit.labelled import LabelledForms
from kentcivil.audit.models import Purge

NOTHING = ""


class RecordedAdmin(LabelledForms):
    """Admin of a recorded model: its history page shows every change with who, when, why, before and after.

    Set `history_hidden` to the names of fields that whoever may see the thing must not see the history of.
    """

    history_events_per_page = 50
    history_hidden = ()

    def history_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        events = self.model.pgh_event_model.objects.filter(pgh_obj_id=thing.pk).order_by("-pgh_id")
        page = Paginator(events.select_related("pgh_context"), self.history_events_per_page).get_page(
            request.GET.get("p")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(thing)s") % {"thing": thing},
            "opts": self.opts,
            "object": thing,
            "page": page,
            "changes": _changes(list(page), events, self.model, self.history_hidden),
            "purges": Purge.objects.filter(model=self.model._meta.label, thing=str(thing.pk)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/audit/history.html", context)


@admin.register(Purge)
class PurgeAdmin(admin.ModelAdmin):
    """Auditors see here what was taken out of the history."""

    list_display = ["purged_at", "model", "thing", "lines", "reason"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _changes(shown, events, model, hidden):
    """Event rows as what an officer reads: when, who, what happened, why, and each field before and after.

    The number of queries depends on the model's foreign keys, not on how much is shown.
    """
    if not shown:
        return []
    earlier = [*shown[1:], events.filter(pgh_id__lt=shown[-1].pgh_id).first()]
    fields = [
        field
        for field in shown[0]._meta.concrete_fields
        if not field.name.startswith("pgh_") and not field.primary_key and field.name not in hidden
    ]
    fields = [field for field in fields if field.name != model._meta.pk.name]
    people = _names_of({context["user"] for event in shown if (context := _context(event)).get("user")})
    differences = [(event, _difference(event, before, fields)) for event, before in zip(shown, earlier, strict=True)]
    related = _related_names(differences)
    return [_change(event, difference, model, people, related) for event, difference in differences]


def _change(event, difference, model, people, related):
    labels = {"insert": _("Added"), "update": _("Changed"), "delete": _("Deleted")}
    context = _context(event)
    return {
        "when": event.pgh_created_at,
        "what": labels.get(event.pgh_label, event.pgh_label),
        "who": _who(context, people),
        "why": context.get("reason", ""),
        "is_new": event.pgh_label == "insert",
        "fields": [
            {
                "name": _verbose_name(model, field),
                "before": _readable(field, before, related),
                "after": _readable(field, after, related),
            }
            for field, before, after in difference
        ],
    }


def _difference(event, before, fields):
    """What an event changed: (field, before, after). What was added is shown where it is something."""
    if event.pgh_label == "delete":
        return []
    if event.pgh_label == "insert" or before is None:
        added = ((field, None, getattr(event, field.attname)) for field in fields)
        return [line for line in added if line[2] not in (None, "", [], {})]
    pairs = ((field, getattr(before, field.attname), getattr(event, field.attname)) for field in fields)
    return [line for line in pairs if line[1] != line[2]]


def _context(event):
    return event.pgh_context.metadata if event.pgh_context_id and event.pgh_context else {}


def _names_of(user_ids):
    return {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=user_ids)}


def _who(context, people):
    user = context.get("user")
    if user:
        name = people.get(user, _("user %(number)s, no longer here") % {"number": user})
        return f"{name}, {_source(context)}" if "task" in context else name
    return _source(context)


def _source(context):
    if context.get("unnamed"):
        return _("whoever wrote it; who that is, is not kept here")
    if "task" in context:
        return _("through the task %(name)s") % {"name": context["task"]}
    if "command" in context:
        return _("the command %(name)s") % {"name": context["command"]}
    if "page" in context:
        return _("somebody not signed in")
    return _("the database, directly")


def _related_names(differences):
    """The names of all things that changed foreign keys point to: {model: {key: name}}, one query a model."""
    keys = defaultdict(set)
    for _event, difference in differences:
        for field, before, after in difference:
            if field.is_relation:
                keys[field.related_model].update({before, after} - {None})
    return {
        model: {thing.pk: str(thing) for thing in model._base_manager.filter(pk__in=wanted)}
        for model, wanted in keys.items()
    }


def _readable(field, value, related):
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        return related[field.related_model].get(value, _("number %(number)s, no longer here") % {"number": value})
    return display_for_field(value, field, NOTHING)


def _verbose_name(model, field):
    return str(model._meta.get_field(field.name).verbose_name)
