"""What was offered to whom, from which fund, under which conditions, and what became of it. Amounts in pounds."""

from decimal import Decimal

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from crowdfund import subsidies
from crowdfund.amounts import pounds
from crowdfund.models.applications import TOLD, Application, person
from crowdfund.models.rounds import Fund, money
from crowdfund.permissions import can_follow_awards
from crowdfund.states import FALLEN, AwardState, ChangeState
from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models import Identifier


def _public(path=""):
    """Whether an award was announced and still stands. :param path: the way to it, such as "award__"."""
    return Q(**{f"{path}application__case__announced_at__isnull": False}) & ~Q(**{f"{path}state__in": FALLEN})


def _changed_at(path=""):
    """When what is told of an award as a grant last changed: with its offer, or with the change that moved its end.

    :param path: as for _public.
    """
    from crowdfund.models.monitoring import ChangeRequest  # it points here

    moved = ChangeRequest.objects.filter(award=OuterRef(f"{path}pk"), state=ChangeState.AGREED, new_end__isnull=False)
    last = moved.order_by("-decided_at").values("decided_at")[:1]
    return Greatest(f"{path}offered_at", Subquery(last))  # of which NULL is never the greatest


class AwardQuerySet(models.QuerySet):
    def published(self):
        """Awards that were announced and still stand: what the public may see."""
        return self.filter(_public())

    def matching(self, text):
        """Those whose project has these words in its title, its summary or its organisation's name."""
        words = SearchVector(*(f"application__{name}" for name in TOLD), config="english")
        query = SearchQuery(text.replace("\x00", ""), search_type="websearch", config="english")
        return self.annotate(words=words).filter(words=query)

    def to(self, organisation):
        """Those of one organisation, the latest first, each with its application and lines."""
        awards = self.filter(application__organisation=organisation).exclude(slug=None)
        return awards.select_related("application").prefetch_related("lines").order_by("-offered_at", "-pk")

    def visible_to(self, user):
        """Those whose conditions, payments and reports somebody may read: never one they have a conflict with.

        Funding officers, the payments officer and auditors read every other.
        """
        from crowdfund.models.conflicts import conflicted  # it points here

        if not can_follow_awards(user):
            return self.none()
        return self.exclude(conflicted(user, "application", "application__organisation"))

    def last_changed(self):
        """When what is told of any of these as a grant last changed, or None when there are none."""
        return self.aggregate(last=Max(_changed_at()))["last"]

    def of_year(self, year):
        """Awards of a financial year, which begins on 1 April in London: 2026 for 2026-27."""
        return self.filter(offered_at__gte=subsidies.begins(year), offered_at__lt=subsidies.begins(year + 1))

    def of(self, user):
        """Announced awards of the organisations that somebody speaks for."""
        announced = self.filter(application__case__announced_at__isnull=False)
        return announced.filter(application__organisation__memberships__user=user)

    def lapsing_at(self, moment):
        """Offers that nobody has answered and whose time is over at a moment."""
        return self.filter(state=AwardState.OFFERED, lapses_at__lte=moment)

    def campaign_over_at(self, moment):
        """Those still being crowdfunded whose time for it is over at a moment."""
        return self.filter(state=AwardState.CAMPAIGN, campaign__ends_at__lte=moment)


@recorded()
class Award(models.Model):
    """The award for one application, with a line for each fund that pays part of it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award", editable=False)
    slug = models.SlugField(  # noqa: DJ001 (NULL where a row was written past the action that makes offers)
        max_length=140, unique=True, null=True, editable=False, help_text="Of its public page."
    )
    state = models.CharField(max_length=20, choices=AwardState, default=AwardState.OFFERED, editable=False)
    target = money("crowdfunding target in pounds, the pledge included", null=True, editable=False)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    offered_by = person()
    lapses_at = models.DateTimeField("offer lapses", null=True, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        permissions = [
            ("manage_award", "Can take awards from the offer to the last receipt"),
            ("pay_award", "Can record payments to funded organisations and what they pay back"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AwardState.values), name="award_state_known"),
            models.CheckConstraint(condition=Q(target=None) | Q(target__gt=0), name="award_target"),
        ]

    def __str__(self):
        return f"Award for {self.application}"

    def get_absolute_url(self):
        """The project's public page."""
        return reverse("crowdfund:project_page", args=[self.slug])

    def amount(self):
        """All lines together."""
        return sum((line.amount for line in self.lines.all()), Decimal(0))

    def ends_on(self):
        """The day on which the project ends: as was agreed last, or as it was applied for, or None."""
        agreed = (one for one in self.change_requests.all() if one.state == ChangeState.AGREED and one.new_end)
        moved = max(agreed, key=lambda one: (one.decided_at, one.pk), default=None)
        return moved.new_end if moved else self.application.ends_on


