"""What visitors say is wrong, in the admin."""

from django.contrib import admin
from django.utils.translation import gettext as _

from organisations import actions
from organisations.admin.desk import DecidedFilter, DeskAdmin, entry_facts, when
from organisations.forms import OptionalReasonForm
from organisations.models import ProblemReport
from organisations.states import ReportState


@admin.register(ProblemReport)
class ProblemReportAdmin(DeskAdmin):
    list_display = ["organisation", "about", "reported_at", "state", "decided_by"]
    list_select_related = ["organisation", "decided_by"]
    list_filter = [DecidedFilter, "about"]
    search_fields = ["organisation__name"]

    def steps(self, thing):
        return [(ReportState.SETTLED, _("It is put right")), (ReportState.UNFOUNDED, _("Nothing has to change"))]

    def form_for(self, request, thing):
        return OptionalReasonForm(request.POST if request.method == "POST" else None)

    def facts(self, thing):
        found = [
            *entry_facts(thing.organisation),
            (_("What is wrong"), thing.get_about_display(), ""),
            (_("In their words"), thing.said, ""),
            (_("Reported on"), when(thing.reported_at), ""),
        ]
        if thing.decided_at:
            found.append((thing.get_state_display(), f"{when(thing.decided_at)}: {thing.decided_by}", ""))
        if thing.reason:
            found.append((_("Note"), thing.reason, ""))
        return found

    def take(self, request, thing, step, said):
        actions.settle_report(by=request.user, report=thing, state=step, reason=said["reason"])
