"""How people come to speak for an organisation: they ask to, or a colleague invites them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.audit.history import recorded
from organisations.models.organisation import Membership, Organisation
from organisations.states import ClaimState


class EntryClaimQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ClaimState.WAITING)


# The evidence names people, and is erased in its time (actions/belonging.py).
@recorded(exclude=["evidence"])
class EntryClaim(models.Model):
    """Somebody says that they belong to an organisation and asks to look after its entry."""

    class Proof(models.TextChoices):
        NONE = "", _("Not proved yet")
        MAILBOX = "mailbox", _("The organisation's mailbox, as the register has it")
        OFFICER = "officer", _("An officer checked the evidence")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entry_claims", verbose_name=_("who asks")
    )
    evidence = models.TextField(_("evidence"), blank=True, help_text=_("In the words of whoever asks."))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    emailed_at = models.DateTimeField(
        _("asked the organisation's mailbox"), null=True, blank=True, help_text=_("When a link was last sent there.")
    )
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.WAITING)
    proof = models.CharField(_("proof"), max_length=10, choices=Proof, default=Proof.NONE, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it was refused, for whoever asked."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = EntryClaimQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request to look after an entry")
        verbose_name_plural = _("requests to look after entries")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(state=ClaimState.WAITING), name="claim_one_waits"
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(state=ClaimState.WAITING, decided_at=None)
                | ~Q(state=ClaimState.WAITING) & Q(decided_at__isnull=False),
                name="claim_decided_when",
            ),
            models.CheckConstraint(condition=~Q(state=ClaimState.REFUSED) | ~Q(reason=""), name="claim_refused_why"),
            models.CheckConstraint(condition=~Q(state=ClaimState.ACCEPTED) | ~Q(proof=""), name="claim_proved_how"),
        ]

    def __str__(self):
        return str(self.organisation)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither taken up, nor withdrawn, nor too old."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


@recorded(exclude=["email"])
class Invitation(models.Model):
    """A colleague is asked by email to look after an entry too. The address is erased once it is of no more use."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role, default=Membership.Role.EDITOR)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None) & ~Q(email=""),
                name="invitation_once",
            ),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_one_end"),
        ]

    def __str__(self):
        return str(self.organisation)
