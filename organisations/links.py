"""Signed links in emails that stand for a proof: whoever reads the mailbox they were sent to."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from organisations.models import EntryClaim, Invitation

CLAIM, INVITATION = "organisations.claim", "organisations.invitation"
CLAIM_LASTS = timedelta(days=14)


def claim_address(asked):
    """Path of the page on which the reader of the organisation's mailbox says whether this person belongs to it."""
    return reverse("organisation_claim_confirm", args=[signing.dumps(asked.pk, salt=CLAIM)])


def read_claim(token):
    """The EntryClaim of a link.

    :raises django.core.signing.SignatureExpired: for a link older than CLAIM_LASTS.
    :raises django.core.signing.BadSignature: for a damaged one.
    """
    return _found(EntryClaim.objects.select_related("organisation", "user"), token, CLAIM, CLAIM_LASTS)


def invitation_address(invitation):
    """Path of the page on which whoever was invited accepts."""
    return reverse("organisation_invitation", args=[signing.dumps(invitation.pk, salt=INVITATION)])


def read_invitation(token):
    """The Invitation of a link, whatever has become of it.

    :raises django.core.signing.BadSignature: for a damaged link.
    """
    return _found(Invitation.objects.select_related("organisation", "invited_by"), token, INVITATION, None)


def _found(things, token, salt, lasts):
    thing = things.filter(pk=signing.loads(token, salt=salt, max_age=lasts)).first()
    if thing is None:
        raise signing.BadSignature("What this link was about is no longer there.")
    return thing
