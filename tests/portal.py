"""The whole portal for journeys and benchmarks: an own database, gunicorn and a worker, started as operators do."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

STARTS_WITHIN = 60


@dataclass
class Portal:
    """A running portal.

    :ivar url: where it answers, without a slash at the end.
    :ivar environment: what its processes were given; DATABASE_URL among them.
    """

    url: str
    port: int
    environment: dict = field(repr=False)

    def ask(self, code):
        """Run Python beside it, on its database, and return what the code printed.

        :raises AssertionError: with the traceback, when the code fails.
        """
        self._beside.stdin.write(json.dumps(code) + "\n")
        answer = json.loads(self._beside.stdout.readline())
        assert not answer["error"], answer["printed"] + answer["error"]
        return answer["printed"]

    @cached_property
    def _beside(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        return _start([sys.executable, "-m", "tests.beside"], self.environment, **pipes)

    def close(self):
        """End what was started beside it."""
        if "_beside" in self.__dict__:
            self._beside.kill()
            self._beside.communicate()


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
        *("--workers", str(workers), "--log-level", "error", "--keep-alive", "30", "--limit-request-line", "0"),
        "--no-control-socket",
    ]
    started, rota = [_start(web, environment)], tempfile.TemporaryDirectory()
    if celery:
        schedule = ["--beat", "--schedule", f"{rota.name}/beat"]
        worker = [sys.executable, "-m", "celery", "-A", "kentcivil", "worker", "--concurrency", "1", "-l", "warning"]
        started.append(_start([*worker, *schedule], environment))
    try:
        _wait_for(port)
        with closing(Portal(f"http://127.0.0.1:{port}", port, environment)) as portal:
            yield portal
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)  # no test waits for what they have not finished
            process.wait()
        rota.cleanup()


def environment_with(**changes):
    """This process's environment for a portal process: production settings, changed as said."""
    # Set while the browser tests hold Playwright open; a server never has it.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "kentcivil.settings", **changes}


def _start(command, environment, **pipes):
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True, **pipes)


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
