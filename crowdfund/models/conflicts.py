"""Who must not have to do with which application, and how a question leaves those applications out."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crowdfund.models.applications import Application, Writer
from crowdfund.models.applications import person as whoever
from crowdfund.states import ConflictState
from kentcivil.audit.history import recorded
from organisations.models import Membership


class ConflictQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(state=ConflictState.STANDING)


# Why somebody is conflicted may be about their family: it stays out of the history.
@recorded(exclude=["reason"])
class Conflict(models.Model):
    """One person's conflict of interest with one application: from then on they see nothing of it when deciding."""

    class Source(models.TextChoices):
        DECLARED = "declared", "Declared"
        DETECTED = "detected", "Found by the portal"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts_of_interest")
    source = models.CharField(max_length=10, choices=Source)
    state = models.CharField(max_length=10, choices=ConflictState, default=ConflictState.STANDING, editable=False)
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = whoever()
    lifted_because = models.CharField(max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["application_id", "pk"]
        verbose_name = "conflict of interest"
        verbose_name_plural = "conflicts of interest"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"], condition=Q(state="standing"), name="conflict_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(state="standing", lifted_at=None)
                | (Q(state="lifted", lifted_at__isnull=False) & ~Q(lifted_because="")),
                name="conflict_lifted_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.person} and {self.application_id}"


def conflicted(user, application="pk", organisation="organisation"):
    """A condition: rows whose application this person must not decide about.

    Whoever wrote in it or speaks for its organisation is conflicted without a row, from the moment they do.

    :param application: where the row keeps the application's key.
    :param organisation: where the row keeps the organisation's key.
    """
    return Q(
        Exists(Conflict.objects.standing().filter(person=user, application=OuterRef(application)))
        | Exists(Membership.objects.filter(user=user, organisation=OuterRef(organisation)))
        | Exists(Writer.objects.filter(user=user, application=OuterRef(application)))
    )


def is_conflicted(user, application):
    return Application.objects.filter(conflicted(user), pk=application.pk).exists()
