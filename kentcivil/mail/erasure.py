"""Taking a person out of emails that were written to them, without losing that something was sent."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kentcivil.mail.models import Message


@transaction.atomic
def erase(*, keys=(), beginning=()):
    """Blank the address, the subject and the text of messages. What still waits is not sent any more.

    :param keys: whole idempotency keys.
    :param beginning: what a key may begin with, such as "consultation-link:12:".
    :returns: how many messages.
    """
    wanted = Q(key__in=list(keys))
    for start in beginning:
        wanted |= Q(key__startswith=start)
    found = Message.objects.filter(wanted)
    found.filter(state=Message.State.WAITING).update(state=Message.State.STALE)
    return found.update(to="", subject="", text="", html="", headers={}, forgotten_at=timezone.now())
