"""Bodies, the seats on them, and who holds a seat from when to when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Deferrable, F, Func, Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models import Organisation
from partnership_board.deadlines import NoticeRule


class BodyQuerySet(models.QuerySet):
    def published(self):
        """All of them: who the bodies are is public."""
        return self.all()

    def of_member(self, user, day):
        """Bodies on which a user holds a seat that day; an observer is no member."""
        running = Term.objects.on(day).filter(person__user=user).exclude(seat__role=Seat.Role.OBSERVER)
        return self.filter(pk__in=running.values("seat__body"))


@recorded()
class Body(models.Model):
    """A body that meets: the board, the steering group or a working group."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Strategic board")
        STEERING_GROUP = "steering_group", _("Steering group")
        WORKING_GROUP = "working_group", _("Working group")

    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField(
        _("short code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", _("Two to six capital letters, such as SPB."))],
        help_text=_("The first part of its decisions’ references, such as SPB in SPB/2022/7."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORKING_GROUP)
    purpose = models.TextField(_("purpose"), help_text=_("What the body is for, in plain words. Shown in public."))
    reports_to = models.CharField(_("reports to"), max_length=200, blank=True)
    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        if self.kind == self.Kind.BOARD:
            return reverse("board")
        return reverse("board_body", args=[self.slug])

    def has_member(self, user):
        """Whether a user holds a seat on it today."""
        return Body.objects.of_member(user, timezone.localdate()).filter(pk=self.pk).exists()

    def terms_on(self, day):
        """The version of the terms of reference in force on a date, or None before the first one."""
        # In Python: whoever has read the terms of many bodies at once asks no more.
        return next((version for version in self.terms.all() if version.starts_on <= day), None)

    def read_members(self, today):
        """Read its seats as `members`, each with its terms of that day as `current_terms` and those who may stand in
        for its holder as `stand_ins`.
        """
        from partnership_board.models.attendance import Substitute

        terms = Term.objects.on(today).select_related("person__organisation")
        substitutes = Substitute.objects.on(today).select_related("person")
        seats = Seat.objects.existing(today).prefetch_related(
            Prefetch("terms", terms, to_attr="current_terms"), Prefetch("substitutes", substitutes, to_attr="stand_ins")
        )
        prefetch_related_objects([self], Prefetch("seats", seats, to_attr="members"))

    def notice_rule_on(self, day):
        """The rule for notice of a meeting on a date: that of the terms of reference, or the usual five clear days."""
        version = self.terms_on(day)
        return version.notice_rule if version else NoticeRule()


# An address for reminders, never shown in public, stays out of the history so that it can be erased.
@recorded(exclude=["email"])
class Person(models.Model):
    """Somebody who sits on a body, owns an action or owns a commitment."""

    name = models.CharField(_("name"), max_length=150)
    capacity = models.CharField(
        _("here as"), max_length=200, help_text=_("Such as “Leader of Kent County Council”. Shown in public.")
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation in the directory"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="board_people",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="board_person",
    )
    email = models.EmailField(
        _("email address"), blank=True, help_text=_("For reminders, where there is no account. Never shown in public.")
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return f"{self.name}, {self.capacity}"

    @property
    def address(self):
        """Where reminders go: the account's address, else the one kept here, else an empty string."""
        if self.user is not None and self.user.is_active:
            return self.user.email
        return self.email


class SeatQuerySet(models.QuerySet):
    def existing(self, today):
        """Seats that have not been abolished by that day."""
        return self.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=today))


@recorded()
class Seat(models.Model):
    """A post on a body. It is there whether or not anybody holds it, so that a vacancy can be seen."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice_chair", _("Vice-chair")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="seats")
    title = models.CharField(_("seat"), max_length=150, help_text=_("Such as “District councils, east Kent”."))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    nominated_by = models.CharField(_("nominated by"), max_length=150)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lowest first."))
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("seat")
        constraints = [
            models.UniqueConstraint(
                "body",
                Lower("title"),
                name="board_seat_title_once",
                violation_error_message=_("This body has a seat with this title."),
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.body})"


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class TermQuerySet(models.QuerySet):
    def on(self, day):
        """Terms that run on that day: the first day counts, the last date given does not."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def held(self):
        return self.filter(person__isnull=False)

    def vacancies(self):
        """Spells in which it was put on record that nobody held the seat."""
        return self.filter(person__isnull=True)


@recorded()
class Term(models.Model):
    """A person holds a seat from one day until another; with no person, the record of a vacancy.

    The dates are a half-open interval, so the next holder may start on the day the last one ends.
    """

    seat = models.ForeignKey(Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="terms")
    person = models.ForeignKey(
        Person,
        verbose_name=_("holder"),
        on_delete=models.PROTECT,
        related_name="terms",
        null=True,
        blank=True,
        help_text=_("Leave empty to record a vacancy."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day on which they no longer hold it; the next holder can start that day."),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Such as “nomination awaited”. Shown in public.")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="board_term_ends_after_start",
                violation_error_message=_("A term must end after the day it starts."),
            ),
            # Deferred, so that one save may end a term and begin the next in either order.
            ExclusionConstraint(
                name="board_term_one_holder",
                expressions=[
                    (DateRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("seat", RangeOperators.EQUAL),
                ],
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_(
                    "This seat has a holder, or a recorded vacancy, on some of these days. "
                    "End that term first: two people cannot hold one seat."
                ),
            ),
        ]

    def __str__(self):
        who = self.person.name if self.person else _("vacant")
        return f"{self.seat.title}: {who}, {self.starts_on:%-d %B %Y}"
