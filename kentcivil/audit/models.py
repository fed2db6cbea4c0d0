"""What was taken out of the history, and why: the one kind of change to it that there is."""

import pgtrigger
from django.db import models
from django.utils import timezone


class Purge(models.Model):
    """Personal values were blanked in the history of one thing. The lines themselves, who and when, are still there."""

    model = models.CharField(max_length=100, help_text='Such as "organisations.Contact".')
    thing = models.CharField(max_length=64, help_text="Its number.")
    fields = models.JSONField(help_text="Names of the fields that were blanked.")
    lines = models.PositiveIntegerField(help_text="How many lines of the history were changed.")
    reason = models.CharField(max_length=300)
    by = models.BigIntegerField(null=True, help_text="Number of the user who did it.")
    purged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-purged_at", "-pk"]
        verbose_name = "purge of history"
        verbose_name_plural = "purges of history"
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.model} {self.thing}"
