"""Who was asked to a meeting, what they answered, who stood in, and who came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.models.bodies import Person, Seat
from partnership_board.models.frozen import frozen_with_meeting
from partnership_board.models.meetings import Meeting


class SubstituteQuerySet(models.QuerySet):
    def on(self, day):
        """Those who may stand in on that day: the first day counts, the last date given does not."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


@recorded()
class Substitute(models.Model):
    """Somebody named to stand in for whoever holds a seat."""

    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="substitutes")
    person = models.ForeignKey(
        Person, verbose_name=_("substitute"), on_delete=models.PROTECT, related_name="substitute_for"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which they no longer are.")
    )

    objects = SubstituteQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("substitute")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")),
                name="board_substitute_ends_after_start",
                violation_error_message=_("It must end after the day it starts."),
            )
        ]

    def __str__(self):
        return f"{self.person.name} ({self.seat.title})"


class AttendanceQuerySet(models.QuerySet):
    def in_order(self):
        """By the order of the seats, with all that a list of names shows."""
        return self.select_related("seat", "member", "substitute").order_by("seat__order", "seat_id")

    def came(self):
        """Seats that somebody filled, themselves or by a substitute."""
        return self.filter(came__in=Attendance.FILLED)

    def towards_quorum(self):
        """Seats that were filled and count: an observer's does not."""
        return self.came().exclude(seat__role=Seat.Role.OBSERVER)

    def of(self, person):
        """Rows of a person, as the member or as whoever stands in."""
        return self.filter(Q(member=person) | Q(substitute=person))


@recorded()
class Attendance(models.Model):
    """One seat at one meeting: its holder on that day, their answer, and who filled it."""

    class Reply(models.TextChoices):
        NONE = "", _("No answer yet")
        COMING = "coming", _("Coming")
        APOLOGIES = "apologies", _("Apologies")

    class Came(models.TextChoices):
        UNKNOWN = "", _("Not recorded")
        MEMBER = "member", _("Came")
        SUBSTITUTE = "substitute", _("Substitute came")
        NOBODY = "nobody", _("Did not come")

    FILLED = (Came.MEMBER, Came.SUBSTITUTE)

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="attendances"
    )
    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Person, verbose_name=_("member"), on_delete=models.PROTECT, related_name="attendances")
    reply = models.CharField(_("answer"), max_length=10, choices=Reply, blank=True, default=Reply.NONE)
    substitute = models.ForeignKey(
        Person,
        verbose_name=_("substitute"),
        on_delete=models.PROTECT,
        related_name="stands_in_at",
        null=True,
        blank=True,
    )
    came = models.CharField(_("who came"), max_length=10, choices=Came, blank=True, default=Came.UNKNOWN)
    online = models.BooleanField(_("online"), default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="board_attendance_once"),
            models.CheckConstraint(
                condition=~Q(came="substitute") | Q(substitute__isnull=False),
                name="board_attendance_names_substitute",
                violation_error_message=_("Say who the substitute was."),
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=models.F("member")),
                name="board_attendance_other_substitute",
                violation_error_message=_("A substitute is somebody else than the member."),
            ),
        ]
        triggers = [frozen_with_meeting()]

    def __str__(self):
        return f"{self.seat.title}: {self.member.name}"

    @property
    def who_came(self):
        """The Person who filled the seat, or None."""
        return {self.Came.MEMBER: self.member, self.Came.SUBSTITUTE: self.substitute}.get(self.came)
