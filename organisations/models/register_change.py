"""What the register of charities says now and did not say before, for an officer to look at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models.organisation import Organisation
from organisations.states import ChangeState


class RegisterChangeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ChangeState.OPEN)


# Addresses of small charities are often somebody's home.
@recorded(exclude=["before", "after"])
class RegisterChange(models.Model):
    """One thing the last imports found; written set by set in organisations/register/watch.py.

    `before` and `after` hold the same fields, in the register's words. A fact is asked about once: the same `after` is
    never put before the officers again.
    """

    class Kind(models.TextChoices):
        REMOVED = "removed", _("Removed from the register")
        INSOLVENT = "insolvent", _("Insolvent, or in administration")
        OVERDUE = "overdue", _("Accounts overdue")
        NAME = "name", _("New name")
        ADDRESS = "address", _("New address")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="register_changes")
    number = models.CharField(_("charity number"), max_length=12)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("now"), default=dict)
    is_followed = models.BooleanField(
        _("entry says so"), default=False, help_text=_("Whether the import has changed the entry accordingly.")
    )
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.OPEN)
    note = models.TextField(_("note"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = RegisterChangeQuerySet.as_manager()

    class Meta:
        ordering = ["noticed_at", "pk"]
        verbose_name = _("change in the register")
        verbose_name_plural = _("changes in the register")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number", "kind"],
                condition=Q(state=ChangeState.OPEN),
                name="register_change_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="register_change_state_known"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.OPEN, settled_at=None)
                | ~Q(state=ChangeState.OPEN) & Q(settled_at__isnull=False),
                name="register_change_settled_when",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"
