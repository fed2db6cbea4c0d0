"""Stopping a kind of reminder, by a signed link that needs no sign-in and names no one: it holds a claim's number."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from kentcivil.reminders.models import Claim, OptOut


def opt_out_address(claim):
    """Path of the page on which the person who got this reminder stops its kind."""
    return reverse("reminder_opt_out", args=[_signer().sign(claim.pk)])


def read_opt_out(token):
    """The Claim that an opt-out link is about.

    :raises django.core.signing.BadSignature: for a damaged link, or one whose reminder is no longer kept.
    """
    claim = Claim.objects.filter(pk=_signer().unsign(token)).first()
    if claim is None:
        raise BadSignature("The reminder of this link is no longer kept.")
    return claim


def opt_out(rule, recipient):
    """Stop the reminders of a rule (its name) to an address, from now on and with those that still wait."""
    OptOut.objects.get_or_create(rule=rule, recipient=recipient.lower())


def opt_in(rule, recipient):
    """Let the reminders of a rule (its name) to an address begin again."""
    OptOut.objects.filter(rule=rule, recipient=recipient.lower()).delete()


def _signer():
    return Signer(sep=".", salt="reminders.opt-out")
