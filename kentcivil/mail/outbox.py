"""Writing to the outbox. Delivery is in delivery.py; nothing else sends mail."""

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kentcivil.mail.models import Message
from kentcivil.mail.rendering import render
from kentcivil.mail.tasks import deliver

log = structlog.get_logger(__name__)


def enqueue(*, key, to, template, context, useful_until=None, headers=None, secret=False):
    """Write an email into the outbox, to be delivered once the surrounding transaction commits.

    An address that is none is no reason to fail what the person was doing: the email is written as given up, for
    officers to see.

    :param key: the idempotency key: names the cause, such as "application-received:CFK-2022-0007". A second call
        with the same key writes nothing. No personal data: it is kept.
    :param to: one address.
    :param template: path of an email template, see rendering.py.
    :param context: what the template shows.
    :param useful_until: a moment after which the email must no longer be sent, or None.
    :param headers: header lines beside the usual ones, such as {"List-Unsubscribe": "<https://…>"}; mail through
        GOV.UK Notify goes without them.
    :param secret: whether it holds a link or a code that only its reader may use. Officers are not shown its text,
        and the text is removed as soon as it is sent.
    :returns: the Message, or None when this key was there already.
    :raises django.template.TemplateDoesNotExist: for a wrong template path.
    :raises ValueError: for a header with a line break, or a template without subject.
    """
    headers = headers or {}
    if any("\n" in line or "\r" in line for pair in headers.items() for line in pair):
        raise ValueError("A header of an email is one line.")
    subject, text, html = render(template, context)
    with_address = _is_address(to)
    message, written = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to[:254],
            "subject": subject,
            "text": text,
            "html": html,
            "headers": headers,
            "secret": secret,
            "useful_until": useful_until,
            "request_id": _cause(),
            **({} if with_address else {"state": Message.State.FAILED, "last_error": "not an email address"}),
        },
    )
    if not written:
        return None
    if with_address:
        # Robust: where the queue is out of reach, the sweeper finds the message again.
        transaction.on_commit(lambda: deliver.delay(message.pk), robust=True)
    else:
        log.warning("mail_without_address", message=message.pk)
    return message


def _is_address(to):
    try:
        validate_email(to)
    except ValidationError:
        return False
    return len(to) <= 254


def _cause():
    bound = structlog.contextvars.get_contextvars()
    return str(bound.get("request_id") or bound.get("task_id") or "")[:64]
