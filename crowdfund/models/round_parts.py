"""What a round has beside its questions: the criteria by which it is judged, and answers to what people often ask."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from crowdfund.models.rounds import PARAGRAPHS, Round
from kentcivil.audit.history import recorded

HEAVIEST = 100


@recorded()
class Criterion(models.Model):
    """Something by which every application of a round is judged, and how much it counts beside the others."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    description = models.TextField("what a good answer shows", blank=True, help_text=PARAGRAPHS)
    weight = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)],
        help_text="How much it counts beside the others: 2 counts twice as much as 1.",
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="criterion_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, HEAVIEST)), name="criterion_weight"),
        ]

    def __str__(self):
        return self.name


@recorded()
class FrequentQuestion(models.Model):
    """A question that people ask about a round, with its answer."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="frequent_questions")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(max_length=250)
    answer = models.TextField(help_text=PARAGRAPHS)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "frequently asked question"

    def __str__(self):
        return self.question
