"""A crisis: the one page on which people find who needs help most urgently, and the calls on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.opportunities import Opportunity
from volunteering.pilot_states import COLOURS, CrisisState


class CrisisQuerySet(models.QuerySet):
    def published(self):
        """The crisis that is on now; at most one."""
        return self.filter(state=CrisisState.RAISED)


@recorded()
class Crisis(models.Model):
    """A flood, a storm, an outbreak: what happened, and what people should know before they come to help."""

    title = models.CharField(max_length=100, help_text=_("For example: Flooding in Yalding and Maidstone"))
    summary = models.CharField(_("what happened, in one or two sentences"), max_length=300)
    advice = models.TextField(
        _("what to know before you come"), max_length=2000, blank=True, help_text=_("One point on each line.")
    )
    telephone = models.CharField(_("phone number for offers of help"), max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=CrisisState, default=CrisisState.PREPARED, editable=False)
    raised_at = models.DateTimeField(null=True, blank=True, editable=False)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    over_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CrisisQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("crises")
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="raised"), name="crisis_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="prepared", raised_at__isnull=True)
                | ~Q(state="prepared") & Q(raised_at__isnull=False),
                name="crisis_raised_has_time",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def colour(self):
        """Of the tag that shows its state."""
        return COLOURS[CrisisState(self.state)]

    @property
    def advice_list(self):
        return [line.strip() for line in self.advice.splitlines() if line.strip()]


class CrisisCallQuerySet(models.QuerySet):
    def published(self):
        """The calls of the crisis that is on now, for opportunities that are on offer: the most urgent first."""
        return self.filter(crisis__state=CrisisState.RAISED, opportunity__in=Opportunity.objects.published()).order_by(
            "met", "urgency", "pk"
        )


@recorded()
class CrisisCall(models.Model):
    """One opportunity that the crisis makes urgent."""

    class Urgency(models.IntegerChoices):
        NOW = 1, _("Now")
        TODAY = 2, _("Today")
        SOON = 3, _("In the next days")

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="calls")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="crisis_calls")
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.TODAY)
    needed = models.CharField(
        _("what is needed"), max_length=150, help_text=_("For example: 20 people with boots, until Friday")
    )
    met = models.BooleanField(_("enough people have come"), default=False)

    objects = CrisisCallQuerySet.as_manager()

    class Meta:
        ordering = ["urgency", "pk"]
        constraints = [models.UniqueConstraint(fields=["crisis", "opportunity"], name="crisis_call_once")]

    def __str__(self):
        return self.needed
