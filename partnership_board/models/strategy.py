"""The strategy: its story, its objectives, and the commitments under them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Person
from partnership_board.states import UNFINISHED, CommitmentStatus, MilestoneState, PublicationState


class StrategyQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=PublicationState.PUBLISHED)

    def current(self):
        """The published strategy that started last, or None."""
        return self.current_alone().first()

    def current_alone(self):
        """The same as a queryset of at most one."""
        return self.filter(pk__in=self.published().order_by("-starts_on", "-pk").values("pk")[:1])


@recorded()
class Strategy(models.Model):
    """A strategy of the county for its civil society."""

    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.TextField(_("purpose"), help_text=_("What it is for, in plain words."))
    period = models.CharField(_("period"), max_length=60, help_text=_("Such as “2021-22 to 2024”."))
    starts_on = models.DateField(_("starts on"), help_text=_("The strategy that started last is the current one."))
    next_full_review = models.CharField(_("next full review"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PublicationState, default=PublicationState.DRAFT)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy")


@recorded()
class StrategyVersion(models.Model):
    """A step in the story of the strategy: a policy before it, a draft, a consultation, the decision, a review."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("Earlier policy")
        DRAFT = "draft", _("Draft")
        CONSULTATION = "consultation", _("Consultation")
        DECISION = "decision", _("Decision")
        LAUNCH = "launch", _("Launch")
        REVIEW = "review", _("Review")

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("strategy"), on_delete=models.CASCADE, related_name="versions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    dated = models.DateField(_("date"), help_text=_("For the order; where only a year is known, its first day."))
    when = models.CharField(_("when, as shown"), max_length=60, help_text=_("Such as “February to April 2020”."))
    summary = models.TextField(_("what happened"), blank=True)
    reference = models.CharField(_("reference"), max_length=40, blank=True, help_text=_("Such as “21/00055”."))

    class Meta:
        ordering = ["dated", "pk"]
        verbose_name = _("step in the story")
        verbose_name_plural = _("steps in the story")

    def __str__(self):
        return f"{self.when}: {self.title}"


@recorded()
class HeadlineFigure(models.Model):
    """A figure that the strategy publishes, with where it is from."""

    strategy = models.ForeignKey(Strategy, verbose_name=_("strategy"), on_delete=models.CASCADE, related_name="figures")
    key = models.SlugField(
        _("key"), max_length=40, help_text=_("Such as “organisations”; the home page looks the figure up by it.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    qualifier = models.CharField(_("before the number"), max_length=30, blank=True, help_text=_("Such as “over”."))
    value = models.PositiveIntegerField(_("number"))
    label = models.CharField(_("what it counts"), max_length=120)
    source = models.CharField(_("source"), max_length=250)
    dated = models.CharField(_("as at"), max_length=60)
    method = models.TextField(_("how it was counted"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("headline figure")
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="board_figure_key_once")]

    def __str__(self):
        return f"{self.number} {self.label}"

    @property
    def number(self):
        """The number as the strategy words it, such as "over 2,840"."""
        return f"{self.qualifier} {self.value:,}".strip()


@recorded()
class Objective(models.Model):
    """One of the aims of a strategy, under which its commitments stand."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("strategy"), on_delete=models.CASCADE, related_name="objectives"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(max_length=80)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("objective")
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="board_objective_slug_once")]

    def __str__(self):
        return self.title


class CommitmentQuerySet(models.QuerySet):
    def published(self):
        """Published commitments of published strategies."""
        return self.filter(state=PublicationState.PUBLISHED, objective__strategy__state=PublicationState.PUBLISHED)

    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today):
        """Unfinished commitments whose review is past its day."""
        return self.unfinished().filter(next_review_on__lt=today)

    def behind(self, today):
        """Commitments reported as behind, and unfinished ones with a review or a milestone that was missed."""
        late = Q(next_review_on__lt=today) | Exists(self._milestones_missed(today))
        return self.filter(Q(status=CommitmentStatus.BEHIND) | Q(late, status__in=UNFINISHED))

    def with_milestones_missed(self, today):
        """Each with `milestone_missed`: whether an unfinished one has a milestone whose day is over."""
        missed = Exists(self._milestones_missed(today).filter(commitment__status__in=UNFINISHED))
        return self.annotate(milestone_missed=missed)

    def _milestones_missed(self, today):
        milestones = self.model._meta.get_field("milestones").related_model.objects
        return milestones.filter(commitment=OuterRef("pk"), state=MilestoneState.AHEAD, due_on__lt=today)

    def matching(self, text):
        """Commitments with these words in their title, summary, measure or target."""
        query = SearchQuery(text, search_type="websearch", config="english")
        words = SearchVector("title", "summary", "measure", "target", config="english")
        return self.annotate(words=words).filter(words=query)

    def count_by_status(self):
        """A dict of CommitmentStatus values to how many there are; statuses that none has are left out."""
        return dict(self.order_by().values_list("status").annotate(Count("pk")))


@recorded()
class Commitment(models.Model):
    """A promise of the strategy that can be checked: an owner, a measure, and a day on which it is looked at again."""

    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="commitments"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="commitments")
    measure = models.CharField(_("measure"), max_length=250, help_text=_("What is counted or looked at."))
    baseline = models.CharField(_("baseline"), max_length=150, help_text=_("Where it started, and when."))
    target = models.CharField(_("target"), max_length=150, help_text=_("Where it should be, and by when."))
    status = models.CharField(
        _("status"), max_length=12, choices=CommitmentStatus, default=CommitmentStatus.NOT_STARTED
    )
    next_review_on = models.DateField(_("next review"))
    state = models.CharField(_("state"), max_length=10, choices=PublicationState, default=PublicationState.DRAFT)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["objective__order", "order", "pk"]
        verbose_name = _("commitment")
        indexes = [models.Index(fields=["next_review_on"], name="board_commitment_by_review")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("commitment", args=[self.slug])

    @property
    def is_finished(self):
        return self.status not in UNFINISHED

    @property
    def is_overdue(self):
        """Unfinished, and the day of its review is over in London."""
        return not self.is_finished and self.next_review_on < timezone.localdate()


@recorded()
class ProgressUpdate(models.Model):
    """What was reported on a commitment on a day. Reports are added and never changed."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("commitment"), on_delete=models.CASCADE, related_name="updates"
    )
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    status = models.CharField(_("status"), max_length=12, choices=CommitmentStatus)
    summary = models.TextField(_("what was done"))
    measured = models.CharField(_("measured"), max_length=150, blank=True, help_text=_("The measure as it stands now."))
    evidence = models.URLField(
        _("evidence"), blank=True, validators=[RegexValidator(r"^https?://", _("A web address starts with https://."))]
    )

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("progress update")
        # Who reported may be erased; what was reported, never changed.
        triggers = [
            pgtrigger.Protect(
                name="unchanging",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["reported_by"]),
            )
        ]

    def __str__(self):
        return f"{self.commitment}: {self.get_status_display()}"
