"""Who wishes to look after an entry, in the admin."""

from django.contrib import admin
from django.utils.translation import gettext as _

from organisations import actions
from organisations.admin.desk import DecidedFilter, DeskAdmin, entry_facts, when
from organisations.forms import OptionalReasonForm
from organisations.models import EntryClaim


@admin.register(EntryClaim)
class EntryClaimAdmin(DeskAdmin):
    list_display = ["organisation", "user", "asked_at", "emailed_at", "state", "proof"]
    list_select_related = ["organisation", "user"]
    list_filter = [DecidedFilter]
    search_fields = ["organisation__name"]

    def steps(self, thing):
        return [("accept", _("Let them look after it")), ("refuse", _("Refuse with the reason"))]

    def form_for(self, request, thing):
        return OptionalReasonForm(request.POST if request.method == "POST" else None)

    def facts(self, thing):
        entry = thing.organisation
        owners = ", ".join(str(member.user) for member in entry.memberships.select_related("user"))
        found = [
            *entry_facts(entry),
            (_("Who asks"), f"{thing.user}, {thing.user.email}", ""),
            (_("Has an account since"), when(thing.user.date_joined), ""),
            (_("Evidence"), thing.evidence or _("None"), ""),
            (_("Known to the public"), " · ".join(filter(None, (entry.website, entry.email, entry.phone))), ""),
            (_("Address in the register"), actions.register_mailbox(entry) or _("None"), ""),
            (_("Who looks after it now"), owners or _("Nobody"), ""),
        ]
        if thing.emailed_at:
            found.append((_("The register's address was asked"), when(thing.emailed_at), ""))
        if thing.decided_at:
            found.append((thing.get_state_display(), f"{when(thing.decided_at)} {thing.reason}", ""))
        return found

    def take(self, request, thing, step, said):
        if step == "accept":
            actions.accept_claim(by=request.user, asked=thing)
        else:
            actions.refuse_claim(by=request.user, asked=thing, reason=said["reason"])
