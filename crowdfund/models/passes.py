"""Late passes: leave for one organisation to hand one application in after a round has closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from crowdfund.models.applications import Application, person
from crowdfund.models.rounds import Round
from kentcivil.audit.history import recorded
from organisations.models import Organisation

# Without signs that look alike, as people may have to read it out.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_code():
    return get_random_string(12, SIGNS)


class LatePassQuerySet(models.QuerySet):
    def usable_at(self, moment):
        return self.filter(redeemed_at=None, until__gt=moment)


@recorded(exclude=["code", "given_to"])
class LatePass(models.Model):
    """Given by an officer to a named person of an organisation; good for one application, redeemed once."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="late_passes")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="named person"
    )
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    until = models.DateTimeField("good until", help_text="London time. At this moment nothing more can be submitted.")
    reason = models.CharField(max_length=300, help_text="Kept in the history. No personal details.")
    given_by = person()
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    redeemed_at = models.DateTimeField("used", null=True, blank=True, editable=False)
    redeemed_by = person()
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="late_pass", editable=False
    )

    objects = LatePassQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name_plural = "late passes"
        constraints = [
            models.CheckConstraint(
                condition=Q(redeemed_at=None, application=None)
                | Q(redeemed_at__isnull=False, application__isnull=False),
                name="late_pass_redeemed_for_one",
            )
        ]

    def __str__(self):
        return f"Late pass of {self.organisation} for {self.round}"
