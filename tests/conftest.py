"""What surrounds every test: a clean database, no network beyond this machine, no undefined template variable."""

import gc
import os
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from factory.random import reseed_random
from pytest_socket import socket_allow_hosts

from kentcivil import collector
from tests import chromium, databases
from tests.at_hand import at_hand, people_at_hand  # noqa: F401 (fixtures for every test that asks for them)
from tests.journeys.demonstration import filled
from tests.putting_back import Original
from tests.room import with_room

ORIGINAL = pytest.StashKey[Original]()
MORE_SELDOM = 50_000, 20, 100


class UndefinedVariable(str):
    """What Django puts in place of an undefined template variable; in our own templates that is an error."""

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, variable):
        template = _template_being_rendered()
        if template is None or Path(template).is_relative_to(settings.BASE_DIR / "templates"):
            raise AssertionError(f"{template} shows {variable}, which the view does not pass to it.")
        return ""


def _template_being_rendered():
    frame = sys._getframe()
    while frame := frame.f_back:
        if frame.f_code.co_name in ("render_annotated", "render"):
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None:
                return origin.name
    return None


def pytest_configure(config):
    if config.getoption("numprocesses", None):
        threading.Thread(target=_templates_made, args=[config], daemon=True).start()
    # Django would empty every table after each test that commits; _as_migrated puts back only what changed.
    TransactionTestCase._fixture_teardown = lambda self: None
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")


def _templates_made(config):
    """While the processes that run the tests gather and begin them, so that none of them waits for another."""
    databases.migrated()
    if config.args == config.getini("testpaths") and chromium.path():
        filled()


def pytest_itemcollected(item):
    """What a test and its fixtures call finds room on the stack."""
    item.setup, item.runtest = partial(with_room, item.setup), partial(with_room, item.runtest)


def pytest_collection_modifyitems(config, items):
    """Each process begins with tests that need no database, while that is being migrated; then come a third of those
    that do, while the demonstration is being filled; then the long journeys, so that the short ones remain for the end.

    To begin with, a process is given its part of the list as it stands.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    ready, waiting, journeys = [], [], []
    for item in items:
        needs_it = "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db")
        (journeys if "browser" in item.fixturenames else waiting if needs_it else ready).append(item)
    third = len(waiting) // 3
    items[:] = [
        item
        for nth in range(processes)
        for kind in (ready, waiting[:third], journeys, waiting[third:])
        for item in kind[nth * len(kind) // processes : (nth + 1) * len(kind) // processes]
    ]


def pytest_collection_finish():
    """The tests stay until the end, as Django and the portal do; what they leave behind may wait longer than there."""
    collector.begin()
    gc.set_threshold(*MORE_SELDOM)


def pytest_runtest_setup():
    # The database, the queue and the browser are on this machine; nothing else is reached.
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """In place of pytest-django's: a clone of the migrated template, one for each core of a run."""
    name = f"test_kentcivil_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock():
        databases.clone(name)
        connection.close()
        connection.settings_dict["NAME"] = name
    request.config.stash[ORIGINAL] = Original.of(databases.address_of(name))
    yield
    with django_db_blocker.unblock():
        connection.close()
        databases.drop(name)


@pytest.fixture(scope="module")
def kept_for_the_module(django_db_setup, django_db_blocker):
    """For fixtures of module scope that write much: each test of the module finds it, then it is gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _same_names_each_time(request):
    """What a factory makes up depends on the test alone: a test that fails by chance of a name fails every time."""
    reseed_random(request.node.nodeid)


@pytest.fixture(autouse=True)
def _as_migrated(request, django_db_blocker):
    """What a test commits is gone before the next one begins."""
    if not _commits(request.node):
        yield
        return
    yield
    with django_db_blocker.unblock():
        connection.close()
    request.config.stash[ORIGINAL].put_back()


def _commits(test):
    marker = test.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & set(test.fixturenames)) or bool(
        marker and marker.kwargs.get("transaction")
    )
