"""Actions: what somebody agreed to do by a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Body, Person
from partnership_board.models.meetings import PUBLIC_STATES, AgendaItem, Meeting
from partnership_board.states import ActionState


class ActionQuerySet(models.QuerySet):
    def published(self):
        """Actions from no meeting or a public one, and from no item that is kept from the public."""
        return self.filter(
            Q(meeting__isnull=True) | Q(meeting__state__in=PUBLIC_STATES),
            Q(item__isnull=True) | Q(item__exemption__isnull=True, item__meeting__state__in=PUBLIC_STATES),
        )

    def outstanding(self):
        """Actions still to be done, what has been overdue longest first."""
        return self.filter(state=ActionState.OPEN).order_by("due_on", "pk")

    def done(self):
        """Actions that were done, the latest first."""
        return self.filter(state=ActionState.DONE).order_by("-finished_at", "-pk")

    def overdue(self, today):
        return self.filter(state=ActionState.OPEN, due_on__lt=today)


@recorded()
class Action(models.Model):
    """Something to be done by one person by one day, from a meeting or from its item."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("agreed at"),
        on_delete=models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
    )
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("under item"),
        on_delete=models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
    )
    title = models.CharField(_("what"), max_length=250)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("due"))
    progress = models.TextField(_("progress"), blank=True, help_text=_("Shown in public."))
    state = models.CharField(_("state"), max_length=10, choices=ActionState, default=ActionState.OPEN)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("action")
        indexes = [models.Index(fields=["state", "due_on", "id"], name="board_action_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN, finished_at__isnull=True)
                | (~Q(state=ActionState.OPEN) & Q(finished_at__isnull=False)),
                name="board_action_end_has_time",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_overdue(self):
        """Open, and its day is over in London."""
        return self.state == ActionState.OPEN and self.due_on < timezone.localdate()
