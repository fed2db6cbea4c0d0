"""The portal with the demonstration county, on a database of its own: what somebody has after `make run`."""

import os
import re
import subprocess
import sys
import tempfile
import time

from django.conf import settings

from tests.databases import cloned
from tests.portal import environment_with, running

PASSWORD = "kent-demo-2022"


def demonstration(worker):
    """Yields a running Portal, filled, with a Celery worker and beat.

    :param worker: tells portals of several test processes apart.
    """
    with cloned(f"kentcivil_journeys_{worker}") as url, tempfile.TemporaryDirectory() as files:
        environment = environment_with(
            DATABASE_URL=url,
            REDIS_URL=re.sub(r"/\d*$", f"/{_redis_database(worker)}", os.environ["REDIS_URL"]),
            FILES_DIR=files,
            EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
            DEBUG="1",
            LOG_LEVEL="ERROR",
        )
        fill = [sys.executable, "manage.py", "fill_demonstration", "--verbosity", "0"]
        subprocess.run(fill, env=environment, cwd=settings.BASE_DIR, check=True)
        with running(environment, workers=1, celery=True) as portal:
            yield portal


def _redis_database(worker):
    """A number of its own for each portal, apart from what other tests keep: a worker must not take another's tasks."""
    return 5 + int(re.sub(r"\D", "", worker) or 0)


def sign_in(page, portal, who):
    """Sign in as one of the demonstration's people, such as "charity"."""
    page.goto(f"{portal.url}/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@demo.kentcivil.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def until(found, *, seconds=180):
    """Ask again until something is found; what a worker does takes a moment.

    :raises AssertionError: when it is not found in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(1)
    raise AssertionError(f"Not there after {seconds} seconds.")
