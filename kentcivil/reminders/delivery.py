"""What is asked about each reminder right before its email is sent, which may be long after it was written."""

from kentcivil.mail.delivery import ask_before_sending
from kentcivil.reminders.engine import is_still_wanted
from kentcivil.reminders.models import Claim
from kentcivil.reminders.rules import rule_named


def connect():
    ask_before_sending("reminder", still_wanted)


def still_wanted(message):
    """Whether the person has neither submitted, withdrawn, left nor opted out since, and the date still stands."""
    claim = Claim.objects.filter(pk=message.key.removeprefix("reminder:")).first()
    try:
        return claim is not None and is_still_wanted(claim, rule_named(claim.rule))
    except KeyError:  # a rule that a newer release has dropped
        return False
