"""What an organisation offers: the thing a person goes to."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models.organisation import Organisation


class ServiceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_running=True, organisation__in=Organisation.objects.published())

    def located(self):
        """Those with a place that somebody can go to, or that reach people online."""
        somewhere = ~Q(place_name="", address="", postcode="") | Q(latitude__isnull=False)
        return self.filter(somewhere | Q(organisation__is_online=True))


def read_from_when(function, kind):
    """A column that the database works out from `when` by a function of migration 0030, whoever wrote the row."""
    return models.GeneratedField(
        expression=Func(F("when"), function=function, output_field=kind), output_field=kind, db_persist=True
    )


@recorded(exclude=["updated_at", "days", "opens_at", "closes_at"])
class Service(models.Model):
    """A service, a group or a session, in the words of whoever looks for it."""

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        DONATION = "donation", _("Give what you can")
        PAID = "paid", _("There is a charge")
        UNKNOWN = "unknown", _("Ask about the cost")

    class Joining(models.TextChoices):
        DROP_IN = "drop-in", _("Drop in")
        BOOK = "book", _("Book first")
        REFERRAL = "referral", _("Somebody must refer you")
        CONTACT = "contact", _("Get in touch first")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what happens"), blank=True)
    who_for = models.CharField(_("who it is for"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, default=Cost.UNKNOWN)
    cost_note = models.CharField(_("more about the cost"), max_length=200, blank=True)
    when = models.CharField(_("when"), max_length=300, blank=True, help_text=_("Such as: Tuesdays, 10am to noon."))
    days = read_from_when("organisations_days", ArrayField(models.CharField(max_length=2)))
    opens_at = read_from_when("organisations_opens_at", models.TimeField(null=True))
    closes_at = read_from_when("organisations_closes_at", models.TimeField(null=True))
    minimum_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    joining = models.CharField(_("how to take part"), max_length=10, choices=Joining, default=Joining.CONTACT)
    joining_note = models.CharField(_("more about taking part"), max_length=300, blank=True)
    access_needs = models.TextField(
        _("access"), blank=True, help_text=_("Steps, toilets, hearing loop, parking, quiet space, languages.")
    )

    place_name = models.CharField(_("place"), max_length=120, blank=True)
    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees.")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees.")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    getting_there = models.CharField(_("how to get there"), max_length=300, blank=True)

    is_running = models.BooleanField(_("running"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "name", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                & Q(latitude__isnull=False, longitude__isnull=False),
                name="service_place_whole",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
                name="service_ages_in_order",
            ),
        ]

    def __str__(self):
        return self.name
