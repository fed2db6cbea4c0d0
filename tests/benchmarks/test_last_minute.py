"""The last minute of a round: five hundred applicants submit within it, on two cores, with the worker beside.

Each opens the declaration, submits, and reads the confirmation; one in ten clicks twice. All the while an empty view
is asked for, and the slowness of a submission is told as a multiple of that. Nothing here is a timed test.
"""

import http.client
import json
import random
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import psycopg2
import pytest

from tests.benchmarks.county import settle
from tests.benchmarks.test_pages import EMPTY, _manage
from tests.databases import cloned
from tests.portal import environment_with, running

APPLICANTS = 500
WITHIN = 60
"""Seconds."""
ARRIVING = 50
"""Seconds in which they come; the rest is for those who wait."""
MOST_TIMES_AN_EMPTY_VIEW = 15
TOKEN = "a" * 32
CONFIRMED = "SELECT \"to\", count(*) FROM mail_message WHERE key LIKE 'crowdfund.submitted:%' GROUP BY 1"
QUERY_CEILING = 20
"""Queries of the officers' list of applications, however many there are."""


@pytest.fixture(scope="module")
def portal(django_db_setup):
    with cloned("kentcivil_last_minute") as url:
        _manage(environment_with(DATABASE_URL=url, DEBUG="1"), "fill_demonstration", "--verbosity", "0")
        served = environment_with(
            DATABASE_URL=url,
            DEBUG="0",
            ALLOWED_HOSTS="127.0.0.1",
            LOG_LEVEL="ERROR",
            EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
            DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        )
        _manage(served, "collectstatic", "--noinput", "--verbosity", "0")
        with running(served, workers=2, celery=True) as started:
            yield started


def _made(portal, call):
    said = portal.ask(f"from tests.benchmarks import applicants; applicants.{call}")
    return said.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def applicants(portal):
    made = json.loads(_made(portal, f"prepare({APPLICANTS})"))
    settle(portal.environment["DATABASE_URL"])
    return made


def test_five_hundred_submit_in_the_last_minute(portal, applicants, capsys):
    chance = random.Random(11)
    arrivals = sorted(chance.random() * ARRIVING for _ in applicants)
    over = threading.Event()
    started = time.perf_counter() + 0.5
    with ThreadPoolExecutor(130) as threads:
        probing = threads.submit(_ask_for_nothing, portal.port, over)
        going = [
            threads.submit(_apply, portal.port, started + arrival, *applicant, chance.random() < 0.1)
            for arrival, applicant in zip(arrivals, applicants, strict=True)
        ]
        answers = [one.result() for one in going]
        took = time.perf_counter() - started
        over.set()
        nothing = probing.result()
    submissions = [seconds for seconds, _page in answers]
    late, late_empty = _p95(submissions), _p95(nothing)
    confirmed = _rows(portal, CONFIRMED)
    (stored,) = _rows(
        portal, "SELECT count(*) FROM crowdfund_application WHERE state = 'submitted' AND contact_email LIKE '%bench%'"
    )
    with capsys.disabled():
        print(
            f"\n  {APPLICANTS} applicants in {took:.1f} s; submitted {stored[0]}, confirmed {len(confirmed)}"
            f"\n  a submission: median {statistics.median(submissions) * 1000:.0f} ms, p95 {late * 1000:.0f} ms;"
            f" an empty view under the same load: median {statistics.median(nothing) * 1000:.1f} ms,"
            f" p95 {late_empty * 1000:.1f} ms ({len(nothing)} asked)"
            f"\n  p95 is {late / late_empty:.1f} times an empty view's; bar {MOST_TIMES_AN_EMPTY_VIEW}"
        )
    assert all(reference in page for (reference, _), (_, page) in zip(applicants, answers, strict=True))
    assert stored == (APPLICANTS,)
    assert {count for _to, count in confirmed} == {1}
    assert len(confirmed) == APPLICANTS
    assert took <= WITHIN
    assert late <= MOST_TIMES_AN_EMPTY_VIEW * late_empty


def test_the_officers_list_of_ten_thousand(portal, applicants, capsys):
    session = _made(portal, "officer()")
    address = "/admin/crowdfund/application/"
    few = _list_queries(portal.port, address, session)
    total = int(_made(portal, "grow(10000)"))
    settle(portal.environment["DATABASE_URL"])
    many = {asked: _list_queries(portal.port, address + asked, session) for asked in ("", "?p=100", "?q=caf%C3%A9")}
    with capsys.disabled():
        print(f"\n  officers' list: {few} queries before, {many} of {total:,} applications; ceiling {QUERY_CEILING}")
    assert total > 10_000
    assert max(many.values()) <= QUERY_CEILING
    assert many[""] <= few


def _list_queries(port, address, session):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", address, headers={"Cookie": f"sessionid={session}", "X-Count-Queries": "1"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, f"{address} answered {response.status} {response.headers.get('Location')}"
    return int(response.headers["X-Queries"])


def _apply(port, at, reference, session, clicks_twice):
    """:returns: (seconds from the click to the answer, the page of the confirmation)"""
    time.sleep(max(0, at - time.perf_counter()))
    address = f"/crowdfund/applications/{reference}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
    form = urlencode({"declared": "on", "csrfmiddlewaretoken": TOKEN})
    asked = {**headers, "Content-Type": "application/x-www-form-urlencoded"}

    def ask(method, path, body=None, headers=headers):
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode()

    assert ask("GET", f"{address}/submit/")[0] == 200
    clicked = time.perf_counter()
    status, text = ask("POST", f"{address}/submit/", form, asked)
    seconds = time.perf_counter() - clicked
    assert status == 302, text
    if clicks_twice:
        assert ask("POST", f"{address}/submit/", form, asked)[0] == 302
    status, page = ask("GET", f"{address}/confirmation/")
    assert status == 200
    return seconds, page


def _ask_for_nothing(port, over):
    """Ask for the empty view ten times a second until all is over. :returns: the seconds each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    took = []
    while not over.is_set():
        asked = time.perf_counter()
        connection.request("GET", EMPTY)
        connection.getresponse().read()
        took.append(time.perf_counter() - asked)
        over.wait(max(0, 0.1 - took[-1]))
    return took


def _p95(seconds):
    return statistics.quantiles(seconds, n=20)[-1]


def _rows(portal, statement):
    connected = psycopg2.connect(portal.environment["DATABASE_URL"])
    with connected, connected.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    connected.close()
    return found
