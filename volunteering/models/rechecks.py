"""What an organisation wants to change in an opportunity that is live, where the change has to be checked again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from volunteering.models.centres import VolunteerCentre
from volunteering.models.opportunities import Opportunity


class ProposedChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ProposedChange.State.WAITING).order_by("proposed_at", "pk")

    def seen_by_broker(self, user):
        return self.filter(opportunity__centre__in=VolunteerCentre.objects.of(user))


@recorded()
class ProposedChange(models.Model):
    """A change that waits for the centre. Until it is accepted, the public sees what was approved before."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the centre")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="proposed_changes")
    values = models.JSONField(help_text=_("By field name, what is to stand there."))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    reason = models.TextField(_("why it was not accepted"), blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity"], condition=Q(state="waiting"), name="recheck_one_at_a_time"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="recheck_refused_has_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="recheck_decided_has_time"
            ),
        ]

    def __str__(self):
        return _("Change to %(opportunity)s") % {"opportunity": self.opportunity}
