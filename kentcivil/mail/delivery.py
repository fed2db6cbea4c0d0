"""Delivering what lies in the outbox: once each, again after a failure, and never after it has lost its use."""

from datetime import timedelta

import structlog
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from kentcivil.mail.models import Message

log = structlog.get_logger(__name__)

# While a worker holds a message, the sweeper leaves it alone for this long; a worker killed meanwhile is replaced.
LEASE = timedelta(minutes=10)
BACKOFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8)]
SWEEP_BATCH = 500


def deliver(message_id):
    """Send one message if it is still waiting.

    The message is taken under a lock and leased before it is sent, so that no two workers send it. A worker killed
    between sending and noting it is the one case in which it goes out again; its Message-ID then stays the same, by
    which mail programs recognise the copy.

    :returns: the state it is in afterwards, or None when another worker has it.
    """
    message = _take(message_id)
    if message is None:
        return None
    if message.state == Message.State.STALE:
        return message.state
    try:
        _send(message)
    except Exception as error:  # whatever the mail server says, the message must stay in the outbox
        return _put_back(message, error)
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=timezone.now(), last_error="")
    log.info("mail_sent", message=message.pk, cause_request_id=message.request_id)
    return Message.State.SENT


def sweep():
    """Ask again for the delivery of messages whose turn has come: those that Redis or a worker lost.

    :returns: ids of at most SWEEP_BATCH messages, oldest first.
    """
    due = Message.objects.deliverable(timezone.now()).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:SWEEP_BATCH])


@transaction.atomic
def _take(message_id):
    now = timezone.now()
    message = Message.objects.deliverable(now).select_for_update(skip_locked=True).filter(pk=message_id).first()
    if message is None:
        return None
    if message.useful_until is not None and message.useful_until <= now:
        message.state = Message.State.STALE
    else:
        message.attempts += 1
        message.next_attempt_at = now + LEASE
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    return message


def _send(message):
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={"Message-ID": f"<outbox-{message.pk}@kentcivil>", "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(message.html, "text/html")
    email.send()


def _put_back(message, error):
    given_up = message.attempts > len(BACKOFF)
    state = Message.State.FAILED if given_up else Message.State.WAITING
    wait = timedelta(0) if given_up else BACKOFF[message.attempts - 1]
    # The class of the error only: what a mail server says may repeat the address.
    Message.objects.filter(pk=message.pk).update(
        state=state, next_attempt_at=timezone.now() + wait, last_error=type(error).__name__
    )
    log.warning("mail_failed", message=message.pk, attempt=message.attempts, error=type(error).__name__, state=state)
    return state
