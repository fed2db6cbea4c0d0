"""Volunteer centres: the brokers between those who want to help and those who need it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from organisations.models import Organisation


class VolunteerCentreQuerySet(models.QuerySet):
    def published(self):
        """Centres that are part of the network today."""
        return self.filter(open=True)

    def serving(self, district):
        """Centres that work in this district, those with the fewest other districts first."""
        return (
            self.published()
            .filter(districts=district)
            .annotate(reach=models.Count("organisation__volunteercentre__districts"))
            .order_by("reach", "pk")
        )

    def of(self, user):
        """Centres that this person is a broker of."""
        return self.filter(brokers=user)


@recorded()
class VolunteerCentre(models.Model):
    """An organisation that brokers volunteering in some districts. A new one is a new row."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT)
    districts = models.ManyToManyField(District, related_name="volunteer_centres", verbose_name=_("districts served"))
    brokers = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Broker", related_name="volunteer_centres")
    email = models.EmailField(_("public email address"), blank=True)
    telephone = models.CharField(_("public phone number"), max_length=30, blank=True)
    open = models.BooleanField(_("open, and part of the network"), default=True)
    first_reply_days = models.PositiveSmallIntegerField(
        _("first reply within so many working days"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )

    objects = VolunteerCentreQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("volunteer centre")
        constraints = [
            models.CheckConstraint(condition=models.Q(first_reply_days__range=(1, 20)), name="centre_replies_in_days"),
        ]

    def __str__(self):
        return self.organisation.name


@recorded()
class Broker(models.Model):
    """Somebody who works for a volunteer centre and follows up its enquiries."""

    centre = models.ForeignKey(VolunteerCentre, on_delete=models.CASCADE, related_name="broker_posts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="broker_posts")
    told_of_new = models.BooleanField(_("gets an email about each new enquiry and opportunity"), default=True)

    class Meta:
        ordering = ["centre", "user__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["centre", "user"], name="broker_once")]

    def __str__(self):
        return f"{self.user}, {self.centre}"
