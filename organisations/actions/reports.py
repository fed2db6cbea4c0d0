"""What visitors report, and what officers make of it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import notices, permissions
from organisations.models import Organisation, ProblemReport
from organisations.states import NotAllowed, ReportState, check_open

KEPT_AFTER = timedelta(days=90)
"""How long a visitor's words and address are kept after the report was settled."""
KEPT_AT_MOST = timedelta(days=365)
"""How long they are kept whatever became of it."""


@transaction.atomic
def report_problem(*, by, organisation, about, said="", email=""):
    """Put what a visitor says is wrong into the officers' queue. The entry itself stays as it is.

    :param by: the user who reports it, or None for a visitor without an account.
    :raises NotAllowed: for an entry that visitors cannot see.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.is_published:
        raise NotAllowed(_("Visitors cannot see this page any more, so there is nothing to put right."))
    with because("Reported by a visitor", by=by):
        return ProblemReport.objects.create(organisation=organisation, about=about, said=said, email=email)


@transaction.atomic
def settle_report(*, by, report, state, reason=""):
    """Say what came of a report. Whoever left an address is told.

    :param state: ReportState.SETTLED when it was put right, ReportState.UNFOUNDED when nothing had to change.
    :param reason: a note for officers; needed when nothing had to change.
    """
    organisation = Organisation.objects.select_for_update().get(pk=report.organisation_id)
    report = ProblemReport.objects.select_for_update().get(pk=report.pk)
    if not permissions.is_officer(by):
        raise NotAllowed(_("Only a directory officer can do that."))
    check_open(report.state)
    if state not in (ReportState.SETTLED, ReportState.UNFOUNDED):
        raise ValueError(f"A report cannot end as {state!r}.")
    if state == ReportState.UNFOUNDED and not reason.strip():
        raise NotAllowed(_("Say why nothing has to change."))
    report.state, report.reason, report.decided_by, report.decided_at = state, reason, by, timezone.now()
    with because(report.get_state_display(), by=by):
        report.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    notices.report_settled(report, organisation)
    return report


def forget_reports():
    """Erase what visitors wrote, and their addresses, in their time. Rung every day."""
    now = timezone.now()
    old = ProblemReport.objects.filter(Q(decided_at__lte=now - KEPT_AFTER) | Q(reported_at__lte=now - KEPT_AT_MOST))
    old.exclude(said="", email="").update(said="", email="")
