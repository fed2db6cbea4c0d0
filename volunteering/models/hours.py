"""Time that people gave: what they say, and apart from it what the organisation confirms."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity
from volunteering.models.sessions import Place
from volunteering.models.volunteers import Volunteer

A_DAY = 24 * 60
"""Minutes; more than this on one day is a slip of the finger."""


class HoursQuerySet(models.QuerySet):
    def of(self, user):
        """Those of one person."""
        return self.filter(volunteer__user=user)

    def for_organisations_of(self, user):
        """Those given to organisations that this person speaks for."""
        return self.filter(opportunity__organisation__memberships__user=user)

    def confirmed(self):
        """Those that the organisation has confirmed. Only these are counted in public."""
        return self.filter(confirmed_minutes__isnull=False)

    def to_confirm(self):
        """Claimed, and not yet looked at by the organisation."""
        return self.filter(confirmed_at__isnull=True)

    def minutes(self):
        """Confirmed minutes altogether, as a whole number."""
        return self.confirmed().aggregate(sum=Sum("confirmed_minutes"))["sum"] or 0

    def seen_by_broker(self, user):
        return self.filter(opportunity__centre__in=VolunteerCentre.objects.of(user))


_MINUTES = [MinValueValidator(1), MaxValueValidator(A_DAY)]


@recorded(exclude=["note"])
class Hours(models.Model):
    """One person's time for one opportunity on one day."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hours")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="hours")
    place = models.OneToOneField(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="hours")
    day = models.DateField(_("day"))
    claimed_minutes = models.PositiveSmallIntegerField(
        _("minutes the volunteer claims"), null=True, blank=True, validators=_MINUTES
    )
    note = models.CharField(_("what they did"), max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_minutes = models.PositiveSmallIntegerField(
        _("minutes the organisation confirms"), null=True, blank=True, validators=_MINUTES
    )
    confirmed_at = models.DateTimeField(_("looked at by the organisation"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = HoursQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        indexes = [
            models.Index(fields=["opportunity", "day"], name="hours_of_opportunity"),
            models.Index(fields=["volunteer", "-day"], name="hours_of_volunteer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "opportunity", "day"],
                condition=Q(place__isnull=True),
                name="hours_once_a_day_without_session",
            ),
            models.CheckConstraint(
                condition=Q(claimed_minutes__isnull=False, claimed_at__isnull=False)
                | Q(claimed_minutes__isnull=True, claimed_at__isnull=True, confirmed_at__isnull=False),
                name="hours_claimed_or_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(claimed_minutes__isnull=True) | Q(claimed_minutes__range=(1, A_DAY)),
                name="hours_claimed_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_minutes__isnull=True) | Q(confirmed_minutes__range=(1, A_DAY)),
                name="hours_confirmed_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_minutes__isnull=True) | Q(confirmed_at__isnull=False),
                name="hours_confirmed_has_time",
            ),
        ]

    def __str__(self):
        return _("Hours %(number)s") % {"number": self.pk}

    @property
    def is_refused(self):
        """Looked at by the organisation, which could not confirm any of it."""
        return self.confirmed_at is not None and self.confirmed_minutes is None


class ReferenceQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(volunteer__user=user)

    def for_organisations_of(self, user):
        return self.filter(opportunity__organisation__memberships__user=user)

    def open(self):
        return self.filter(state=Reference.State.ASKED)


@recorded(exclude=["purpose", "text"])
class Reference(models.Model):
    """A person asks an organisation they have helped to write about them; the person alone decides who reads it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        WRITTEN = "written", _("Written")
        DECLINED = "declined", _("The organisation would rather not")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="references")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="references")
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, editable=False)
    text = models.TextField(_("reference"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "opportunity"], condition=Q(state="asked"), name="reference_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False), name="reference_answer_has_time"
            ),
        ]

    def __str__(self):
        return _("Reference %(number)s") % {"number": self.pk}
