"""The pilot that pays for the network: what was granted, to whom, when and what for."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models import Organisation
from volunteering.models.centres import VolunteerCentre


class PilotQuerySet(models.QuerySet):
    def published(self):
        return self.filter(public=True)


@recorded()
class Pilot(models.Model):
    """A grant to one centre to try out a way of working for the county."""

    name = models.CharField(max_length=120)
    centre = models.ForeignKey(VolunteerCentre, on_delete=models.PROTECT, related_name="pilots")
    funder = models.CharField(max_length=120, default="Kent County Council")
    funder_organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    grant = models.DecimalField(_("grant in pounds"), max_digits=11, decimal_places=2)
    decision_reference = models.CharField(max_length=20)
    decision_address = models.URLField(_("web address of the decision"), blank=True)
    started_on = models.DateField(help_text=_("The first day of the month in which it began."))
    months = models.PositiveSmallIntegerField(_("length in months"), validators=[MinValueValidator(1)])
    purpose = models.TextField(help_text=_("What it is for, in one or two sentences."))
    aims = models.TextField(help_text=_("What it is to achieve: one aim on each line."))
    story = models.TextField(
        blank=True, help_text=_("How it came about and how it works; leave an empty line between paragraphs.")
    )
    public = models.BooleanField(_("shown to the public"), default=False)

    objects = PilotQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grant__gt=0), name="pilot_grant_positive"),
            models.CheckConstraint(condition=Q(months__gte=1), name="pilot_has_length"),
        ]

    def __str__(self):
        return self.name

    @property
    def aim_list(self):
        return [line.strip() for line in self.aims.splitlines() if line.strip()]

    @property
    def ends_on(self):
        """The first day of the month after its last, such as 1 September 2022 for twelve months from September 2021."""
        month = self.started_on.month - 1 + self.months
        return self.started_on.replace(year=self.started_on.year + month // 12, month=month % 12 + 1)
