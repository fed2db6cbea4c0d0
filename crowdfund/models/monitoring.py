"""What follows a released pledge: payments in stages, reports with evidence, changes, and money that comes back.

Amounts in pounds.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from crowdfund.amounts import pounds
from crowdfund.models.applications import person, private_files, random_name
from crowdfund.models.awards import Award
from crowdfund.models.rounds import money
from crowdfund.states import ChangeState, PaymentState, RepaymentState, ReportState
from kentcivil.audit.history import recorded


@recorded(exclude=["original_name"])
class Evidence(models.Model):
    """A file that shows something about an award: a receipt, a photo, a letter. Kept privately, never replaced."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="evidence")
    report = models.ForeignKey("Report", on_delete=models.PROTECT, null=True, related_name="evidence")
    file = models.FileField(storage=private_files, upload_to=random_name, max_length=120, editable=False)
    original_name = models.CharField("file name", max_length=150)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(help_text="In bytes.", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_by = person()

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self):
        return self.original_name


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ReportState.DUE)


# What people wrote may name people: the history says who wrote when, the text itself is in the row.
@recorded(exclude=["happened"])
class Report(models.Model):
    """What a charity tells the funders of its project, by a date."""

    class Kind(models.TextChoices):
        INTERIM = "interim", "Report on the way"
        FINAL = "final", "Final report"

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=8, choices=Kind)
    due_on = models.DateField("due")
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.DUE, editable=False)
    happened = models.TextField("what happened", blank=True)
    people_helped = models.PositiveIntegerField(null=True, blank=True)
    spent = money("spent of the award so far, in pounds", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = person()
    answer = models.TextField("what we ask for", blank=True)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = person()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "kind"], name="report_once"),
            models.CheckConstraint(
                condition=Q(state="due", accepted_at=None)
                | (Q(state="sent", sent_at__isnull=False, accepted_at=None, spent__isnull=False) & ~Q(happened=""))
                | Q(state="accepted", sent_at__isnull=False, accepted_at__isnull=False),
                name="report_whole_when_sent",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.award_id}"


@recorded()
class Payment(models.Model):
    """One stage in which an award is paid. A funding officer approves it; somebody else pays."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="payments")
    number = models.PositiveSmallIntegerField("stage")
    amount = money("amount in pounds")
    waits_for_report = models.BooleanField("only after a report was accepted", default=False)
    state = models.CharField(max_length=8, choices=PaymentState, default=PaymentState.PLANNED, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = person()
    paid_on = models.DateField(null=True, editable=False)
    paid_by = person()
    bank_reference = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ["award_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["award", "number"], name="payment_stage_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_on__isnull=False) & ~Q(bank_reference="")),
                name="payment_paid_when",
            ),
            # Two people for every pound that leaves. Erased people are NULL, which a check lets pass.
            models.CheckConstraint(
                condition=Q(paid_by=None) | Q(approved_by=None) | ~Q(paid_by=F("approved_by")),
                name="payment_by_two_people",
            ),
        ]

    def __str__(self):
        return f"Payment {self.number} of {self.award_id}: {pounds(self.amount)}"


@recorded(exclude=["what"])
class ChangeRequest(models.Model):
    """A charity asks to do something else than it applied for, or to have more time."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="change_requests")
    what = models.TextField("what is to change, and why")
    new_end = models.DateField("new end of the project", null=True, blank=True)
    new_target = money("new crowdfunding target in pounds", null=True, blank=True)
    state = models.CharField(max_length=8, choices=ChangeState, default=ChangeState.ASKED, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = person()
    decided_at = models.DateTimeField(null=True)
    decided_by = person()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(state="asked"), name="change_request_one_open"),
            models.CheckConstraint(condition=~Q(what=""), name="change_request_says_something"),
            models.CheckConstraint(condition=Q(new_target=None) | Q(new_target__gt=0), name="change_request_target"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False) & ~Q(answer="")),
                name="change_request_answered",
            ),
        ]

    def __str__(self):
        return self.what[:80]


@recorded()
class Repayment(models.Model):
    """Money of an award that comes back: what a charity did not spend, or what the funders claw back."""

    class Kind(models.TextChoices):
        UNSPENT = "unspent", "Not spent"
        CLAWBACK = "clawback", "Clawed back"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="repayments")
    kind = models.CharField(max_length=8, choices=Kind)
    amount = money("amount in pounds")
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=RepaymentState, default=RepaymentState.OWED, editable=False)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = person()
    settled_at = models.DateTimeField(null=True)
    settled_by = person()
    bank_reference = models.CharField(max_length=40, blank=True)
    waived_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_amount"),
            models.CheckConstraint(condition=~Q(why=""), name="repayment_says_why"),
            models.CheckConstraint(
                condition=Q(state="owed", settled_at=None)
                | (Q(state="received", settled_at__isnull=False) & ~Q(bank_reference=""))
                | (Q(state="waived", settled_at__isnull=False) & ~Q(waived_because="")),
                name="repayment_settled_when",
            ),
        ]

    def __str__(self):
        return f"{pounds(self.amount)}, {self.get_kind_display().lower()}"
