"""The six-monthly report to the board: what the figures were when it was made, kept as they were."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.pilot import Pilot


class ReportQuerySet(models.QuerySet):
    def published(self):
        """Those that the public may read."""
        return self.filter(published_at__isnull=False, pilot__in=Pilot.objects.published())

    def seen_by(self, council):
        """What somebody may open: the public what is published, the council what is being written too."""
        return self.filter(pilot__in=Pilot.objects.published()) if council else self.published()


@recorded(exclude=["lines"])
class Report(models.Model):
    """Six months of a pilot. Once published it never changes: a correction is in the next one."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="reports")
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), help_text=_("The last day."))
    summary = models.TextField(_("in short"), max_length=3000, blank=True)
    lines = models.JSONField(editable=False, help_text=_("By figure, the lines there were when the report was made."))
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "since"], name="report_once_for_six_months"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="report_ends_after_start"),
        ]

    def __str__(self):
        return _("Report from %(since)s to %(until)s") % {"since": self.since, "until": self.until}
