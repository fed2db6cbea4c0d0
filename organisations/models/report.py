"""What visitors say is wrong with an entry. No account is needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models.organisation import Organisation
from organisations.states import ReportState


# What a visitor wrote and their address are erased in time; that there was a report, and what came of it, stays.
@recorded(exclude=["said", "email"])
class ProblemReport(models.Model):
    """Something wrong with an entry, as a visitor told it. An officer settles it."""

    class About(models.TextChoices):
        CLOSED = "closed", _("It has closed or moved")
        CONTACT = "contact", _("The phone number, email or website is wrong")
        TIMES = "times", _("The times, the place or the cost are wrong")
        HARM = "harm", _("Something on the page could do harm")
        OTHER = "other", _("Something else")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reports")
    about = models.CharField(_("what is wrong"), max_length=10, choices=About)
    said = models.TextField(_("in their words"), blank=True)
    email = models.EmailField(_("their email address"), blank=True)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.OPEN)
    reason = models.TextField(_("note"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )
    decided_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name = _("report of something wrong")
        verbose_name_plural = _("reports of something wrong")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, decided_at=None)
                | ~Q(state=ReportState.OPEN) & Q(decided_at__isnull=False),
                name="report_decided_when",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_about_display()}"
