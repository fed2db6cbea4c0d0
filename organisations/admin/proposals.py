"""Changes that members propose, in the admin."""

from datetime import datetime

from django.contrib import admin
from django.utils.translation import gettext as _

from organisations import actions, differences
from organisations.admin.desk import DecidedFilter, DeskAdmin, entry_facts, when
from organisations.forms import ApprovalForm
from organisations.models import Organisation, Proposal
from organisations.states import NotAllowed


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    list_display = ["organisation", "proposed_by", "proposed_at", "state", "decided_by"]
    list_select_related = ["organisation", "proposed_by", "decided_by"]
    list_filter = [DecidedFilter]
    search_fields = ["organisation__name"]

    def steps(self, thing):
        return [("approve", _("Approve, as it stands in these boxes")), ("return", _("Return with the reason"))]

    def form_for(self, request, thing):
        # Of its own, since a form with errors leaves what was typed in it.
        entry = Organisation.objects.get(pk=thing.organisation_id)
        return ApprovalForm(request.POST if request.method == "POST" else None, instance=entry, proposal=thing)

    def facts(self, thing):
        found = [
            *entry_facts(thing.organisation),
            (_("Proposed by"), str(thing.proposed_by or _("somebody who has left")), ""),
            (_("Proposed on"), when(thing.proposed_at), ""),
        ]
        if thing.decided_at:
            found.append((thing.get_state_display(), f"{when(thing.decided_at)}: {thing.decided_by}", ""))
        if thing.reason:
            found.append((_("Reason"), thing.reason, ""))
        if moved := [line.label for line in self.lines(thing) if line.is_moved and thing.decided_at is None]:
            found.append((_("Changed by somebody else since"), ", ".join(moved), ""))
        return found

    def lines(self, thing):
        return differences.of_proposal(thing)

    def take(self, request, thing, step, said):
        seen, reason = _moment(said.pop("seen")), said.pop("reason")
        if step == "approve":
            actions.approve_proposal(by=request.user, proposal=thing, seen=seen, **said)
        else:
            actions.return_proposal(by=request.user, proposal=thing, seen=seen, reason=reason)


def _moment(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise NotAllowed(_("Open this page again.")) from None
