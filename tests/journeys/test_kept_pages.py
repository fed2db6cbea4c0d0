"""Pages that are kept for visitors, on the real server with its two web processes."""

import http.client
import time

CHANGE = """
from kentcivil.accounts.models import User
from organisations import actions
from organisations.models import Organisation
officer = User.objects.get(email__startswith="directory@")
entry = Organisation.objects.published().order_by("-pk")[1_000]
actions.edit(by=officer, organisation=entry, summary={summary!r})
"""
ENOUGH = 12
"""Requests, so that each of the two processes answers some."""


def test_a_change_that_is_published_shows_to_every_visitor_within_a_second(county):
    county.ask(CHANGE.format(summary="We lend kalimbas to beginners."))
    time.sleep(1)
    assert {"We lend kalimbas" in page for page in pages(county)} == {True}
    county.ask(CHANGE.format(summary="We lend ocarinas to beginners."))
    time.sleep(1)
    assert {"We lend kalimbas" in page for page in pages(county)} == {False}


def pages(county):
    """What visitors who are not signed in are given, each over a connection of their own."""
    for _visitor in range(ENOUGH):
        connection = http.client.HTTPConnection("127.0.0.1", county.port)
        connection.request("GET", "/organisations/?q=kalimbas")
        yield connection.getresponse().read().decode()
        connection.close()
