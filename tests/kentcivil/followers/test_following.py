"""Following something by email: asked for, confirmed, told, stopped."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from kentcivil.followers import following, topics
from kentcivil.followers.models import Following
from kentcivil.mail.delivery import deliver
from kentcivil.mail.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEWS = "followers/mail/confirm.txt"


@pytest.fixture
def rounds():
    """A kind of topic whose titles a test may change: what is not in the dictionary is not public."""
    titles = {"spring": "The Spring round"}
    kind = topics.TopicKind("trial", titles.get, lambda key: f"/rounds/{key}/", "We tell you when it opens.")
    topics.register(kind)
    cache.clear()
    yield titles
    topics.unregister(kind)


def _page(client, key="spring", **typed):
    address = reverse("follow", args=["trial", key])
    return client.post(address, typed) if typed else client.get(address)


def _link(message, kind):
    return re.search(rf"{re.escape(settings.SITE_URL)}(/follow/{kind}/\S+)", message.text)[1]


def _tell(once="opened"):
    topic = {"address": "/rounds/spring/"}
    return following.tell(kind="trial", key="spring", template=NEWS, context=topic, once=once)


def _follower(email="ann@example.org"):
    return Following.objects.create(kind="trial", key="spring", email=email, confirmed_at=timezone.now())


def test_nobody_is_told_before_they_confirm_their_address(client, rounds):
    assert "The Spring round" in _page(client).content.decode()
    assert "Check your email" in _page(client, email="ann@example.org").content.decode()
    assert _tell() == 0
    message = Message.objects.get()
    assert (message.to, message.secret) == ("ann@example.org", True)
    link = _link(message, "confirm")
    assert "Yes, email me" in client.get(link).content.decode()
    assert _tell() == 0, "opening the link is not enough: mail scanners do"
    assert "We will email you" in client.post(link).content.decode()
    assert "We will email you" in client.post(link).content.decode()
    assert _tell() == 1
    assert _tell() == 0, "nobody is told twice of the same cause"


def test_the_page_gives_away_nothing_about_who_follows(client, rounds):
    _follower()
    known = _page(client, email="ANN@example.org").content
    unknown = _page(client, email="bob@example.org").content
    assert re.sub(rb"csrf\S+", b"", known) == re.sub(rb"csrf\S+", b"", unknown)
    assert [message.to for message in Message.objects.all()] == ["bob@example.org"]


def test_asking_twice_sends_a_second_link_and_keeps_one_place_on_the_list(client, rounds):
    with time_machine.travel("2026-03-01 10:00Z") as clock:
        _page(client, email="ann@example.org")
        clock.shift(timedelta(minutes=5))
        _page(client, email="ann@example.org")
    assert (Following.objects.count(), Message.objects.count()) == (1, 2)


def test_somebody_signed_in_needs_no_link(client, rounds):
    person = UserFactory(email="ann@example.org")
    client.force_login(person)
    assert "Email address" not in _page(client).content.decode()
    assert "We will email you" in _page(client, follow="1").content.decode()
    assert _tell() == 1


def test_every_email_can_be_stopped_by_one_post_as_mail_programs_do(client, rounds):
    token = following.token_of(_follower())
    address = reverse("following_stop", args=[token])
    _tell()
    assert Message.objects.get().headers["List-Unsubscribe"] == f"<{settings.SITE_URL}{address}>"
    assert "Stop these emails?" in client.get(address).content.decode()
    assert Following.objects.exists()
    assert "no more of these emails" in client.post(address).content.decode()
    assert not Following.objects.exists()
    assert client.post(address).status_code == 200, "stopping twice is harmless"


def test_whoever_stops_is_not_sent_what_was_already_written(rounds):
    follower = _follower()
    _tell()
    follower.delete()
    message = Message.objects.get()
    assert deliver(message.pk) == Message.State.STALE


def test_a_topic_that_is_no_longer_public_is_followed_no_longer(client, rounds):
    follower = _follower()
    rounds.clear()
    assert _page(client).status_code == 404
    assert client.get(reverse("following_confirm", args=[following.token_of(follower)])).status_code == 404
    assert _tell() == 0


@pytest.mark.parametrize("page", ["following_confirm", "following_stop"])
def test_a_damaged_link_is_not_found(client, rounds, page):
    assert client.get(reverse(page, args=["damaged"])).status_code == 404
    assert client.post(reverse(page, args=["damaged"])).status_code == 404


def test_a_link_whose_asking_is_gone_is_not_found(client, rounds):
    follower = _follower()
    token = following.token_of(follower)
    follower.delete()
    assert client.post(reverse("following_confirm", args=[token])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "Enter your email address"), ("ann at home", "like name@example.com")]
)
def test_a_wrong_address_is_explained(client, rounds, typed, sentence):
    page = _page(client, email=typed).content.decode()
    assert "There is a problem" in page
    assert sentence in page


def test_a_flood_is_held_back(client, rounds):
    pages = [_page(client, email="ann@example.org") for _one in range(11)]
    assert pages[-1].status_code == 429
    assert "Wait an hour" in pages[-1].content.decode()


def test_addresses_that_nobody_confirms_go_after_a_week(rounds):
    _follower("ann@example.org")
    Following.objects.create(kind="trial", key="spring", email="bob@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert following.erase_unconfirmed() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert following.erase_unconfirmed() == 1
    assert [kept.email for kept in Following.objects.all()] == ["ann@example.org"]


def test_two_kinds_cannot_have_one_name(rounds):
    with pytest.raises(ValueError, match="already"):
        topics.register(topics.TopicKind("trial", str, str, ""))
