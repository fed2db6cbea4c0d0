"""What a round said when. Once a round has opened, the database takes no change of it without a row here."""

from django.conf import settings
from django.db import models
from django.db.models import Func
from django.utils import timezone

from crowdfund.models.rounds import Round


class RoundVersionQuerySet(models.QuerySet):
    def untold(self):
        """Changes of which applicants have not been told."""
        return self.filter(told_at=None).exclude(number=1)


class RoundVersion(models.Model):
    """One edition of a round: the first is what it said when it opened, each other what a change made of it.

    The triggers of migration 0011 let the content of an opened round change only in a transaction that writes a row
    here, and let nobody rewrite a row of an earlier transaction.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1 is the round as it opened.")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sentence = models.TextField("what changes, and why", help_text="As applicants are told.", blank=True)
    content = models.JSONField(default=list, help_text="The whole round as versions.py writes it.")
    transaction = models.BigIntegerField(
        editable=False, db_default=Func(function="txid_current", output_field=models.BigIntegerField())
    )
    told_at = models.DateTimeField("applicants told", null=True, blank=True)

    objects = RoundVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="round_version_number")]

    def __str__(self):
        return f"{self.round}, version {self.number}"
