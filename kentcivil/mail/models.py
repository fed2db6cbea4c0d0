"""The outbox: an email is a row, written in the transaction that gives cause for it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxQuerySet(models.QuerySet):
    def deliverable(self, now):
        """Messages whose turn it is: waiting, or taken by a worker that never came back."""
        return self.filter(state=Message.State.WAITING, next_attempt_at__lte=now)

    def forgettable(self, before):
        """Messages written before this moment that nothing will be done with any more and that still have a body."""
        return self.exclude(state=Message.State.WAITING).filter(created_at__lt=before, forgotten_at=None)


class Message(models.Model):
    """One email to one person."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Given up"
        STALE = "stale", "Not sent: no longer of use"

    key = models.CharField(max_length=200, unique=True, editable=False, help_text="The same cause never mails twice.")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict, blank=True, help_text="Header lines beside the usual ones.")
    secret = models.BooleanField(
        default=False, help_text="It holds a link that only its reader may use, such as one that resets a password."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField("written", default=timezone.now)
    next_attempt_at = models.DateTimeField("next attempt", default=timezone.now)
    useful_until = models.DateTimeField(null=True, blank=True, help_text="After this moment it is not sent at all.")
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    forgotten_at = models.DateTimeField(
        "body removed", null=True, blank=True, help_text="Bodies are removed MAIL_KEEP_DAYS after they were written."
    )
    last_error = models.CharField(
        max_length=100, blank=True, help_text="The kind of error only: what a mail server says may repeat the address."
    )
    request_id = models.CharField(
        "cause", max_length=64, blank=True, help_text="Id of the request or the task that wrote it, as in the logs."
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "email"
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["-created_at", "-id"], name="outbox_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.subject} ({self.get_state_display().lower()})"
