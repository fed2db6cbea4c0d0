"""Milestones: days by which a part of a commitment, or of the strategy's next full review, is to be there."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.strategy import Commitment, Strategy
from partnership_board.states import UNFINISHED, MilestoneState, PublicationState


class MilestoneQuerySet(models.QuerySet):
    def published(self):
        """Milestones of what is public: of published commitments, and of published strategies' reviews."""
        published = PublicationState.PUBLISHED
        return self.filter(
            Q(strategy__state=published)
            | Q(commitment__state=published, commitment__objective__strategy__state=published)
        )

    def missed(self, today):
        """Not reached though their day is over, of what is still worked on."""
        late = self.filter(state=MilestoneState.AHEAD, due_on__lt=today)
        return late.filter(Q(commitment__isnull=True) | Q(commitment__status__in=UNFINISHED))


@recorded()
class Milestone(models.Model):
    """Something that is to be there by a day, on the way to a commitment or through the next full review."""

    commitment = models.ForeignKey(
        Commitment,
        verbose_name=_("commitment"),
        on_delete=models.CASCADE,
        related_name="milestones",
        null=True,
        blank=True,
    )
    strategy = models.ForeignKey(
        Strategy,
        verbose_name=_("next full review of"),
        on_delete=models.CASCADE,
        related_name="review_steps",
        null=True,
        blank=True,
    )
    title = models.CharField(_("milestone"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=MilestoneState, default=MilestoneState.AHEAD)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    evidence = models.URLField(
        _("evidence"), blank=True, validators=[RegexValidator(r"^https?://", _("A web address starts with https://."))]
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("milestone")
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, strategy__isnull=True)
                | Q(commitment__isnull=True, strategy__isnull=False),
                name="board_milestone_of_one_thing",
                violation_error_message=_("A milestone belongs to a commitment, or to the next full review."),
            ),
            models.CheckConstraint(
                condition=Q(state=MilestoneState.REACHED, reached_on__isnull=False)
                | Q(state=MilestoneState.AHEAD, reached_on__isnull=True),
                name="board_milestone_reached_has_day",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_missed(self):
        """Not reached, and its day is over in London; what is completed or stopped misses nothing."""
        if self.state != MilestoneState.AHEAD or self.due_on >= timezone.localdate():
            return False
        return self.commitment is None or not self.commitment.is_finished
