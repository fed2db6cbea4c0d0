"""What the pilot set out to do and what came of it: milestones, outcomes with their measurements, and lessons."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.ledger import BudgetLine
from volunteering.models.pilot import Pilot


class OfPublicPilot(models.QuerySet):
    def published(self):
        """Those of pilots that the public may see."""
        return self.filter(pilot__in=Pilot.objects.published())


@recorded()
class Milestone(models.Model):
    """Something that is to be there by a day."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=150)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    shown_by = models.CharField(
        _("how one can see it"), max_length=300, blank=True, help_text=_("The public reads this.")
    )

    objects = OfPublicPilot.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | ~Q(shown_by=""), name="milestone_reached_can_be_seen"
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"


@recorded()
class Outcome(models.Model):
    """A change that the grant is to bring: where it began, what it is to come to, and how it is measured."""

    class Counted(models.TextChoices):
        """Where the figure of today comes from."""

        RECORDED = "recorded", _("Measurements that are written down")
        HOURS = "hours", _("Hours that organisations confirmed, counted by this portal")
        OFFERED = "offered", _("Offers to help, counted by this portal")
        INTRODUCED = "introduced", _("People introduced, counted by this portal")
        DISTRICTS = "districts", _("Districts with a volunteer centre, counted by this portal")

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=150)
    measure = models.CharField(_("how it is measured"), max_length=300)
    unit = models.CharField(max_length=40, help_text=_("For example: hours, people, days, out of 100"))
    counted = models.CharField(_("counted from"), max_length=12, choices=Counted, default=Counted.RECORDED)
    baseline = models.DecimalField(_("where it began"), max_digits=12, decimal_places=2)
    baseline_on = models.DateField(_("measured on"))
    target = models.DecimalField(max_digits=12, decimal_places=2)
    target_on = models.DateField(_("to be reached by"))
    paid_from = models.ManyToManyField(
        BudgetLine, blank=True, related_name="outcomes", verbose_name=_("paid from these budget lines")
    )

    objects = OfPublicPilot.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="outcome_number_once"),
            models.CheckConstraint(condition=~Q(target=models.F("baseline")), name="outcome_is_a_change"),
            models.CheckConstraint(
                condition=Q(target_on__gt=models.F("baseline_on")), name="outcome_target_after_baseline"
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def is_reached_by(self, value):
        """Whether a value is at the target or past it, in the direction from the baseline to the target."""
        return value >= self.target if self.target > self.baseline else value <= self.target


@recorded()
class Measurement(models.Model):
    """What was measured for an outcome on a day, and how anybody can know."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measurements")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=300, help_text=_("Where the number is from; the public reads this."))

    class Meta:
        ordering = ["measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "measured_on"], name="measurement_once_a_day"),
        ]

    def __str__(self):
        return f"{self.measured_on}: {self.value}"


@recorded()
class Lesson(models.Model):
    """What went otherwise than thought, and what others may learn from it."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="lessons")
    learned_on = models.DateField()
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=2000)
    public = models.BooleanField(_("shown to the public"), default=False)

    class Meta:
        ordering = ["-learned_on", "pk"]

    def __str__(self):
        return self.title
