"""The whole portal for journeys and benchmarks: an own database, gunicorn and a worker, started as operators do."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings

STARTS_WITHIN = 60
SHELL = """
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connection
for line in sys.stdin:
    printed, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(json.loads(line), {})
        except Exception:
            failed = traceback.format_exc()
    connection.close()
    print(json.dumps([printed.getvalue(), failed]), flush=True)
"""


@dataclass
class Portal:
    """A running portal.

    :ivar url: where it answers, without a slash at the end.
    :ivar environment: what its processes were given; DATABASE_URL among them.
    """

    url: str
    port: int
    environment: dict = field(repr=False)
    _shell: subprocess.Popen = field(default=None, init=False, repr=False)

    def manage(self, *arguments):
        """Run a management command beside it, and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout

    def run(self, code):
        """Run a few lines of Python beside it, and return what they printed.

        One process runs them all, each with names of its own: starting another takes seconds.
        """
        if self._shell is None:
            command = [sys.executable, "-c", SHELL]
            self._shell = _start(command, self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._shell.stdin.write(f"{json.dumps(code)}\n")
        self._shell.stdin.flush()
        printed, failed = json.loads(self._shell.stdout.readline())
        if failed:
            raise AssertionError(failed)
        return printed.strip()

    def close(self):
        """End the process in which `run` runs code."""
        if self._shell is not None:
            self._shell.kill()
            self._shell.communicate()


@contextmanager
def running(environment, *, workers=2, celery=False):
    """Start the web processes, and a Celery worker with its beat when asked; stop them at the end.

    :param environment: a whole environment, such as `environment_with(…)` makes.
    :raises RuntimeError: when the portal does not answer in time.
    """
    port = _free_port()
    environment = {**environment, "SITE_URL": f"http://127.0.0.1:{port}"}
    web = [
        *(sys.executable, "-m", "gunicorn", "kentcivil.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(workers), "--log-level", "error", "--keep-alive", "30"),
    ]
    started = [_start(web, environment)]
    if celery:
        schedule = ["--beat", "--schedule", f"/tmp/kentcivil-beat-{port}"]
        worker = [sys.executable, "-m", "celery", "-A", "kentcivil", "worker", "--concurrency", "1", "-l", "warning"]
        started.append(_start([*worker, *schedule], environment))
    try:
        _wait_for(port)
        with closing(Portal(f"http://127.0.0.1:{port}", port, environment)) as portal:
            yield portal
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)  # nothing in a test waits for an unfinished task
            process.kill()


def environment_with(**changes):
    """This process's environment for a portal process: production settings, changed as said."""
    # Set while the browser tests hold Playwright open; a server never has it.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "kentcivil.settings", **changes}


def _start(command, environment, **pipes):
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, **pipes)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"The portal did not answer within {STARTS_WITHIN} seconds.")
