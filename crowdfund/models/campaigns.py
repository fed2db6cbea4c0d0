"""Crowdfunding a backed project: the campaign, what it has raised, pledges on paper, and news. Amounts in pounds."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crowdfund.amounts import pounds
from crowdfund.models.applications import person
from crowdfund.models.awards import Award
from crowdfund.models.monitoring import Evidence
from crowdfund.models.rounds import money
from crowdfund.states import OfflineState
from kentcivil.audit.history import recorded

NOTHING = Decimal(0)


class CampaignQuerySet(models.QuerySet):
    def with_sums(self):
        """With all that the page of a project says of the money, in a fixed number of queries."""
        return self.select_related("award__application").prefetch_related(
            "award__lines__fund", "raised_updates", "offline_pledges"
        )


@recorded()
class Campaign(models.Model):
    """The crowdfunding of one project, all or nothing, on a platform elsewhere."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="campaign", editable=False)
    ends_at = models.DateTimeField("ends")
    platform = models.URLField("page on the crowdfunding platform", max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = person()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("opened_at")), name="campaign_opens_before_it_ends")
        ]

    def __str__(self):
        return f"Campaign of {self.award_id}"

    @property
    def latest(self):
        """The last update from the platform, or None. Takes a campaign loaded `with_sums`."""
        return max(self.raised_updates.all(), key=lambda one: (one.as_of, one.pk), default=None)

    def crowd(self):
        """What people have given on the platform and on paper."""
        counted = (one.amount for one in self.offline_pledges.all() if one.state == OfflineState.COUNTED)
        return (self.latest.amount if self.latest else NOTHING) + sum(counted, NOTHING)

    def supporters(self):
        """How many people have given, on the platform and on paper."""
        counted = sum(one.supporters for one in self.offline_pledges.all() if one.state == OfflineState.COUNTED)
        return (self.latest.supporters if self.latest else 0) + counted

    def raised(self):
        """All that counts towards the target: what the crowd gave, and what the public funds pledge."""
        return self.crowd() + self.award.amount()

    def missing(self):
        """What is still to be raised."""
        return max((self.award.target or NOTHING) - self.raised(), NOTHING)

    def is_reached(self):
        return bool(self.award.target) and not self.missing()

    def percent(self):
        """How much of the target is there, rounded down, at most 100."""
        return min(int(self.raised() * 100 / self.award.target), 100) if self.award.target else 0


@recorded()
class RaisedUpdate(models.Model):
    """What the crowdfunding platform showed at a moment, entered by somebody who is allowed to."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="raised_updates")
    amount = money("raised from the crowd on the platform, without the councils' pledge, in pounds")
    supporters = models.PositiveIntegerField("people who gave there")
    as_of = models.DateTimeField("seen", default=timezone.now)
    entered_by = person()

    class Meta:
        ordering = ["as_of", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="raised_update_amount")]

    def __str__(self):
        return f"{pounds(self.amount)} from {self.supporters}"


@recorded(exclude=["giver"])
class OfflinePledge(models.Model):
    """A pledge made on paper or in cash. It counts once an officer has seen the evidence."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="offline_pledges")
    amount = money("amount in pounds")
    supporters = models.PositiveIntegerField("people who gave", default=1)
    giver = models.CharField("who gave, for the officers", max_length=200)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=OfflineState, default=OfflineState.WAITING, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = person()
    decided_at = models.DateTimeField(null=True)
    decided_by = person()
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="offline_pledge_amount"),
            models.CheckConstraint(condition=Q(supporters__gt=0), name="offline_pledge_supporters"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="offline_pledge_decided_when",
            ),
        ]

    def __str__(self):
        return f"{pounds(self.amount)} on paper"


@recorded()
class ProjectNews(models.Model):
    """What a charity tells everybody about its project. An officer can take it off the page."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="news")
    title = models.CharField(max_length=120)
    text = models.TextField()
    posted_at = models.DateTimeField(default=timezone.now)
    posted_by = person()
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = person()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        verbose_name_plural = "project news"
        constraints = [models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="project_news_says_something")]

    def __str__(self):
        return self.title
