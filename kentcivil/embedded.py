"""Postgres and Valkey from PyPI wheels, where no DATABASE_URL / REDIS_URL is given.

    python -m kentcivil.embedded COMMAND…

runs a command with both set, and with DEBUG=1 and a SECRET_KEY of this clone unless those are set. Commands at the
same time share the servers: the first starts them and the last stops them. Who uses them is told by file locks, which
end with the process that holds them however it ends, so nothing is left to clean up after a `kill -9`; servers that
were left running are joined. Everything lies under `.local/`, which other people on the machine cannot read.

Tests have servers of their own (`servers_for_tests`), fast ones that promise nothing after a power cut.
"""

import fcntl
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

from kentcivil.local import LOCAL, CannotStart, given, in_a_sentence, owners, postgres
from kentcivil.local.postgres import Postgres
from kentcivil.local.valkey import Valkey

LEAST_FREE_BYTES = 300_000_000
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Servers:
    """The Postgres and the Valkey of one folder, shared by every process that opens them.

    :param folder: where their data is; made when it is missing.
    :param durable: False for tests, see kentcivil.local.postgres.
    :param environment: where DATABASE_URL and REDIS_URL are looked for; a server whose address is given is not
        started.
    """

    def __init__(self, folder, *, durable=True, environment=os.environ):
        self.folder = folder
        self.account = owners.server_account()
        self.given = {name: environment[name] for name in ("DATABASE_URL", "REDIS_URL") if environment.get(name)}
        self._servers = {
            "DATABASE_URL": Postgres(folder, durable=durable, account=self.account),
            "REDIS_URL": Valkey(folder, account=self.account),
        }
        self._use = None

    def open(self):
        """Start what is missing and join what runs.

        :returns: {"DATABASE_URL": …, "REDIS_URL": …}
        :raises CannotStart: saying what is in the way.
        """
        addresses = dict(self.given)
        if "DATABASE_URL" in self.given:
            given.check_database(self.given["DATABASE_URL"])
        if "REDIS_URL" in self.given:
            given.check_redis(self.given["REDIS_URL"])
        missing = {name: server for name, server in self._servers.items() if name not in self.given}
        if not missing:
            return addresses
        self._make_folder()
        with self._alone():
            self._use = _lock_file(self.folder / "in-use")
            fcntl.flock(self._use, fcntl.LOCK_SH)
            try:
                for name, server in missing.items():
                    server.start()
                    addresses[name] = server.url
            except BaseException:
                self._stop_unless_used()
                raise
        self._process = os.getpid()
        return addresses

    def close(self):
        """Give the servers up; stops them when nobody else uses them. Nothing happens in a forked child."""
        if self._use is None or self._process != os.getpid():
            return
        with self._alone():
            self._stop_unless_used()

    def __enter__(self):
        return self.open()

    def __exit__(self, *_):
        self.close()

    def stop_leftovers(self):
        """Stop servers that a killed command left running.

        :raises CannotStart: when a command uses them.
        """
        if not self.folder.exists():
            return
        with self._alone():
            self._use = _lock_file(self.folder / "in-use")
            if not self._stop_unless_used():
                raise CannotStart("A command in this clone still uses the database: stop it first, with Ctrl-C.")

    def _stop_unless_used(self):
        use, self._use = self._use, None
        with use:
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            for server in self._servers.values():
                server.stop()
            return True

    @contextmanager
    def _alone(self):
        """One process at a time starts or stops the servers of a folder."""
        with _lock_file(self.folder / "lock") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _make_folder(self):
        mode = _folder_mode(self.account)
        for folder in reversed([self.folder, *self.folder.parents]):
            if folder == self.folder or folder.is_relative_to(LOCAL):
                owners.folder(folder, mode=mode)
        free = shutil.disk_usage(self.folder).free
        if free < LEAST_FREE_BYTES:
            raise CannotStart(
                f"Only {free // 1_000_000} MB are free on the disk of {self.folder}: free some space and try again."
            )


def local_servers():
    """The servers of this clone, whose data stays."""
    return Servers(LOCAL / "run")


def servers_for_tests():
    """Servers for one test run alone: the first folder of .local/test/ that no other run has taken."""
    mode = _folder_mode(owners.server_account())
    owners.folder(LOCAL, mode=mode)
    for number in itertools.count(1):
        folder = owners.folder(LOCAL / "test" / str(number), mode=mode)
        taken = _lock_file(folder / "taken")
        try:
            fcntl.flock(taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            taken.close()
            continue
        servers = Servers(folder, durable=False)
        servers.taken = taken
        return servers


def local_defaults():
    """What the settings need beside the two addresses: DEBUG, and a secret key made once for this clone."""
    owners.folder(LOCAL, mode=_folder_mode(owners.server_account()))
    for private in ("files", "mail"):
        owners.folder(LOCAL / private)
    return {"DEBUG": os.environ.get("DEBUG") or "1", "SECRET_KEY": os.environ.get("SECRET_KEY") or _secret_key()}


def run(command):
    """Run a command with the servers up.

    :returns: its exit code, as a shell would tell it.
    :raises CannotStart: when the servers cannot start or the command does not exist.
    """
    told = _Told()
    try:
        with local_servers() as addresses:
            environment = {**os.environ, **local_defaults(), **addresses, **_programs()}
            told.starting = True
            try:
                child = subprocess.Popen(command, env=environment)
            except OSError as error:
                raise CannotStart(f"There is no command {command[0]} to run ({error.strerror}).") from error
            told.pass_on_to(child)
            code = child.wait()
            told.ignore()  # the servers are stopped in peace
    finally:
        told.restore()
    return code if code >= 0 else 128 - code


def main(command):
    """Run a command and exit as it does."""
    if not command:
        sys.exit("Say which command to run: python -m kentcivil.embedded COMMAND…")
    in_a_sentence(lambda: run(command))


class _Told:
    """What we do when told to stop: give up before the command starts; pass it on once it runs.

    The keyboard's Ctrl-C reaches the command by itself and is not passed on.
    """

    def __init__(self):
        self.starting = False
        self._child = None
        self._pending = []
        self._before = {number: signal.signal(number, self._hear) for number in STOPPED_BY}

    def _hear(self, number, _):
        if not self.starting:
            raise KeyboardInterrupt
        if number == signal.SIGINT:
            return
        if self._child is None:
            self._pending.append(number)
        else:
            self._child.send_signal(number)

    def pass_on_to(self, child):
        self._child = child
        for number in self._pending:
            child.send_signal(number)

    def ignore(self):
        for number in STOPPED_BY:
            signal.signal(number, signal.SIG_IGN)

    def restore(self):
        for number, handler in self._before.items():
            signal.signal(number, handler)


def _programs():
    """PATH with psql, pg_dump and the others of the built-in PostgreSQL first: they know its version."""
    if os.environ.get("DATABASE_URL"):
        return {}
    return {"PATH": os.pathsep.join([str(postgres.programs()), os.environ.get("PATH", os.defpath)])}


def _folder_mode(account):
    """Ours alone; the servers' account, where that is another, passes through to its own folders and no further."""
    return 0o700 if account is None else 0o711


def _lock_file(path):
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except PermissionError as error:
        raise owners.belongs_to_another(path) from error


def _secret_key():
    """The key of this clone: written whole or not at all, read by its owner only."""
    path = LOCAL / "secret-key"
    if not path.exists():
        unfinished = LOCAL / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass  # another command was a moment faster
        finally:
            unfinished.unlink()
    try:
        return path.read_text()
    except PermissionError as error:
        raise owners.belongs_to_another(path) from error


if __name__ == "__main__":
    main(sys.argv[1:])
