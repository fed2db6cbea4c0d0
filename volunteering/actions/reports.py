"""The only writers of reports to the board."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.caching import changed
from volunteering import reports
from volunteering.actions.ledgers import ROOM
from volunteering.models import Pilot, Report
from volunteering.pilot_permissions import is_council
from volunteering.states import NotAllowed


@transaction.atomic
def make_report(*, pilot, since, by, summary=""):
    """Make the report of six months that are over, or make it anew as long as it is not published.

    :param since: the first day of one of :func:`volunteering.reports.periods`.
    :returns: the Report.
    :raises PermissionDenied: when `by` does not decide for the council.
    :raises NotAllowed: for other months, or when that report is published.
    """
    if not is_council(by):
        raise PermissionDenied
    pilot = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    until = dict(reports.periods(pilot)).get(since)
    if until is None:
        raise NotAllowed(_("Choose six months of the pilot that are over."))
    report = Report.objects.select_for_update(of=("self",)).filter(pilot=pilot, since=since).first()
    if report is not None and report.published_at is not None:
        raise NotAllowed(_("This report is published, so it stays as it is."))
    report = report or Report(pilot=pilot, since=since)
    report.until, report.summary, report.lines = until, summary.strip(), reports.gather(pilot, until)
    report.made_at, report.made_by = timezone.now(), by
    with because(_("Made the report"), by=by):
        report.save()
    return report


@transaction.atomic
def publish_report(*, report, by):
    """Let the board and the public read a report; from now on it stays as it is.

    :raises PermissionDenied: when `by` does not decide for the council.
    :raises NotAllowed: when it is published already.
    """
    if not is_council(by):
        raise PermissionDenied
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.published_at is not None:
        raise NotAllowed(_("This report is published already."))
    report.published_at = timezone.now()
    with because(_("Published the report"), by=by):
        report.save()
    changed(ROOM)
    return report
