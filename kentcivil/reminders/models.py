"""Which reminders have been given. One row is one promise kept: the row and the email are written together."""

from django.db import models
from django.utils import timezone


class Claim(models.Model):
    """A reminder that was claimed: this rule, about this subject, at this stage, to this person, for this date."""

    rule = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, help_text="Id of what it is about, as the rule names it.")
    stage = models.SmallIntegerField(help_text="Days before the date; negative after it.")
    recipient = models.EmailField(help_text="In small letters.")
    date = models.DateTimeField(help_text="The date as it stood; one that moves is planned again.")
    claimed_at = models.DateTimeField("given", default=timezone.now)

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        verbose_name = "reminder given"
        verbose_name_plural = "reminders given"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "stage", "recipient", "date"], name="reminder_claimed_once"
            )
        ]
        indexes = [models.Index(fields=["-claimed_at", "-id"], name="reminder_newest")]

    def __str__(self):
        return f"{self.rule}, {self.stage} days before"


class OptOut(models.Model):
    """Somebody asked not to be reminded by a rule."""

    rule = models.CharField(max_length=80)
    recipient = models.EmailField(help_text="In small letters.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "recipient"], name="reminder_opt_out_once")]

    def __str__(self):
        return self.rule


class RuleRun(models.Model):
    """The last time a rule was gone through: what operators look at to see that reminders are alive."""

    rule = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField("last begun")
    finished_at = models.DateTimeField("last ended", null=True)
    given = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text="Reminders that could not be written; tried again.")
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["rule"]
        verbose_name = "reminder rule"

    def __str__(self):
        return self.rule
