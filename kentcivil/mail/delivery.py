"""Delivering what lies in the outbox: once each, again after a failure, and never after it has lost its use."""

import smtplib
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from kentcivil.mail.models import Message

log = structlog.get_logger(__name__)

# While a worker holds a message, the sweeper leaves it alone for this long; a worker killed meanwhile is replaced.
LEASE = timedelta(minutes=10)
# Celery ends a delivery that takes this many seconds: well within the lease, so that two never send at once.
TIME_LIMIT = 5 * 60
# Waits after each failure; together they outlast a weekend without a mail server.
BACKOFF = [
    *(timedelta(minutes=minutes) for minutes in (1, 5, 30)),
    *(timedelta(hours=hours) for hours in (2, 8, 24, 24)),
]
SWEEP_BATCH = 500

_questions = {}


def ask_before_sending(prefix, question):
    """Have a question asked about each message whose key begins with a prefix, right before it is sent.

    :param prefix: the part of the key before its first colon.
    :param question: called with the Message; when it answers False, the message is put aside as no longer of use.
    """
    _questions[prefix] = question


def deliver(message_id):
    """Send one message if it is still waiting.

    The message is taken under a lock and leased before it is sent, so that no two workers send it. A worker killed
    between sending and noting it is the one case in which it goes out again; its Message-ID then stays the same, by
    which mail programs recognise the copy.

    :returns: the state it is in afterwards, or None when another worker has it.
    """
    message = _take(message_id)
    if message is None or message.state != Message.State.WAITING:
        return message and message.state
    try:
        if not _is_still_wanted(message):
            return _put_aside(message)
        _send(message)
    except Exception as error:  # whatever the mail server says, the message must stay in the outbox
        return _put_back(message, error)
    return _note_sent(message)


def sweep():
    """Messages whose turn has come: those to be tried again, and those that Redis or a worker lost.

    :returns: ids of at most SWEEP_BATCH messages, the longest waiting first.
    """
    due = Message.objects.deliverable(timezone.now()).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:SWEEP_BATCH])


def forget():
    """Remove the bodies of messages older than MAIL_KEEP_DAYS days; that they were sent, and when, stays.

    :returns: how many.
    """
    now = timezone.now()
    old = Message.objects.forgettable(now - timedelta(days=settings.MAIL_KEEP_DAYS))
    return old.update(text="", html="", headers={}, forgotten_at=now)


def try_again():
    """Put every message that was given up back in the queue, once what stood in the way is mended.

    Messages without a proper address stay where they are.

    :returns: how many.
    """
    given_up = Message.objects.filter(state=Message.State.FAILED, forgotten_at=None)
    return given_up.exclude(last_error="not an email address").update(
        state=Message.State.WAITING, attempts=0, next_attempt_at=timezone.now()
    )


@transaction.atomic
def _take(message_id):
    now = timezone.now()
    message = Message.objects.deliverable(now).select_for_update(skip_locked=True).filter(pk=message_id).first()
    if message is None:
        return None
    if message.useful_until is not None and message.useful_until <= now:
        message.state = Message.State.STALE
    elif message.attempts > len(BACKOFF):
        # It has ended every worker that took it, or they would have noted their failures.
        message.state, message.last_error = Message.State.FAILED, "worker lost"
    else:
        message.attempts += 1
        message.next_attempt_at = now + LEASE
    message.save(update_fields=["state", "attempts", "next_attempt_at", "last_error"])
    if message.state != Message.State.WAITING:
        log.warning("mail_not_sent", message=message.pk, state=message.state)
    return message


def _is_still_wanted(message):
    question = _questions.get(message.key.partition(":")[0])
    return question is None or question(message)


def _send(message):
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={
            "Message-ID": f"<outbox-{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
            **message.headers,
        },
    )
    email.attach_alternative(message.html, "text/html")
    email.send()


def _domain():
    return settings.SITE_URL.split("//", 1)[-1].split("/")[0].split(":")[0]


def _note_sent(message):
    now = timezone.now()
    # In the local default the outbox is where emails are read.
    gone = {"text": "", "html": "", "forgotten_at": now} if message.secret and not settings.DEBUG else {}
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=now, last_error="", **gone)
    log.info("mail_sent", message=message.pk, attempt=message.attempts, cause_request_id=message.request_id)
    return Message.State.SENT


def _put_aside(message):
    _as_taken(message).update(state=Message.State.STALE)
    log.info("mail_not_sent", message=message.pk, state=Message.State.STALE, cause_request_id=message.request_id)
    return Message.State.STALE


def _put_back(message, error):
    given_up = message.attempts > len(BACKOFF) or _is_final(error)
    state = Message.State.FAILED if given_up else Message.State.WAITING
    wait = timedelta(0) if given_up else BACKOFF[message.attempts - 1]
    kind = type(error).__name__
    _as_taken(message).update(state=state, next_attempt_at=timezone.now() + wait, last_error=kind[:100])
    log.warning(
        "mail_failed",
        message=message.pk,
        attempt=message.attempts,
        error=kind,
        state=state,
        cause_request_id=message.request_id,
    )
    return state


def _as_taken(message):
    """The row, unless another worker has taken it since."""
    return Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=message.attempts)


def _is_final(error):
    """Whether trying again is useless: the address is refused for good, by the mail server or by GOV.UK Notify."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return getattr(error, "status_code", None) == 400
