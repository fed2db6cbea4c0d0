"""A bulk change: what an officer wants to change in many entries, as the dry run found it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.bulk.states import BulkState


# The history of what it did is that of the entries; the cells are what the entries say.
@recorded(exclude=["lines", "wrong"])
class BulkChange(models.Model):
    """Changes to many entries, seen before they are made."""

    class Kind(models.TextChoices):
        FILE = "file", _("Spreadsheet")
        CHOSEN = "chosen", _("Entries chosen in the list")

    kind = models.CharField(_("from"), max_length=10, choices=Kind)
    title = models.CharField(_("what"), max_length=200)
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("It stays in the history of each entry; name no person.")
    )
    state = models.CharField(_("state"), max_length=10, choices=BulkState, default=BulkState.CHECKED)
    lines = models.JSONField(
        default=list, help_text="[{row, entry: pk or null, name, number, before: {title: text}, after: {title: text}}]"
    )
    wrong = models.JSONField(default=list, help_text="[{row, name, sentences}]: left out.")
    unchanged = models.PositiveIntegerField(_("rows that change nothing"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        app_label = "organisations"
        ordering = ["-created_at", "-pk"]
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BulkState.CHECKED, decided_at=None)
                | ~Q(state=BulkState.CHECKED) & Q(decided_at__isnull=False),
                name="bulk_change_decided_when",
            ),
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="bulk_change_state_known"),
        ]

    def __str__(self):
        return self.title
