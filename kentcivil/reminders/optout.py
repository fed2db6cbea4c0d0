"""Stopping a kind of reminder, by a signed link that needs no sign-in and names no one."""

from django.core import signing
from django.urls import reverse

from kentcivil.reminders.models import OptOut

SALT = "reminders.opt-out"


def opt_out_address(rule, recipient):
    """Path of the page on which this person stops this rule's reminders."""
    return reverse("reminder_opt_out", args=[signing.dumps([rule, recipient], salt=SALT)])


def read_opt_out(token):
    """:returns: rule name and email address. :raises django.core.signing.BadSignature: for a damaged link."""
    rule, recipient = signing.loads(token, salt=SALT)
    return rule, recipient


def opt_out(rule, recipient):
    OptOut.objects.get_or_create(rule=rule, recipient=recipient)
