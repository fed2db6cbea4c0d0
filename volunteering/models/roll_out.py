"""How far each district has come on its way into the network of volunteer centres."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from kentcivil.geography.models import District
from volunteering.models.centres import VolunteerCentre
from volunteering.pilot_states import COLOURS, RollOutStage


@recorded()
class RollOut(models.Model):
    """One district on the roll-out board. A district without a row has not started."""

    district = models.OneToOneField(District, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        VolunteerCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="roll_outs"
    )
    stage = models.CharField(max_length=12, choices=RollOutStage, default=RollOutStage.NOT_STARTED, editable=False)
    since = models.DateField(_("at this stage since"), editable=False)
    next_step = models.CharField(max_length=200, blank=True, help_text=_("The public reads this."))
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)

    class Meta:
        ordering = ["district__name"]
        verbose_name = _("district on the roll-out board")
        verbose_name_plural = _("roll-out board")
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="running") | Q(centre__isnull=False), name="roll_out_running_has_centre"
            ),
            models.CheckConstraint(
                condition=Q(next_step="", next_step_on__isnull=True) | ~Q(next_step="") & Q(next_step_on__isnull=False),
                name="roll_out_next_step_has_date",
            ),
        ]

    def __str__(self):
        return str(self.district)

    @property
    def colour(self):
        """Of the tag that shows its stage."""
        return COLOURS[RollOutStage(self.stage)]
