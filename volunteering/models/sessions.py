"""Sessions of an opportunity, and the places that people take on them.

Three things are held by the database itself (migration 0011): a session's `taken` is always the count of seats kept
for people, it never exceeds the capacity, and nobody has two places that overlap.
"""

import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity
from volunteering.models.volunteers import Volunteer
from volunteering.states import COLOURS, HELD, IN_PLAY, PlaceState, SessionState

LONGEST = timedelta(hours=24)
LARGEST = 1000
"""Seats on one session."""
OFFER_LASTS = timedelta(hours=24)


class SessionQuerySet(models.QuerySet):
    def published(self):
        """What the public may see: planned, not begun, of an opportunity that is on offer today."""
        return self.upcoming().filter(opportunity__in=Opportunity.objects.published())

    def upcoming(self):
        """Planned and not begun."""
        return self.filter(state=SessionState.PLANNED, starts_at__gt=timezone.now())

    def past(self):
        """Held and over; the day's attendance can be written down from its start."""
        return self.filter(state=SessionState.PLANNED, starts_at__lte=timezone.now())

    def of(self, user):
        """Those of the organisations that this person speaks for."""
        return self.filter(opportunity__organisation__memberships__user=user)

    def in_order(self):
        return self.order_by("starts_at", "pk")


# `taken` follows from the places, which keep their own history.
@recorded(exclude=["taken"])
class Session(models.Model):
    """Once that an opportunity happens: from when to when, and for how many."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=_("In calendars; never changes."))
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    capacity = models.PositiveSmallIntegerField(
        _("number of places"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    place = models.CharField(_("where to meet"), max_length=120, blank=True)
    note = models.CharField(_("what to bring or know"), max_length=300, blank=True)
    taken = models.PositiveSmallIntegerField(_("places taken or offered"), default=0, editable=False)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED, editable=False)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False, help_text=_("Counts changes, for calendars."))

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["opportunity", "starts_at"], name="session_of_opportunity")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(ends_at__lte=F("starts_at") + LONGEST), name="session_within_a_day"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=LARGEST), name="session_has_places"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="session_not_overbooked"),
            models.CheckConstraint(
                condition=Q(state="cancelled") | Q(cancelled_because=""), name="session_reason_when_cancelled"
            ),
        ]

    def __str__(self):
        return f"{self.opportunity}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def colour(self):
        return COLOURS[SessionState(self.state)]

    @property
    def is_cancelled(self):
        return self.state == SessionState.CANCELLED

    @property
    def free(self):
        """Seats that nobody has."""
        return self.capacity - self.taken

    @property
    def has_begun(self):
        """The one rule of when a session is closed for taking and giving up: page, action and query use it."""
        return self.starts_at <= timezone.now()

    @property
    def minutes(self):
        """How long it lasts by the clock on the wall of a ship: a session across a clock change is not shorter."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def day(self):
        """The day in Kent on which it begins."""
        return timezone.localdate(self.starts_at)

    @property
    def where(self):
        return self.place or self.opportunity.where

    def offer_until(self, now):
        """Until when an offer made now is good: a day, and never beyond the start."""
        return min(now + OFFER_LASTS, self.starts_at)


class PlaceQuerySet(models.QuerySet):
    def of(self, user):
        """Those of one person."""
        return self.filter(volunteer__user=user, volunteer__erased_at__isnull=True)

    def in_play(self):
        return self.filter(state__in=IN_PLAY)

    def held(self):
        return self.filter(state__in=HELD)

    def taken(self):
        return self.filter(state=PlaceState.TAKEN)

    def in_line(self):
        """The waiting list, first come first."""
        return self.filter(state=PlaceState.WAITING).order_by("pk")

    def run_out(self, now):
        """Offers that were not taken up in time, and waiting for a session that has begun."""
        return self.filter(
            Q(state=PlaceState.OFFERED, offered_until__lte=now)
            | Q(state__in=[PlaceState.WAITING, PlaceState.OFFERED], session__starts_at__lte=now)
        )

    def seen_by_broker(self, user):
        """Those with opportunities that this person's centres look after."""
        return self.filter(session__opportunity__centre__in=VolunteerCentre.objects.of(user))


@recorded(exclude=["answers"])
class Place(models.Model):
    """One person's wish to be at one session, from asking to having been there."""

    class Attendance(models.TextChoices):
        CAME = "came", _("Came")
        EXCUSED = "excused", _("Told us they could not come")
        NO_SHOW = "no-show", _("Did not come")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=_("In calendars; never changes."))
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="places")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=10, choices=PlaceState, default=PlaceState.WAITING, editable=False)
    during = DateTimeRangeField(null=True, editable=False, help_text=_("The session's time; kept by the database."))
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    offered_until = models.DateTimeField(null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(default=timezone.now, editable=False)
    answers = models.JSONField(default=list, blank=True, help_text=_("Pairs of a question and what was answered."))
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "pk"]
        indexes = [
            models.Index(fields=["session", "id"], condition=Q(state="waiting"), name="place_waiting_list"),
            models.Index(fields=["offered_until"], condition=Q(state="offered"), name="place_offers"),
            models.Index(fields=["volunteer", "-asked_at"], name="place_of_volunteer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "volunteer"],
                condition=Q(state__in=["waiting", "offered", "taken"]),
                name="place_once_in_play",
            ),
            ExclusionConstraint(
                name="place_one_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="taken"),
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="place_offer_has_an_end"
            ),
            models.CheckConstraint(condition=Q(attendance="") | Q(state="taken"), name="place_attended_was_taken"),
        ]

    def __str__(self):
        return _("Place %(number)s") % {"number": self.pk}

    @property
    def colour(self):
        return COLOURS[PlaceState(self.state)]

    @property
    def is_taken(self):
        return self.state == PlaceState.TAKEN

    def offer_is_open(self, now):
        """The one rule of whether an offer can still be accepted."""
        return self.state == PlaceState.OFFERED and now < self.offered_until and now < self.session.starts_at

    @property
    def number_in_line(self):
        """1 for whoever is next."""
        return self.session.places.in_line().filter(pk__lte=self.pk).count()
