"""The desk of a volunteer centre: notes about people, handing over between centres, opportunities that are shared."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.enquiries import Enquiry
from volunteering.models.opportunities import Opportunity


@recorded(exclude=["text"])
class Note(models.Model):
    """What a broker wrote down about an enquiry. It goes with the person's details (a trigger, migration 0026)."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self):
        # No text: this is shown in the history.
        return _("Note %(number)s") % {"number": self.pk}


@recorded()
class Transfer(models.Model):
    """One centre handed an enquiry over to another. From then on the first sees nothing of the person."""

    class Reason(models.TextChoices):
        """A choice rather than text: it outlives the person's details."""

        LIVES_THERE = "lives-there", _("They live in the other centre’s district")
        FOUND_THERE = "found-there", _("They found something in the other centre’s district")
        BY_MISTAKE = "by-mistake", _("It came to us by mistake")
        BACK = "back", _("It goes back to the centre it came from")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="transfers")
    from_centre = models.ForeignKey(VolunteerCentre, on_delete=models.PROTECT, related_name="handed_over")
    to_centre = models.ForeignKey(VolunteerCentre, on_delete=models.PROTECT, related_name="taken_over")
    reason = models.CharField(max_length=12, choices=Reason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["from_centre", "-at"], name="transfer_from"),
            models.Index(fields=["to_centre", "-at"], name="transfer_to"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(from_centre=F("to_centre")), name="transfer_goes_somewhere"),
        ]

    def __str__(self):
        return _("Transfer %(number)s") % {"number": self.pk}


@recorded()
class SharedOpportunity(models.Model):
    """A centre lets another put people of its own forward for an opportunity."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="shares")
    centre = models.ForeignKey(VolunteerCentre, on_delete=models.CASCADE, related_name="shared_with_us")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "centre"], name="shared_once_with_a_centre")]

    def __str__(self):
        return _("Share %(number)s") % {"number": self.pk}
