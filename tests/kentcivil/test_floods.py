"""So many messages from one connection or one person in a while, and no more."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from kentcivil.floods import Flood

REPORTS = Flood("reports", per_connection=3, per_person=2)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def _from(connection):
    return RequestFactory().post("/", REMOTE_ADDR=connection)


def test_one_person_is_held_back_and_others_are_not():
    asked = [REPORTS.too_many(_from(f"203.0.113.{n}"), person=" Ann@example.org ") for n in range(3)]
    assert asked == [False, False, True]
    assert REPORTS.too_many(_from("203.0.113.9"), person="bob@example.org") is False


def test_one_connection_cannot_write_to_the_whole_county():
    asked = [REPORTS.too_many(_from("203.0.113.9"), person=f"p{n}@example.org") for n in range(4)]
    assert asked == [False, False, False, True]


def test_messages_that_tell_nobody_apart_are_counted_by_connection_alone():
    assert [REPORTS.too_many(_from("203.0.113.9")) for _one in range(4)] == [False, False, False, True]


def test_each_kind_of_message_is_counted_by_itself():
    for _one in range(3):
        REPORTS.too_many(_from("203.0.113.9"), person="ann@example.org")
    assert Flood("questions").too_many(_from("203.0.113.9"), person="ann@example.org") is False


@override_settings(
    CACHES={"default": {"BACKEND": "kentcivil.redis_cache.RedisCache", "LOCATION": "redis://127.0.0.1:1"}}
)
def test_without_a_cache_nobody_is_turned_away():
    assert REPORTS.too_many(_from("203.0.113.9"), person="ann@example.org") is False
