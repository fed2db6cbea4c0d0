"""`make run`: the servers, an up-to-date and filled database, then web, worker and beat until Ctrl-C."""

import fcntl
import os
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import psutil
from honcho.manager import Manager

from kentcivil import embedded
from kentcivil.local import LOCAL, ROOT, CannotStart, daemons, in_a_sentence, owners

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MARK = "KENTCIVIL_PORTAL"  # tells the processes of a portal whose launcher was killed


def main():
    in_a_sentence(lambda: run(chosen_port(os.environ.get("PORT") or "8000")))


def run(port):
    """Run the portal until it is told to stop.

    :returns: the exit code: 0 after a Ctrl-C.
    :raises CannotStart: saying what is in the way.
    """
    for number in STOPPED_BY:
        signal.signal(number, _interrupt)
    defaults = embedded.local_defaults()
    with portal_lock(port):
        end_orphans(port)
        refuse_taken_port(port)
        servers = embedded.local_servers()
        try:
            environment = {
                **os.environ,
                **defaults,
                **servers.open(),
                "SITE_URL": os.environ.get("SITE_URL") or f"http://localhost:{port}",
                "PYTHONUNBUFFERED": "1",
                MARK: _mark(port),
            }
            fill(environment)
            return serve(port, environment)
        finally:
            for number in STOPPED_BY:
                signal.signal(number, signal.SIG_IGN)  # the database is stopped in peace
            servers.close()


def chosen_port(text):
    """The port number that text says.

    :raises CannotStart: when it is none, or one that only root may use.
    """
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT={text} is no port: choose a number such as `make run PORT=8001`.")
    if int(text) < 1024 and os.geteuid() != 0:
        raise CannotStart(f"Only root may use port {text}: choose one above 1023, such as `make run PORT=8001`.")
    return int(text)


def refuse_taken_port(port):
    """Raises CannotStart when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} is taken by another program: stop it, or choose another with `make run PORT={port + 1}`."
            ) from error


def portal_lock(port):
    """Held while the portal of this clone runs on this port.

    :raises CannotStart: when it runs already.
    """
    path = LOCAL / f"portal-{port}.lock"
    try:
        lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except PermissionError as error:
        raise owners.belongs_to_another(path) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise CannotStart(
            f"This portal runs already, at http://localhost:{port}/: use that, or stop it first."
        ) from error
    return lock


def end_orphans(port):
    """End web, worker and beat of a launcher that was killed: its lock is free, so they have nobody to answer to."""
    orphans = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == _mark(port):
                orphans.append(process)
    daemons.end(orphans, (signal.SIGTERM, 5), (signal.SIGKILL, 5))


def fill(environment):
    """Bring the database up to date and fill an empty one.

    :raises CannotStart: when that fails; why has been printed.
    """
    quiet = {**environment, "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}  # a line for each email it writes
    filled = subprocess.run([sys.executable, "-m", "kentcivil.local.fill"], cwd=ROOT, env=quiet)
    if filled.returncode:
        or_reset = "" if os.environ.get("DATABASE_URL") else ", or `make reset` if its data may go"
        raise CannotStart(f"The database is not ready, so the portal was not started: put that right{or_reset}.")


def commands(port):
    """What runs, by name: what docker-compose.yml runs too, at the size of one person's machine.

    Long addresses are answered by our own pages, in words that help; how long is too long the proxy says.
    """
    python = shlex.quote(sys.executable)
    schedule = shlex.quote(str(LOCAL / f"beat-{port}"))
    return {
        "web": f"exec {python} -m gunicorn kentcivil.wsgi --bind 127.0.0.1:{port} --workers 2 --threads 4 "
        f"--reload --graceful-timeout 3 --log-level error --limit-request-line 0 --no-control-socket",
        "worker": f"exec {python} -W ignore -m celery --quiet -A kentcivil worker --concurrency 1 --without-gossip "
        f"--without-mingle --loglevel INFO",
        "beat": f"exec {python} -m celery --quiet -A kentcivil beat --schedule {schedule} --pidfile= "
        f"--loglevel WARNING",
    }


def serve(port, environment):
    """Run web, worker and beat; one that ends ends all."""
    manager = Manager()
    for name, command in commands(port).items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT))
    welcome = subprocess.Popen([sys.executable, "-m", "kentcivil.local.welcome", str(port)], cwd=ROOT, env=environment)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    try:
        manager.loop()
    finally:
        welcome.terminate()
        welcome.wait()
    return 0 if manager.returncode in (130, 143) else manager.returncode or 1


def _mark(port):
    return f"{ROOT}:{port}"


def _interrupt(*_):
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
