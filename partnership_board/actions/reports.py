"""The six-monthly report to the cabinet committee: made once, kept as it is."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import notices, permissions
from partnership_board.actions.writing import check_actor, locked
from partnership_board.models import ProgressReport, Strategy
from partnership_board.progress import content_of
from partnership_board.states import PublicationState


@transaction.atomic
def make_report(*, strategy, half_year, by, introduction=""):
    """Make the report of a half-year and publish it. Made again, it gets the next number, and the first one stays.

    :param half_year: a partnership_board.periods.HalfYear that is over.
    :param introduction: what the board says ahead of the figures.
    :raises ValidationError: while the half-year runs, or when the strategy is not public.
    """
    check_actor(permissions.can_manage_strategies(by))
    # Reports of a strategy are numbered one at a time.
    strategy = locked(Strategy, strategy)
    if strategy.state != PublicationState.PUBLISHED:
        raise ValidationError(_("Publish the strategy before you report on it."), code="state")
    if half_year.ends_on >= timezone.localdate():
        raise ValidationError(_("This half-year is not over yet."), code="early")
    earlier = ProgressReport.objects.filter(strategy=strategy, ends_on=half_year.ends_on)
    highest = earlier.aggregate(highest=Max("number"))["highest"] or 0
    with because("Six-monthly report made", by=by):
        report = ProgressReport.objects.create(
            strategy=strategy,
            starts_on=half_year.starts_on,
            ends_on=half_year.ends_on,
            number=highest + 1,
            introduction=introduction.strip(),
            content=content_of(strategy, half_year.starts_on, half_year.ends_on),
        )
    notices.report_made(report)
    return report
