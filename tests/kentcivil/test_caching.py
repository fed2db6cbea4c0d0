"""Pages kept for visitors: who gets them, and when they end."""

import gzip

import pytest
import time_machine
from django.core.cache import cache, caches
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import ConnectionError as RedisIsAway

from kentcivil import caching


@pytest.fixture(autouse=True)
def empty():
    cache.clear()


@pytest.fixture
def ask():
    """Ask a page that counts how often it was made."""
    made = []

    @caching.kept_for_visitors("room")
    def page(request):
        made.append(request)
        return HttpResponse(f"page {len(made)}", status=ask.status)

    def asked(path="/", *, method="get", **headers):
        request = getattr(RequestFactory(), method)(path, **headers)
        request.COOKIES = ask.cookies
        return page(request)

    ask = asked
    ask.status, ask.cookies = 200, {}
    return asked


def test_a_page_is_made_once_for_visitors_and_said_to_depend_on_who_asks(ask):
    assert [ask().content, ask().content] == [b"page 1", b"page 1"]
    assert ask("/?q=other").content == b"page 2"
    assert set(ask()["Vary"].split(", ")) == {"Accept-Encoding", "Cookie"}


def test_it_is_kept_as_it_travels(ask):
    ask()
    response = ask(HTTP_ACCEPT_ENCODING="gzip, br")
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == b"page 1"


def test_who_is_signed_in_or_has_a_message_gets_a_page_of_their_own(ask):
    ask()
    for cookie in ("sessionid", "messages"):
        ask.cookies = {cookie: "x"}
        assert ask().content != b"page 1"


def test_errors_posts_and_endless_addresses_are_not_kept(ask):
    ask.status = 404
    assert [ask().content, ask().content] == [b"page 1", b"page 2"]
    ask.status = 200
    assert [ask(method="post").content for _ in "ab"] == [b"page 3", b"page 4"]
    assert [ask("/?q=" + "a" * 600).content for _ in "ab"] == [b"page 5", b"page 6"]


@pytest.mark.django_db
def test_a_change_ends_every_page_of_its_room_after_the_commit(ask, django_capture_on_commit_callbacks):
    ask()
    with django_capture_on_commit_callbacks(execute=True):
        caching.changed("other")
    assert ask().content == b"page 1"
    with django_capture_on_commit_callbacks(execute=True):
        caching.changed("room")
        assert ask().content == b"page 1"
    assert ask().content == b"page 2"


def test_an_emptied_cache_only_means_that_the_page_is_made_again(ask):
    ask()
    cache.clear()
    assert ask().content == b"page 2"


@pytest.mark.django_db
def test_without_redis_pages_are_made_each_time(ask, monkeypatch, django_capture_on_commit_callbacks):
    for method in ("get_many", "set", "set_many"):
        monkeypatch.setattr(cache, method, _away, raising=False)
    assert [ask().content, ask().content] == [b"page 1", b"page 2"]
    with django_capture_on_commit_callbacks(execute=True):
        caching.changed("room")


@pytest.mark.django_db
def test_figures_are_remembered_until_their_room_changes(django_capture_on_commit_callbacks, monkeypatch):
    made = []

    def figure():
        made.append(1)
        return len(made)

    def ask(name="figure", **how):
        return caching.remembered("room", name, figure, **how)

    assert [ask(), ask(), ask("another")] == [1, 1, 2]
    with django_capture_on_commit_callbacks(execute=True):
        caching.changed("room")
    assert [ask(), ask()] == [3, 3]
    assert [ask("short", seconds=0), ask("short", seconds=0)] == [4, 5]
    monkeypatch.setattr(caching, "MOST_REMEMBERED", 1)
    assert [ask("new"), ask(), ask()] == [6, 7, 7]


def test_without_redis_figures_are_made_each_time(monkeypatch):
    monkeypatch.setattr(cache, "get_many", _away, raising=False)
    made = iter("ab")
    assert [caching.remembered("room", "figure", lambda: next(made)) for _ in "ab"] == ["a", "b"]


@pytest.fixture
def trusting(settings):
    """As web processes are, which take for half a second what Redis said as said; time stands still."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "trusting"}
    settings.CACHES = {**settings.CACHES, "here": memory}
    caches["here"].clear()
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.mark.django_db
def test_for_half_a_second_redis_is_not_asked_again_unless_this_process_makes_a_change(
    ask, trusting, django_capture_on_commit_callbacks
):
    assert ask().content == b"page 1"
    cache.clear()
    assert ask().content == b"page 1", "without asking anybody"
    trusting.shift(caching.TRUSTED_SECONDS + 0.1)
    assert ask().content == b"page 2"
    with django_capture_on_commit_callbacks(execute=True):
        caching.changed("room")
    assert ask().content == b"page 3"


@pytest.mark.django_db
def test_a_change_made_elsewhere_shows_within_a_second(ask, trusting):
    assert ask().content == b"page 1"
    cache.set("edition:room", "another process has changed something", None)
    assert ask().content == b"page 1"
    trusting.shift(1)
    assert ask().content == b"page 2"


def test_when_redis_is_away_a_page_still_serves_all_who_open_it_in_the_same_half_second(ask, trusting, monkeypatch):
    monkeypatch.setattr(caches["default"], "get_many", _away)
    assert [ask().content, ask().content] == [b"page 1", b"page 1"]
    trusting.shift(caching.TRUSTED_SECONDS + 0.1)
    assert ask().content == b"page 2"


@pytest.mark.django_db
def test_figures_do_not_outlive_a_change_made_elsewhere_by_more_than_half_a_second(trusting):
    made = iter("ab")
    assert caching.remembered("room", "figure", lambda: next(made)) == "a"
    cache.set("edition:room", "another process has changed something", None)
    assert caching.remembered("room", "figure", lambda: next(made)) == "a"
    trusting.shift(caching.TRUSTED_SECONDS + 0.1)
    assert caching.remembered("room", "figure", lambda: next(made)) == "b"


def _away(*args, **kwargs):
    raise RedisIsAway("away")
