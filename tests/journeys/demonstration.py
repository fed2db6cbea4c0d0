"""The portal with the demonstration county, on a database of its own: what somebody has after `make run`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from django.conf import settings

from tests import databases
from tests.portal import environment_with, running

PASSWORD = "kent-demo-2022"
ROUND = re.compile(r"^[A-Z][a-z]+ round \d{4}$")
"""What a round of the demonstration is called; the first on the page of rounds is open."""


def demonstration(worker):
    """Yields a running Portal, filled, with a Celery worker and beat.

    :param worker: tells portals of several test processes apart.
    """
    template, folder_of_files = filled()
    name = f"kentcivil_journeys_{worker}"
    with databases.cloned(name, template=template) as url, tempfile.TemporaryDirectory() as folder:
        files = shutil.copytree(folder_of_files, Path(folder, "files"))
        environment = _environment(url, files, REDIS_URL=_redis(worker))
        with running(environment, workers=1, celery=True) as portal:
            yield portal


def _environment(url, files, **more):
    return environment_with(
        DATABASE_URL=url,
        FILES_DIR=str(files),
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEBUG="1",
        LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="tests.journeys.settings",
        **more,
    )


def filled():
    """The demonstration county, filled once a day for each state of the code: (template, folder of its files)."""
    rooms = [Path(settings.BASE_DIR, room) for room in databases.ROOMS]
    told = [path for room in rooms for path in room.rglob("*") if path.suffix in {".py", ".csv", ".toml", ".typ"}]
    state = f"{databases.digest_of(told)}_{date.today():%Y%m%d}"
    files = Path(tempfile.gettempdir(), f"kentcivil-filled-{state}-{os.getuid()}")

    def fill(name):
        databases.clone(name)
        shutil.rmtree(files, ignore_errors=True)
        files.mkdir()
        command = [sys.executable, "manage.py", "fill_demonstration", "--verbosity", "0"]
        environment = _environment(databases.address_of(name), files)
        subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)

    return databases.template("filled", state, fill, is_whole=files.exists), files


def _redis(worker):
    """A database of its own for each portal, apart from what other tests keep: none must take another's tasks."""
    number = 5 + int(re.sub(r"\D", "", worker) or 0)
    return re.sub(r"/\d*$", f"/{number}", os.environ["REDIS_URL"])


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
        time.sleep(0.2)
    raise AssertionError(f"Not there after {seconds} seconds.")
