"""Changes in the register of charities, in the admin."""

from django.contrib import admin
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from organisations import actions, differences
from organisations.admin.desk import DecidedFilter, DeskAdmin, day, entry_facts, when
from organisations.forms import OptionalReasonForm
from organisations.models import Identifier, RegisterChange, RegisteredCharity
from organisations.states import Status


@admin.register(RegisterChange)
class RegisterChangeAdmin(DeskAdmin):
    list_display = ["organisation", "kind", "number", "noticed_at", "is_followed", "state"]
    list_select_related = ["organisation"]
    list_filter = [DecidedFilter, "kind", "is_followed"]
    search_fields = ["organisation__name", "number"]

    def steps(self, thing):
        nothing = ("nothing", _("Nothing to do"))
        if thing.kind in actions.WORDS:
            return [("follow", _("Let the entry say so")), nothing]
        if thing.organisation.status == Status.PUBLISHED:
            return [("suspend", _("Suspend the entry")), ("close", _("Close the entry")), nothing]
        return [nothing]

    def form_for(self, request, thing):
        return OptionalReasonForm(request.POST if request.method == "POST" else None)

    def facts(self, thing):
        register = Identifier(scheme=Identifier.Scheme.CHARITY, number=thing.number)
        found = [
            *entry_facts(thing.organisation),
            (_("What"), thing.get_kind_display(), ""),
            (_("Charity number"), thing.number, register.register_address),
            (_("Noticed"), when(thing.noticed_at), ""),
            (_("The entry says so already"), _("Yes") if thing.is_followed else _("No"), ""),
        ]
        if thing.settled_at:
            found.append((thing.get_state_display(), f"{when(thing.settled_at)} {thing.note}", ""))
        return found

    def lines(self, thing):
        return [
            differences.of_texts(field, _label(field), _text(thing.before.get(field)), _text(now))
            for field, now in thing.after.items()
        ]

    def take(self, request, thing, step, said):
        reason = said["reason"]
        if step == "follow":
            actions.follow_register(by=request.user, change=thing)
        elif step == "nothing":
            actions.settle_change(by=request.user, change=thing, note=reason)
        else:
            actions.take_down_over(by=request.user, change=thing, reason=reason, closing=step == "close")


def _label(field):
    text = str(RegisteredCharity._meta.get_field(field).verbose_name)
    return text[:1].upper() + text[1:]


def _text(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _day(str(value)) if value else "–"


def _day(text):
    """A date as officers read it; it is kept as text, such as 2026-11-26. Any other text as it is."""
    date = parse_date(text) if len(text) == len("2026-11-26") else None
    return day(date) if date else text
