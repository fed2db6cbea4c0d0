"""Planning ahead: series of meetings, and what will come to a body before it is on an agenda."""

import calendar
from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from partnership_board.deadlines import WORKING_DAYS
from partnership_board.exemptions import exemption_field
from partnership_board.models.bodies import Body
from partnership_board.models.meetings import AgendaItem


@recorded()
class Series(models.Model):
    """Meetings that a body holds each month on the same weekday: "the second Tuesday"."""

    class Week(models.IntegerChoices):
        FIRST = 1, _("first")
        SECOND = 2, _("second")
        THIRD = 3, _("third")
        FOURTH = 4, _("fourth")
        LAST = 5, _("last")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="series")
    title = models.CharField(_("title of each meeting"), max_length=150)
    week = models.PositiveSmallIntegerField(_("which one of the month"), choices=Week, default=Week.SECOND)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, default=Weekday.TUESDAY)
    starts = models.TimeField(_("starts"), help_text=_("Kent time."))
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=120, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("link to join or watch online"), blank=True)
    notes = models.TextField(_("note to the public"), blank=True)

    class Meta:
        ordering = ["body", "pk"]
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        constraints = [
            models.CheckConstraint(condition=Q(week__gte=1, week__lte=5), name="board_series_week"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=4), name="board_series_weekday"),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_week_display()} {self.get_weekday_display()})"

    def day_in(self, year, month):
        """Its date in a month; where that is a bank holiday, the next working day."""
        first, length = calendar.monthrange(year, month)
        days = [day for day in range(1, length + 1) if (first + day - 1) % 7 == self.weekday]
        found = date(year, month, days[-1] if self.week == self.Week.LAST else days[self.week - 1])
        while not WORKING_DAYS.counts(found):
            found += timedelta(days=1)
        return found


class ForwardItemQuerySet(models.QuerySet):
    def published(self):
        """What is to come and everybody may know of; what is on an agenda by now is shown there."""
        return self.filter(exemption__isnull=True, item__isnull=True)


@recorded()
class ForwardItem(models.Model):
    """Something that will come to a body: the forward plan, until it is put on an agenda."""

    body = models.ForeignKey(Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="forward_plan")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("for"), max_length=12, choices=AgendaItem.Kind, default=AgendaItem.Kind.DISCUSSION)
    expected = models.DateField(_("expected"), help_text=_("Any day of the month in which it is expected."))
    lead = models.CharField(_("who brings it"), max_length=150, blank=True)
    description = models.TextField(_("what it is about"), blank=True)
    exemption = exemption_field()
    item = models.OneToOneField(
        AgendaItem,
        verbose_name=_("on the agenda as"),
        on_delete=models.SET_NULL,
        related_name="planned_as",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ForwardItemQuerySet.as_manager()

    class Meta:
        ordering = ["expected", "pk"]
        verbose_name = _("item of the forward plan")
        verbose_name_plural = _("forward plan")

    def __str__(self):
        return self.title
