"""What was offered to whom, from which fund. Amounts in pounds."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crowdfund.models.applications import Application, person
from crowdfund.models.rounds import Fund, money
from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models import Identifier


class AwardQuerySet(models.QuerySet):
    def published(self):
        """Awards that were announced: what the public may see."""
        return self.filter(application__case__announced_at__isnull=False)


@recorded()
class Award(models.Model):
    """The award for one application, with a line for each fund that pays part of it."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award", editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.OFFERED, editable=False)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    offered_by = person()

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]

    def __str__(self):
        return f"Award for {self.application}"

    def amount(self):
        """All lines together."""
        return sum((line.amount for line in self.lines.all()), Decimal(0))


class AwardLineQuerySet(models.QuerySet):
    def published(self):
        """Lines of announced awards, with all that is told of them, the oldest first."""
        return (
            # As Award.objects.published(), over the joins that are there anyway: a second set can go very slowly.
            self.filter(award__application__case__announced_at__isnull=False)
            .select_related("fund", "award__application__round", "award__application__organisation")
            .prefetch_related(
                models.Prefetch("award__application__districts", District.objects.order_by("name")),
                "award__application__objectives",
                models.Prefetch(
                    "award__application__organisation__identifiers", Identifier.objects.order_by("scheme", "number")
                ),
            )
            .order_by("award__offered_at", "award_id", "fund__slug")
        )


@recorded()
class AwardLine(models.Model):
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="lines")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="award_lines")
    amount = money("amount in pounds")

    objects = AwardLineQuerySet.as_manager()

    class Meta:
        ordering = ["fund__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "fund"], name="award_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="award_line_amount"),
        ]

    def __str__(self):
        return f"{self.amount} from {self.fund}"