class AwardLineQuerySet(models.QuerySet):
    def published(self):
        """Lines of announced awards, with all that is told of them, the oldest first.

        Each has in `changed_at` when what is told of it as a grant last changed.
        """
        from crowdfund.models.monitoring import ChangeRequest  # it points here

        return (
            # As Award.objects.published(), over the joins that are there anyway: a second set can go very slowly.
            self.filter(_public("award__"))
            .annotate(changed_at=_changed_at("award__"))
            .select_related("fund", "award__application__round", "award__application__organisation__district")
            .prefetch_related(
                models.Prefetch("award__application__districts", District.objects.order_by("name")),
                "award__application__objectives",
                models.Prefetch("award__change_requests", ChangeRequest.objects.defer("what", "answer")),
                models.Prefetch(
                    "award__application__organisation__identifiers", Identifier.objects.order_by("scheme", "number")
                ),
            )
            .order_by("award__offered_at", "award_id", "fund__slug")
        )

    def of_year(self, year):
        """Lines of the awards of a financial year: 2026 for 2026-27."""
        return self.filter(
            award__offered_at__gte=subsidies.begins(year), award__offered_at__lt=subsidies.begins(year + 1)
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
        return f"{pounds(self.amount)} from {self.fund}"


class AwardStep(models.Model):
    """That a step was taken with an award: its story, written once and never changed."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    state = models.CharField("state after it", max_length=20, choices=AwardState)
    at = models.DateTimeField(default=timezone.now)
    by = person()
    note = models.TextField(blank=True, help_text="Read by the charity too.")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.step} of {self.award_id}"

    @property
    def title(self):
        """The step as a person says it: "Offer accepted"."""
        from crowdfund.wording import STEP_TITLES

        return STEP_TITLES[self.step]


class StepTaken(models.Model):
    """That a form was sent: its number, so that a second click on its button finds the first's result."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=30)
    number = models.UUIDField(help_text="Made with the form, a new one each time it is shown.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "award", "step"], name="step_taken_once")]

    def __str__(self):
        return f"{self.step} of {self.award_id}"


@recorded()
class AwardCondition(models.Model):
    """Something that the charity must keep to, beside what holds for every award."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(max_length=500)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = person()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="award_condition_says_something")]

    def __str__(self):
        return self.text[:80]


@recorded()
class SubsidyNotice(models.Model):
    """The written notice of minimal financial assistance, and the charity's written confirmation.

    Subsidy Control Act 2022, section 37: the notice says what is to be given; only once the recipient has confirmed
    that it stays within the limit is it given, and then the giving is confirmed in writing.
    """

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="subsidy_notice")
    amount = money("gross amount in pounds, as the notice gives it")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = person()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = person()
    received = money("other help received in the three financial years, in pounds, as confirmed", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, received=None)
                | (Q(confirmed_at__isnull=False) & Q(received__isnull=False)),
                name="subsidy_confirmed_with_amount",
            ),
            # Section 36: £315,000 over three financial years, this award among them.
            models.CheckConstraint(
                condition=Q(received=None) | Q(received__lte=Decimal(315_000) - models.F("amount")),
                name="subsidy_within_limit",
            ),
        ]

    def __str__(self):
        return f"Notice of {pounds(self.amount)} for {self.award_id}"
