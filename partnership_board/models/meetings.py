"""Meetings and their agendas."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.deadlines import notice
from partnership_board.exemptions import exemption_field
from partnership_board.models.bodies import Body
from partnership_board.models.frozen import frozen_with_meeting
from partnership_board.states import MeetingState

PUBLIC_STATES = (MeetingState.PUBLISHED, MeetingState.HELD, MeetingState.CANCELLED)


class MeetingQuerySet(models.QuerySet):
    def published(self):
        """What everybody may see: cancelled meetings too, since cancelling is shown and not hidden."""
        return self.filter(state__in=PUBLIC_STATES)

    def after(self, now):
        """Meetings that are not over, the next one first; cancelled ones are among them."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def upcoming(self, now):
        """Meetings that will take place or are taking place, the next one first."""
        return self.after(now).exclude(state=MeetingState.CANCELLED)

    def past(self, now):
        """Meetings that are over, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def matching(self, text):
        """Meetings whose title, body or public agenda has these words. What is not public cannot be searched for."""
        query = SearchQuery(text, search_type="websearch", config="english")
        items = (
            AgendaItem.objects.published()
            .filter(meeting=OuterRef("pk"))
            .annotate(words=SearchVector("title", "description", config="english"))
            .filter(words=query)
        )
        words = SearchVector("title", "body__name", config="english")
        return self.annotate(words=words).filter(Q(words=query) | Exists(items.order_by()))

    def with_agenda(self):
        """Each meeting with its items as `agenda`, and each item's papers with their current versions.

        Papers of items that are not public, and papers that are not public themselves, are not even read.
        """
        from partnership_board.models.links import ItemLink
        from partnership_board.models.papers import Paper

        papers = Paper.objects.open().with_current_version()
        links = ItemLink.objects.shown()
        items = AgendaItem.objects.prefetch_related(
            Prefetch("papers", papers, to_attr="open_papers"), Prefetch("links", links)
        )
        return self.select_related("body", "decision_note", "minutes").prefetch_related(
            "body__terms", "moves", "packs", Prefetch("items", items, to_attr="agenda")
        )


@recorded()
class Meeting(models.Model):
    """One meeting of one body."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        "partnership_board.Series",
        verbose_name=_("series"),
        on_delete=models.SET_NULL,
        related_name="meetings",
        null=True,
        blank=True,
        editable=False,
    )
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of the page’s address. Left empty, it is made from the body and the date."),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("link to join or watch online"), blank=True, help_text=_("Shown in public."))
    notes = models.TextField(_("note to the public"), blank=True, help_text=_("How to attend, for example."))
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    cancelled_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True, editable=False)
    late_reason = models.CharField(
        _("chair’s reason for late notice"), max_length=300, blank=True, editable=False, help_text=_("Shown in public.")
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Goes up when it is moved or cancelled: calendars follow it.")
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("meeting")
        indexes = [models.Index(fields=["state", "starts_at"], name="board_meeting_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="board_meeting_ends_after_start",
                violation_error_message=_("A meeting must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.DRAFT, published_at__isnull=True)
                | (~Q(state=MeetingState.DRAFT) & Q(published_at__isnull=False)),
                name="board_meeting_public_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state=MeetingState.CANCELLED) & ~Q(cancelled_reason=""))
                | (~Q(state=MeetingState.CANCELLED) & Q(cancelled_reason="")),
                name="board_meeting_cancelled_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {timezone.localtime(self.starts_at):%-d %B %Y}"

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("board_meeting", args=[self.slug])

    @property
    def is_public(self):
        return self.state in PUBLIC_STATES

    @property
    def is_cancelled(self):
        return self.state == MeetingState.CANCELLED

    @cached_property
    def notice_rule(self):
        """The rule for notice in force on the day of the meeting."""
        return self.body.notice_rule_on(timezone.localdate(self.starts_at))

    @property
    def notice(self):
        """The Notice that was given of the meeting; of a draft, what it would be if it were published now."""
        return self.notice_on(self.published_at or timezone.now())

    def notice_on(self, moment):
        """The Notice that something public from this moment on gives of the meeting."""
        return notice(moment, self, self.notice_rule)

    @property
    def public_packs(self):
        """Its packs for everybody, in order."""
        return [pack for pack in self.packs.all() if pack.audience == "public"]

    @property
    def has_begun(self):
        """Whether it is public, was not cancelled, and its time has come: from then on it is minuted."""
        return self.state in (MeetingState.PUBLISHED, MeetingState.HELD) and self.starts_at <= timezone.now()

    @property
    def is_late_now(self):
        """Whether what is added now comes between the last day of notice and the end of a public meeting."""
        if not self.is_public:
            return False
        given = self.notice_on(timezone.now())
        return given.is_late and not given.after_meeting

    def _free_slug(self):
        wanted = slugify(f"{self.body.slug} {timezone.localtime(self.starts_at):%Y-%m-%d}")[:100]
        taken = set(Meeting.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
        return next(slug for slug in candidates if slug not in taken)


@recorded()
class Move(models.Model):
    """That a public meeting was moved: from when and where, and why. The meeting itself says where to."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="moves")
    from_starts_at = models.DateTimeField(_("was to start"))
    from_place = models.CharField(_("was to be at"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    moved_at = models.DateTimeField(_("moved at"), default=timezone.now)

    class Meta:
        ordering = ["-moved_at", "-pk"]
        verbose_name = _("move of a meeting")
        verbose_name_plural = _("moves of meetings")

    def __str__(self):
        return f"{self.meeting}: {self.reason}"


class AgendaItemQuerySet(models.QuerySet):
    def published(self):
        """Items whose title and text everybody may read."""
        return self.filter(exemption__isnull=True, meeting__state__in=PUBLIC_STATES)


@recorded()
class AgendaItem(models.Model):
    """One item of an agenda. Of an item that is not public, the public learns its number and the reason only."""

    class Kind(models.TextChoices):
        PROCEDURE = "procedure", _("Procedure")
        DISCUSSION = "discussion", _("Discussion")
        DECISION = "decision", _("Decision")
        INFORMATION = "information", _("Information")

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("for"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    minutes_allotted = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    presenter = models.CharField(_("presented by"), max_length=150, blank=True)
    description = models.TextField(_("description"), blank=True)
    exemption = exemption_field()
    public_since = models.DateTimeField(_("on the public agenda since"), null=True, blank=True, editable=False)
    late_reason = models.CharField(
        _("chair’s reason, where it is late"),
        max_length=300,
        blank=True,
        help_text=_("Why this item, or a paper under it, is taken at shorter notice. Shown in public."),
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("agenda item")
        constraints = [
            # Deferred, so that one save may swap two numbers.
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="board_item_number_once",
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_("Another item of this agenda has this number."),
            )
        ]
        # Whether the public may read it can still change; what was on the agenda cannot.
        triggers = [
            frozen_with_meeting(
                when_changed=("meeting_id", "number", "title", "kind", "presenter", "description", "minutes_allotted")
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def save(self, *args, **kwargs):
        if self._state.adding and self.public_since is None and self.meeting.is_public:
            self.public_since = timezone.now()
        super().save(*args, **kwargs)

    @property
    def is_exempt(self):
        return self.exemption is not None

    @property
    def notice(self):
        """The Notice of an item that came on to the agenda after the rest of it; None for those that came with it."""
        if self.public_since is None or self.public_since <= self.meeting.published_at:
            return None
        return self.meeting.notice_on(self.public_since)
