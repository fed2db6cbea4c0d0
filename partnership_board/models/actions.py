"""Actions: what somebody agreed to do by a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Body, Person
from partnership_board.models.decisions import Decision
from partnership_board.models.frozen import frozen_with_meeting
from partnership_board.models.meetings import PUBLIC_STATES, AgendaItem, Meeting
from partnership_board.states import ActionState


class ActionQuerySet(models.QuerySet):
    def published(self):
        """Actions from no meeting or a public one, and from no item that is kept from the public."""
        return self.filter(
            Q(meeting__isnull=True) | Q(meeting__state__in=PUBLIC_STATES),
            Q(item__isnull=True) | Q(item__exemption__isnull=True, item__meeting__state__in=PUBLIC_STATES),
            Q(decision__isnull=True) | Q(decision__item__exemption__isnull=True),
        )

    def outstanding(self):
        """Actions still to be done, what has been overdue longest first."""
        return self.filter(state=ActionState.OPEN).order_by("due_on", "pk")

    def done(self):
        """Actions that were done or closed, the latest first."""
        return self.filter(state__in=(ActionState.DONE, ActionState.CLOSED)).order_by("-finished_at", "-pk")

    def unclosed(self):
        """What the board has not closed yet: it is on the agenda of every meeting until then."""
        return self.exclude(state=ActionState.CLOSED).order_by("due_on", "pk")

    def carried_to(self, meeting):
        """What a coming meeting finds on its agenda by itself: agreed before it and not closed yet."""
        earlier = Q(meeting__isnull=True) | Q(meeting__starts_at__lt=meeting.starts_at)
        return self.unclosed().filter(earlier, body=meeting.body_id)

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
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("to carry out the decision"),
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
    closed_by = models.ForeignKey(
        Meeting,
        verbose_name=_("closed at"),
        on_delete=models.PROTECT,
        related_name="actions_closed",
        null=True,
        blank=True,
        editable=False,
    )

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
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.CLOSED, closed_by__isnull=False)
                | (~Q(state=ActionState.CLOSED) & Q(closed_by__isnull=True)),
                name="board_action_closed_at_meeting",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("board_action", args=[self.pk])

    @property
    def is_overdue(self):
        """Open, and its day is over in London."""
        return self.state == ActionState.OPEN and self.due_on < timezone.localdate()


@recorded()
class ActionUpdate(models.Model):
    """What was reported on an action on a day, with evidence. Reports are added and never changed."""

    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="updates")
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=10, choices=ActionState)
    text = models.TextField(_("what was done"), blank=True)
    evidence = models.URLField(_("evidence"), blank=True)

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("report on an action")
        verbose_name_plural = _("reports on actions")

    def __str__(self):
        return f"{self.action}: {self.get_state_display()}"


@recorded()
class CarriedAction(models.Model):
    """An action was on the agenda of a meeting, carried over from an earlier one; how it stood when that was held."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="carried_actions"
    )
    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="carried_to")
    state = models.CharField(_("state then"), max_length=10, choices=ActionState)
    progress = models.TextField(_("progress then"), blank=True)

    class Meta:
        ordering = ["action__due_on", "pk"]
        verbose_name = _("action carried over")
        verbose_name_plural = _("actions carried over")
        constraints = [models.UniqueConstraint(fields=["meeting", "action"], name="board_carried_once")]
        triggers = [frozen_with_meeting()]

    def __str__(self):
        return f"{self.meeting}: {self.action}"
