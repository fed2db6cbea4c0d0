"""Who asked to be told of what. An address that was not confirmed is told of nothing, and soon goes."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class FollowingQuerySet(models.QuerySet):
    def confirmed(self):
        """Those whose address was shown to be theirs."""
        return self.filter(confirmed_at__isnull=False)

    def of(self, kind, key):
        """Those who follow one thing."""
        return self.filter(kind=kind, key=key)

    def unconfirmed_since(self, moment):
        """Those who asked before this moment and never followed the link in the email."""
        return self.filter(confirmed_at=None, asked_at__lt=moment)


class Following(models.Model):
    """One address that follows one thing. Stopping deletes it."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("kind", "key", Lower("email"), name="following_once"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(confirmed_at=None), name="following_unconfirmed")
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
