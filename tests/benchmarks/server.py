"""The real server under load: gunicorn with two workers on a free port of this machine, and clients that time it."""

import gzip
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

WORKERS = 2


@contextmanager
def gunicorn(environment, settings="tests.benchmarks.settings"):
    """Serve the portal in production mode; yields the port, and stops the server at the end.

    :param environment: DATABASE_URL, REDIS_URL and whatever else differs from this process's own environment.
    :raises RuntimeError: when it does not answer within 30 seconds.
    """
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "kentcivil.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(WORKERS), "--log-level", "error", "--keep-alive", "30"),
    ]
    local = {"DJANGO_SETTINGS_MODULE": settings, "DEBUG": "0", "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, env={**os.environ, **local, **environment})
    try:
        _wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def seconds_each(port, paths, *, rounds):
    """Time requests one after another over one connection.

    :param paths: addresses asked in turn, so that what is compared is measured in the same minutes.
    :returns: {path: median seconds}
    """
    times = {path: [] for path in paths}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number in range(rounds + 2):
        for path in paths:
            address = path(number) if callable(path) else path
            started = time.perf_counter()
            _get(connection, address)
            if number >= 2:
                times[path].append(time.perf_counter() - started)
    return {path: statistics.median(taken) for path, taken in times.items()}


def requests_a_second(port, path, *, seconds, clients=4):
    """Requests answered in a second while several clients ask at once."""
    with ProcessPoolExecutor(clients) as pool:
        counts = list(pool.map(_ask_repeatedly, [port] * clients, [path] * clients, [seconds] * clients))
    return sum(counts) / seconds


def gzipped_bytes(port, path):
    """Bytes that go over the wire for one page, style sheet and script not counted."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = _get(connection, path, {"Accept-Encoding": "identity"})
    return len(gzip.compress(body, 6))


def _ask_repeatedly(port, path, seconds):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    until = time.monotonic() + seconds
    answered = 0
    while time.monotonic() < until:
        _get(connection, path)
        answered += 1
    return answered


def _get(connection, address, headers=None):
    connection.request("GET", address, headers=headers or {"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise AssertionError(f"{address} answered {response.status}")
    return body


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not answer within 30 seconds.")
