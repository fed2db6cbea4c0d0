"""Deciding a round: its cases with their checks, assessments, notes and decisions."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from crowdfund.amounts import pounds
from crowdfund.models.applications import Application, person
from crowdfund.models.conflicts import conflicted
from crowdfund.models.rounds import Round, RoundFund, money
from crowdfund.permissions import can_assess, can_see_deliberations
from crowdfund.scoring import percent_of, spread_of
from crowdfund.states import ApplicationState, AssignmentState, CheckState, Outcome, Stage
from kentcivil.audit.history import recorded

BLIND = (Stage.NOT_BEGUN, Stage.CHECKS, Stage.ASSESSING)
"""In these nobody but its writer sees a score."""


@recorded()
class Deliberation(models.Model):
    """The deciding of one round."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="deliberation", editable=False)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.NOT_BEGUN, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    announced_by = person()

    class Meta:
        ordering = ["-round__closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="announced", announced_at__isnull=False)
                | (~Q(stage="announced") & Q(announced_at=None)),
                name="deliberation_announced_when",
            )
        ]

    def __str__(self):
        return f"Deciding on {self.round}"

    @property
    def is_blind(self):
        return self.stage in BLIND


@recorded()
class InterestsDeclared(models.Model):
    """Somebody has gone through the applicants of a round and said with which they have a conflict, if with any."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="interests_declared")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deliberation", "person"], name="interests_declared_once")]

    def __str__(self):
        return f"{self.person_id} for {self.deliberation_id}"


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The cases somebody may read: never one that they are conflicted with.

        Officers and auditors read every other; assessors those that they are to score or have scored.
        """
        if can_see_deliberations(user):
            cases = self
        elif can_assess(user):
            own = Assignment.objects.taken().filter(case=OuterRef("pk"), assessor=user)
            cases = self.filter(Exists(own))
        else:
            return self.none()
        return cases.exclude(conflicted(user, "application", "application__organisation"))

    def standing(self):
        """Those whose application was not withdrawn meanwhile."""
        return self.filter(application__state=ApplicationState.SUBMITTED)

    def ruled_out(self):
        """Those with a check that failed; they are not assessed."""
        return self.filter(Exists(Check.objects.filter(case=OuterRef("pk"), state=CheckState.FAILED)))

    def in_the_running(self):
        failed = Check.objects.filter(case=OuterRef("pk"), state=CheckState.FAILED)
        return self.standing().filter(~Exists(failed))

    def in_order(self):
        """As the panel has ranked them."""
        return self.order_by(models.F("rank").asc(nulls_last=True), "pk")

    def announced(self):
        """The only ones of which an applicant or the public hears."""
        return self.exclude(announced_at=None)


# Reasons and feedback are what the history is for: they stay in it.
@recorded()
class Case(models.Model):
    """One application on its way to a decision. What is decided here is secret until it is announced."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="cases", editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="case", editable=False)
    rank = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="1 is the panel's first.")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNDECIDED, editable=False)
    reason = models.TextField(blank=True, editable=False, help_text="For the record; not sent to the applicant.")
    feedback = models.TextField(blank=True, editable=False, help_text="What the applicant is told.")
    conditions = models.TextField(
        "conditions of the offer", blank=True, editable=False, help_text="One on each line; sent with the offer."
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = person()
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["application__reference"]
        permissions = [("assess_case", "Can score the cases that are assigned to them")]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "rank"], name="case_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(outcome="undecided", decided_at=None) | (~Q(outcome="undecided") & ~Q(decided_at=None)),
                name="case_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None) | (~Q(outcome="undecided") & ~Q(reason="") & ~Q(feedback="")),
                name="case_announced_with_reason",
            ),
        ]

    def __str__(self):
        return self.application.reference

    def spread(self):
        """How far apart the submitted scores lie, or None without one. Assignments and scores are prefetched."""
        return spread_of(one.percent() for one in self.assignments.all() if one.state == AssignmentState.SUBMITTED)

    def proposed(self):
        """What is proposed from all funds together."""
        return sum((one.amount for one in self.proposals.all()), Decimal(0))


@recorded()
class Proposal(models.Model):
    """What one fund of the round is to give to one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    round_fund = models.ForeignKey(RoundFund, on_delete=models.PROTECT, related_name="proposals")
    amount = money("amount in pounds")

    class Meta:
        ordering = ["round_fund_id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round_fund"], name="proposal_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposal_amount"),
        ]

    def __str__(self):
        return f"{pounds(self.amount)} for {self.case}"


class CheckQuerySet(models.QuerySet):
    def open_to(self, user):
        """But for those that cite another application with which this person has a conflict of interest."""
        cited = Application.objects.filter(conflicted(user)).annotate(
            text=ExpressionWrapper(OuterRef("found"), output_field=models.TextField())
        )
        return self.exclude(Exists(cited.filter(text__contains=F("reference"))))


@recorded()
class Check(models.Model):
    """One thing to be checked before a case is assessed: the portal says what it found, a person decides."""

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", "Eligibility"
        DUE_DILIGENCE = "due_diligence", "Due diligence"
        REGISTER = "register", "Status in the register"
        REPEAT = "repeat", "Repeat project"
        AREA = "area", "Area"
        SUBSIDY = "subsidy", "Subsidy over three years"

    class Finding(models.TextChoices):
        FINE = "fine", "Looks fine"
        LOOK = "look", "Needs a look"
        WRONG = "wrong", "Seems to rule it out"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=15, choices=Kind)
    finding = models.CharField(max_length=5, choices=Finding)
    found = models.TextField(help_text="What the portal found, in sentences.")
    found_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.WAITING, editable=False)
    note = models.TextField(blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = person()

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="check_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & Q(state="passed", finding="fine"))
                | (Q(confirmed_at__isnull=False) & ~Q(state="waiting") & ~Q(note="")),
                name="check_confirmed_with_note",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.case}"


class AssignmentQuerySet(models.QuerySet):
    def taken(self):
        return self.exclude(state=AssignmentState.SET_ASIDE)

    def submitted(self):
        return self.filter(state=AssignmentState.SUBMITTED)

    def readable_by(self, user):
        """Those whose scores somebody may read: their own; others' once the blind stages are over.

        An assessor then reads those of the cases that they have scored themselves.
        """
        free = self.exclude(conflicted(user, "case__application", "case__application__organisation"))
        seen = ~Q(case__deliberation__stage__in=BLIND)
        if not can_see_deliberations(user):
            own = Assignment.objects.submitted().filter(case=OuterRef("case"), assessor=user)
            seen &= Q(Exists(own), state=AssignmentState.SUBMITTED)
        return free.filter(seen | Q(assessor=user, state__in=(AssignmentState.ASSIGNED, AssignmentState.SUBMITTED)))


@recorded()
class Assignment(models.Model):
    """A case given to an assessor, and their overall comment once they have one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assignments"
    )
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.ASSIGNED, editable=False)
    comment = models.TextField(blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = person()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "assessor"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(state="assigned", submitted_at=None)
                | Q(state="submitted", submitted_at__isnull=False)
                | Q(state="set_aside"),
                name="assignment_submitted_when",
            ),
        ]

    def __str__(self):
        return f"{self.case} to {self.assessor}"

    def percent(self):
        return percent_of((one.criterion.weight, one.points) for one in self.scores.all() if one.points is not None)


@recorded()
class ModerationNote(models.Model):
    """What was said when assessors compared their scores."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moderation_notes")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = person()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="moderation_note_says_something")]

    def __str__(self):
        return self.text[:80]
