"""Changes that wait for an officer while the public goes on seeing what was approved last."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models.organisation import Organisation
from organisations.states import ProposalState


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ProposalState.WAITING)


# What is proposed may have to be erased; once approved it stands in the history of the entry itself.
@recorded(exclude=["before", "proposed"])
class Proposal(models.Model):
    """New words for the fields of an entry that an officer looks at first (organisations/trust.py lists them).

    `before` and `proposed` hold the same fields: texts as they are, lists of links as sorted slugs.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    before = models.JSONField(_("before"), default=dict)
    proposed = models.JSONField(_("proposed words"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it was returned, for whoever proposed it."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state=ProposalState.WAITING), name="proposal_one_waits"
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_at=None)
                | ~Q(state=ProposalState.WAITING) & Q(decided_at__isnull=False),
                name="proposal_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.RETURNED) | ~Q(reason=""), name="proposal_returned_why"
            ),
            models.CheckConstraint(condition=~Q(proposed={}), name="proposal_says_something"),
        ]

    def __str__(self):
        return str(self.organisation)
