"""The six-monthly reports to the cabinet committee, as they were given to it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.strategy import Strategy
from partnership_board.periods import HalfYear
from partnership_board.states import PublicationState


class ProgressReportQuerySet(models.QuerySet):
    def published(self):
        """Reports on strategies that are public; a report is public from the moment it is made."""
        return self.filter(strategy__state=PublicationState.PUBLISHED)


# The content never changes, so its history would be a second copy of it.
@recorded(exclude=["content"])
class ProgressReport(models.Model):
    """What the board reported of a half-year. The database never lets it change: a mistake is put right by a new one
    of the same half-year, with the next number.
    """

    strategy = models.ForeignKey(Strategy, verbose_name=_("strategy"), on_delete=models.PROTECT, related_name="reports")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    introduction = models.TextField(_("introduction"), blank=True)
    content = models.JSONField(_("content"), help_text=_("The report as data, as partnership_board.progress makes it."))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-number", "-pk"]
        verbose_name = _("six-monthly report")
        constraints = [
            models.UniqueConstraint(fields=["strategy", "ends_on", "number"], name="board_report_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="board_report_ends_after_start"),
        ]
        triggers = [pgtrigger.Protect(name="added_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return str(_("Report of %(half_year)s") % {"half_year": self.half_year})

    def get_absolute_url(self):
        return reverse("progress_report", args=[self.ends_on.isoformat(), self.number])

    @property
    def half_year(self):
        return HalfYear(self.starts_on, self.ends_on)
