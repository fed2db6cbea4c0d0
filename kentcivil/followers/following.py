"""Following a thing by email: asked for, confirmed by a link, told, and stopped by another link."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kentcivil.followers.models import Following
from kentcivil.followers.topics import topic
from kentcivil.mail.delivery import ask_before_sending
from kentcivil.mail.outbox import enqueue

UNCONFIRMED_FOR = timedelta(days=7)
"""How long an address is kept that nobody confirmed (UK GDPR, article 5(1)(e): no longer than necessary)."""
TELLING = "following"


@transaction.atomic
def ask(*, topic, email, by=None):
    """Somebody would like to be told of a topic.

    A person who is signed in has shown that the address is theirs; anybody else is sent a link first. The page may
    say the same in all cases, so that it gives away nothing about who follows what.

    :param topic: a Topic.
    :param by: the signed-in User, whose own address is used, or None.
    :returns: whether it is confirmed already.
    """
    email = (by.email if by else email).strip()
    following = Following.objects.of(topic.kind, topic.key).filter(email__iexact=email).first()
    if following is None:
        following = Following.objects.create(kind=topic.kind, key=topic.key, email=email)
    if by is not None:
        return _confirm(following)
    if following.confirmed_at is None:
        following.asked_at = timezone.now()
        following.save(update_fields=["asked_at"])
        enqueue(
            key=f"confirm-following:{following.pk}:{following.asked_at:%Y%m%d%H%M}",
            to=following.email,
            template="followers/mail/confirm.txt",
            context={"topic": topic, "address": reverse("following_confirm", args=[token_of(following)])},
            useful_until=following.asked_at + UNCONFIRMED_FOR,
            secret=True,
        )
    return following.confirmed_at is not None


@transaction.atomic
def confirm(*, token):
    """The link in the email was followed. Following it again is harmless.

    :returns: the Following.
    :raises django.core.signing.BadSignature: for a link that is damaged, or whose asking is gone.
    """
    following = read(token)
    _confirm(following)
    return following


def stop(*, token):
    """End a following. Stopping what has ended already is harmless.

    :raises django.core.signing.BadSignature: for a damaged link.
    """
    Following.objects.filter(pk=_signer().unsign(token)).delete()


def tell(*, kind, key, template, context, once):
    """Write an email to each follower of a thing, in the transaction of what it tells of.

    :param template: the email; it is given "topic" and "stop" (a path to put after site_url), which it must show.
    :param once: names the cause, such as "meeting-12-published": nobody is told twice of the same cause.
    :returns: how many are told now.
    """
    known = topic(kind, key)
    if known is None:
        return 0
    told = 0
    for following in Following.objects.of(kind, key).confirmed().iterator(chunk_size=500):
        stop_address = reverse("following_stop", args=[token_of(following)])
        written = enqueue(
            key=f"{TELLING}:{following.pk}:{once}",
            to=following.email,
            template=template,
            context={**context, "topic": known, "stop": stop_address},
            headers={
                "List-Unsubscribe": f"<{settings.SITE_URL}{stop_address}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        told += written is not None
    return told


def read(token):
    """:returns: the Following a link is about. :raises django.core.signing.BadSignature: as for :func:`confirm`."""
    following = Following.objects.filter(pk=_signer().unsign(token)).first()
    if following is None:
        raise BadSignature("Nobody follows by this link any more.")
    return following


def check(token):
    """:raises django.core.signing.BadSignature: for a damaged link. One that has ended already is a good one."""
    _signer().unsign(token)


def token_of(following):
    """What the links in its emails carry: it names no one, and only its reader's mailbox has it."""
    return _signer().sign(following.pk)


def erase_unconfirmed():
    """Remove the addresses that nobody confirmed in time.

    :returns: how many.
    """
    return Following.objects.unconfirmed_since(timezone.now() - UNCONFIRMED_FOR).delete()[0]


def connect():
    """Have each email asked about before it is sent: whoever has stopped meanwhile is told no more."""
    ask_before_sending(TELLING, _still_follows)


def _still_follows(message):
    return Following.objects.filter(pk=message.key.split(":")[1]).confirmed().exists()


def _confirm(following):
    if following.confirmed_at is None:
        following.confirmed_at = timezone.now()
        following.save(update_fields=["confirmed_at"])
    return True


def _signer():
    return Signer(sep=".", salt="followers.following")
