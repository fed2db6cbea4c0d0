"""Writing to the outbox. Delivery is in delivery.py; nothing else sends mail."""

import structlog
from django.db import transaction

from kentcivil.mail.models import Message
from kentcivil.mail.rendering import render
from kentcivil.mail.tasks import deliver


def enqueue(*, key, to, template, context, useful_until=None):
    """Write an email into the outbox, to be delivered once the surrounding transaction commits.

    :param key: the idempotency key: names the cause, such as "application-received:CFK-2022-0007". A second call
        with the same key writes nothing.
    :param to: one address.
    :param template: path of an email template, see rendering.py.
    :param context: what the template shows.
    :param useful_until: a moment after which the email must no longer be sent, or None.
    :returns: the Message, or None when this key was there already.
    :raises django.template.TemplateDoesNotExist: for a wrong template path.
    """
    subject, text, html = render(template, context)
    message, written = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "useful_until": useful_until,
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        },
    )
    if not written:
        return None
    # Robust: where the queue is out of reach, the sweeper finds the message again.
    transaction.on_commit(lambda: deliver.delay(message.pk), robust=True)
    return message
