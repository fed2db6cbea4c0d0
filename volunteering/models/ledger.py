"""The grant's ledger: what was planned, what was claimed from the council, and what was spent, with evidence."""

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.pilot import Pilot
from volunteering.pilot_states import COLOURS, ClaimState, SpendState


@recorded()
class BudgetLine(models.Model):
    """One thing that the grant pays for. Together the lines are no more than the grant (a trigger, migration 0021)."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="budget_lines")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=100)
    purpose = models.CharField(_("what it pays for"), max_length=300, blank=True)
    amount = models.DecimalField(_("budget in pounds"), max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="budget_line_number_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_below_nothing"),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"


class ClaimQuerySet(models.QuerySet):
    def published(self):
        """What the public is told of: claims that the council has agreed to or paid, of pilots it may see."""
        return self.filter(state__in=[ClaimState.AGREED, ClaimState.PAID], pilot__in=Pilot.objects.published())

    def of_centre(self, user):
        """Claims of the pilots of centres that this person works for."""
        return self.filter(pilot__centre__brokers=user)


@recorded()
class Claim(models.Model):
    """The centre asks the council for part of the grant, for some months."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveSmallIntegerField(editable=False)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    amount = models.DecimalField(_("amount in pounds"), max_digits=11, decimal_places=2)
    note = models.CharField(_("what it is for"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.SENT, editable=False)
    returned_because = models.CharField(_("why it was returned"), max_length=500, blank=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    paid_on = models.DateField(null=True, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="claim_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_for_something"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="claim_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | ~Q(state="paid") & Q(paid_on__isnull=True),
                name="claim_paid_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_because=""), name="claim_returned_has_reason"
            ),
        ]

    def __str__(self):
        return _("Claim %(number)s") % {"number": self.number}

    @property
    def colour(self):
        """Of the tag that shows its state."""
        return COLOURS[ClaimState(self.state)]


class SpendQuerySet(models.QuerySet):
    def published(self):
        """What the public is told of: what the council has accepted, of pilots it may see."""
        return self.filter(state=SpendState.ACCEPTED, line__pilot__in=Pilot.objects.published())

    def accepted(self):
        """What counts."""
        return self.filter(state=SpendState.ACCEPTED)

    def total(self):
        """Pounds, as a Decimal; nothing is 0."""
        return self.aggregate(total=Sum("amount"))["total"] or 0

    def of_centre(self, user):
        """Payments of the pilots of centres that this person works for."""
        return self.filter(line__pilot__centre__brokers=user)


def evidence_path(spend, name):
    """Where a piece of evidence lies: nothing of its own name but the ending."""
    return f"volunteering/evidence/{uuid4().hex}{PurePath(name).suffix.lower()[:6]}"


@recorded()
class Spend(models.Model):
    """One payment out of the grant, with its evidence. Once accepted it never changes (a trigger, migration 0021)."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spends", verbose_name=_("budget line"))
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="spends")
    paid_on = models.DateField()
    amount = models.DecimalField(_("amount in pounds"), max_digits=11, decimal_places=2)
    what = models.CharField(
        _("what was paid for"), max_length=200, help_text=_("The public reads this: name no person here.")
    )
    evidence = models.FileField(upload_to=evidence_path, max_length=100, blank=True)
    evidence_name = models.CharField(max_length=150, blank=True, editable=False)
    evidence_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=SpendState, default=SpendState.ENTERED, editable=False)
    refused_because = models.CharField(_("why it was not accepted"), max_length=500, blank=True, editable=False)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("evidence seen"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="reversed_by"
    )

    objects = SpendQuerySet.as_manager()

    class Meta:
        ordering = ["paid_on", "pk"]
        verbose_name_plural = _("spend")
        indexes = [models.Index(fields=["line", "paid_on"], condition=Q(state="accepted"), name="spend_accepted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True) | Q(amount__lt=0, reverses__isnull=False),
                name="spend_below_nothing_only_to_reverse",
            ),
            models.CheckConstraint(condition=Q(reverses__isnull=False) | ~Q(evidence=""), name="spend_has_evidence"),
            models.CheckConstraint(
                condition=Q(state="entered", decided_at__isnull=True)
                | ~Q(state="entered") & Q(decided_at__isnull=False),
                name="spend_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_because=""), name="spend_refused_has_reason"
            ),
        ]

    def __str__(self):
        return _("Payment %(number)s") % {"number": self.pk}

    @property
    def colour(self):
        """Of the tag that shows its state."""
        return COLOURS[SpendState(self.state)]
