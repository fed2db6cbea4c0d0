"""The points that assessors give, and why."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from crowdfund.models.deliberation import Assignment
from crowdfund.models.round_parts import Criterion
from crowdfund.scoring import MOST_POINTS, POINTS
from kentcivil.audit.history import recorded


@recorded()
class Score(models.Model):
    """The points an assessor gives for one criterion, and why."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=POINTS, validators=[MaxValueValidator(MOST_POINTS)]
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__position", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__range=(0, MOST_POINTS)), name="score_points_within"
            ),
        ]

    def __str__(self):
        return f"{self.criterion_id} of {self.assignment_id}"
