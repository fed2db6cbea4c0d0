"""What applicants give that decision-makers do not see, and what they typed that did not become part of anything."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crowdfund.amounts import pounds
from crowdfund.models.applications import Application, person
from crowdfund.models.awards import AwardStep
from crowdfund.models.rounds import Round
from crowdfund.states import FALLEN, AwardState, Outcome
from kentcivil.audit.history import recorded

KEPT_AFTER = timedelta(days=90)
"""For how long bank details stay once nothing more can be paid into the account."""
WAITING = timedelta(days=365)
"""For how long those of an application on the reserve list stay after the announcement."""
TYPING_KEPT = timedelta(days=365)
"""For how long what was typed too late stays with its application."""


class BankDetailsQuerySet(models.QuerySet):
    def no_longer_needed_at(self, moment):
        """Those of awards that are over, and of applications that were withdrawn, closed or not funded."""
        cutoff, of_reserve = moment - KEPT_AFTER, moment - WAITING
        lately = AwardStep.objects.filter(award__application=OuterRef("application"), at__gt=cutoff)
        unfunded = Q(application__withdrawn_at__lte=cutoff) | Q(application__closed_at__lte=cutoff)
        unfunded |= Q(application__case__announced_at__lte=of_reserve)
        unfunded |= Q(application__case__announced_at__lte=cutoff) & ~Q(application__case__outcome=Outcome.RESERVE)
        over = (AwardState.COMPLETE, AwardState.ENDED, *FALLEN)
        return self.filter(
            (Q(application__award__state__in=over) & ~Exists(lately)) | (Q(application__award=None) & unfunded)
        )


# Who saved and when is recorded, what was saved is not: neither in clear nor in cipher.
@recorded(exclude=["sealed", "ending"])
class BankDetails(models.Model):
    """Where an award would be paid, sealed by bank.py. Read by the payment role alone."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="bank_details")
    sealed = models.BinaryField()
    ending = models.CharField("last two figures of the account number", max_length=2)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = person()

    objects = BankDetailsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bank details"

    def __str__(self):
        return f"Account ending in {self.ending}"


@recorded()
class BankDetailsReading(models.Model):
    """That somebody of the payment role opened the bank details of an application, and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="bank_details_readings")
    read_at = models.DateTimeField(default=timezone.now)
    read_by = person()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self):
        return f"Bank details of {self.application_id}, read {self.read_at:%Y-%m-%d}"


class EqualityAnswers(models.Model):
    """One organisation's answers to the equality questions of a round.

    Nothing leads from here to the application, its people or the moment: not even we can tell whose they are. The
    key is random, so that rows do not lie in the order in which they came.
    """

    class Group(models.TextChoices):
        WOMEN = "women", "Women and girls"
        ETHNIC = "ethnic", "People from minority ethnic groups"
        DISABLED = "disabled", "Disabled people"
        LGBT = "lgbt", "Lesbian, gay, bisexual or transgender people"
        YOUNG = "young", "People under 25"
        OLDER = "older", "People over 65"
        FAITH = "faith", "People of a minority faith"
        NONE = "none", "None of these"
        UNSAID = "unsaid", "We would rather not say"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="equality_answers")
    led_by = ArrayField(models.CharField(max_length=10, choices=Group), default=list, blank=True)
    reaches = ArrayField(models.CharField(max_length=10, choices=Group), default=list, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "equality answers"

    def __str__(self):
        return f"Equality answers, {self.round}"


class KeptTyping(models.Model):
    """What somebody typed into an application that no longer took it: kept for its people, and never counted."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="kept_typing")
    part = models.CharField(max_length=120)
    lines = models.JSONField(help_text="Pairs of a question and what was typed.")
    typed_at = models.DateTimeField(default=timezone.now)
    typed_by = person()

    class Meta:
        ordering = ["typed_at", "pk"]

    def __str__(self):
        return f"{self.part}, {self.typed_at:%Y-%m-%d}"


@recorded()
class CoApplicant(models.Model):
    """What somebody who speaks for the organisation may do with one application. Without a row they may write.

    Owners of the organisation's entry may always write.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="co_applicants")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    may_write = models.BooleanField(choices=[(True, "Read and write"), (False, "Read only")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="co_applicant_once")]

    def __str__(self):
        return f"{self.user}: {self.get_may_write_display()}"


@recorded()
class SubsidyLine(models.Model):
    """A subsidy that an organisation has had, as it declares in an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="subsidy_lines")
    position = models.PositiveSmallIntegerField(default=0)
    giver = models.CharField(max_length=150)
    year = models.PositiveSmallIntegerField("financial year", help_text="The one in which it begins: 2026 for 2026-27.")
    amount = models.DecimalField("amount in pounds", max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="subsidy_line_amount")]

    def __str__(self):
        return f"{self.giver}: {pounds(self.amount)}"
