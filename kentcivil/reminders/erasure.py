"""Forgetting whom a rule has reminded."""

from django.db import transaction

from kentcivil.mail.erasure import erase
from kentcivil.reminders.models import Claim


@transaction.atomic
def forget(*, rule, subject, recipient):
    """Remove the reminders of one thing to one person, and what was written in them.

    Call it once the rule no longer finds this person for this thing: else they would be reminded again.

    :param recipient: their email address.
    """
    claims = Claim.objects.filter(rule=rule, subject=str(subject), recipient=recipient.lower())
    erase(keys=[f"reminder:{pk}" for pk in claims.values_list("pk", flat=True)])
    claims.delete()
