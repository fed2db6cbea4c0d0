"""The built-in servers, for real: started, killed, joined, shared and stopped in folders of the tests' own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
import redis

from kentcivil import embedded
from kentcivil.local import CannotStart, daemons
from kentcivil.local.postgres import NO_PROCESS

NOTHING_GIVEN = {}
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 10**9


@pytest.fixture
def new_home(monkeypatch):
    """The .local folder of a clone in which nothing ever ran."""
    with open_to_the_servers() as folder:
        yield from clone_in(folder, monkeypatch)


@pytest.fixture
def home(new_home, lent):
    """The .local folder of a clone in which the servers ran and were stopped; the test leaves it like that."""
    new_home.mkdir(mode=0o755)
    (lent / "run").rename(new_home / "run")
    yield new_home
    assert processes(new_home) == []
    (new_home / "run").rename(lent / "run")


@pytest.fixture
def spare_home(new_home, lent):
    """The same for a test that kills the servers or breaks what is theirs: a copy."""
    new_home.mkdir(mode=0o755)
    subprocess.run(["cp", "-a", lent / "run", new_home / "run"], check=True)
    return new_home


@pytest.fixture
def lent(made, monkeypatch):
    """What the servers' first run leaves behind: to make a database takes longer than most of these tests."""
    if not (made / "run").exists():
        with monkeypatch.context() as making:
            making.setattr(embedded, "LOCAL", made)
            with servers(made):
                pass
    return made


@pytest.fixture(scope="module")
def made():
    with open_to_the_servers() as folder:
        yield folder / "made"


@contextmanager
def open_to_the_servers():
    """A folder of its own, through which everyone may pass as through a home folder; in memory where there is room.

    Not in pytest's temporary folder: each run on the machine closes that to other accounts, such as the servers'. On a
    disk these tests mostly wait until what is written is safe from a power cut.
    """
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(
        prefix="kentcivil-test-", dir=IN_MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def clone_in(folder, monkeypatch):
    """Yields the .local folder of a clone; its path has a space. No server is left running in it."""
    local = folder / "a clone" / ".local"
    local.parent.mkdir()
    monkeypatch.setattr(embedded, "LOCAL", local)
    yield local
    for folder in local.rglob("postgres"):
        daemons.end(daemons.running_in(folder, "postgres"), (signal.SIGKILL, 5))
    for folder in local.rglob("valkey"):
        daemons.end(daemons.running_in(folder, "valkey-server"), (signal.SIGKILL, 5))


def servers(home, *, durable=True):
    return embedded.Servers(home / "run", durable=durable, environment=NOTHING_GIVEN)


def query(addresses, sql):
    connection = psycopg2.connect(addresses["DATABASE_URL"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def processes(home):
    return [
        *daemons.running_in(home / "run" / "postgres", "postgres"),
        *daemons.running_in(home / "run" / "valkey", "valkey-server"),
    ]


def kill_everything(home):
    daemons.end(processes(home), (signal.SIGKILL, 10))


def postmaster_pid(home):
    return int((home / "run" / "postgres" / "postmaster.pid").read_text().split()[0])


def test_the_data_of_one_run_is_there_in_the_next_and_nothing_is_left_running(new_home):
    with servers(new_home) as addresses:
        query(addresses, "CREATE TABLE kept AS SELECT 42 AS number")
        assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()
    assert processes(new_home) == []
    with servers(new_home) as addresses:
        assert query(addresses, "SELECT number FROM kept") == (42,)
    assert processes(new_home) == []


def test_the_portals_extensions_are_there(home):
    with servers(home) as addresses:
        for extension in ("pg_trgm", "unaccent", "cube", "earthdistance", "btree_gist"):
            query(addresses, f"CREATE EXTENSION {extension}")
        assert query(addresses, "SELECT 'école' % 'ecole', lower('ÉCOLE')")[1] == "école"


def test_two_commands_share_the_servers_and_the_last_stops_them(home):
    first, second = servers(home), servers(home)
    assert first.open() == second.open()
    first.close()
    assert processes(home) != []
    second.close()
    assert processes(home) == []


def test_two_commands_at_once_start_the_servers_once(new_home):
    opened, failed, all_open = [], [], threading.Barrier(3)

    def use():
        mine = servers(new_home)
        try:
            opened.append(mine.open())
            all_open.wait(timeout=120)
            mine.close()
        except Exception as error:  # a thread's error is shown by the test
            failed.append(error)
            all_open.abort()

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len({tuple(addresses.values()) for addresses in opened}) == 1
    assert processes(new_home) == []


def test_after_a_kill_of_everything_the_data_is_there(spare_home):
    killed = servers(spare_home)
    query(killed.open(), "CREATE TABLE kept AS SELECT 42 AS number")
    kill_everything(spare_home)
    killed._use.close()  # as the kernel does for a killed process
    with servers(spare_home) as addresses:
        assert query(addresses, "SELECT number FROM kept") == (42,)
        assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()


def test_servers_that_a_killed_command_left_running_are_joined(home):
    killed = servers(home)
    left = killed.open()
    before = postmaster_pid(home)
    killed._use.close()
    with servers(home) as addresses:
        assert addresses == left
        assert postmaster_pid(home) == before
    assert processes(home) == []


@pytest.mark.parametrize("stale", ["another process", "half written", "empty", "nobody"])
def test_whatever_a_killed_server_left_in_its_pid_file(spare_home, stale):
    killed = servers(spare_home)
    query(killed.open(), "CREATE TABLE kept AS SELECT 42 AS number")
    kill_everything(spare_home)
    killed._use.close()
    file = spare_home / "run" / "postgres" / "postmaster.pid"
    lines = file.read_text().splitlines()
    # A process of the servers' own account: PostgreSQL believes that one to be itself.
    other = subprocess.Popen(["sleep", "60"], **({"user": killed.account.pw_uid} if killed.account else {}))
    content = {
        "another process": "\n".join([str(other.pid), *lines[1:]]) + "\n",
        "half written": "12",
        "empty": "",
        "nobody": "\n".join([str(NO_PROCESS), *lines[1:]]) + "\n",
    }
    file.write_text(content[stale])
    (spare_home / "run" / "valkey.conf").write_text("port 1")
    try:
        with servers(spare_home) as addresses:
            assert query(addresses, "SELECT number FROM kept") == (42,)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_whose_pid_file_is_gone_is_ended_before_another_starts(spare_home):
    killed = servers(spare_home)
    query(killed.open(), "CREATE TABLE kept AS SELECT 42 AS number")
    before = postmaster_pid(spare_home)
    (spare_home / "run" / "postgres" / "postmaster.pid").unlink()
    killed._use.close()
    with servers(spare_home) as addresses:
        assert query(addresses, "SELECT number FROM kept") == (42,)
        assert postmaster_pid(spare_home) != before


def test_an_interrupted_start_leaves_no_half_made_database(spare_home):
    unfinished = spare_home / "run" / "postgres.unfinished"
    (spare_home / "run" / "postgres").rename(unfinished)
    (unfinished / "global" / "pg_control").unlink()
    with servers(spare_home) as addresses:
        assert query(addresses, "SELECT 1") == (1,)
    assert not unfinished.exists()


def test_a_broken_test_database_is_made_anew(spare_home):
    (spare_home / "run" / "postgres" / "global" / "pg_control").unlink()
    with servers(spare_home, durable=False) as addresses:
        assert query(addresses, "SELECT 1") == (1,)


def test_a_broken_local_database_is_kept_and_the_sentence_says_why(spare_home):
    control = spare_home / "run" / "postgres" / "global" / "pg_control"
    control.unlink()
    with pytest.raises(CannotStart, match="PostgreSQL did not start .*pg_control"):
        servers(spare_home).open()
    assert (spare_home / "run" / "postgres" / "base").exists()
    assert processes(spare_home) == []


def test_data_of_another_postgresql_version_is_kept(spare_home):
    (spare_home / "run" / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 15"):
        servers(spare_home).open()


def test_local_data_is_safe_from_a_power_cut_and_a_tests_is_fast(home):
    with embedded.Servers(home / "run", environment=NOTHING_GIVEN) as addresses:
        assert query(addresses, "SHOW fsync") == ("on",)
        assert query(addresses, "SHOW synchronous_commit") == ("on",)
    with embedded.Servers(home / "test", durable=False, environment=NOTHING_GIVEN) as addresses:
        assert query(addresses, "SHOW fsync") == ("off",)
        assert int(query(addresses, "SHOW max_connections")[0]) >= 400


def test_a_path_too_long_for_a_socket(home, monkeypatch):
    deep = home.parent / ("a-rather-long-folder-name-" * 5)
    deep.mkdir()
    monkeypatch.setattr(embedded, "LOCAL", deep)
    mine = embedded.Servers(deep / "run", durable=False, environment=NOTHING_GIVEN)
    with mine as addresses:
        assert query(addresses, "SELECT 1") == (1,)
        sockets = mine._servers["DATABASE_URL"].sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


def test_nobody_else_can_read_what_is_local(new_home):
    with servers(new_home):
        embedded.local_defaults()
        readable = [path for path in new_home.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
        listable = [path for path in (new_home, *new_home.rglob("*")) if path.is_dir() and path.stat().st_mode & 0o066]
    assert readable == []
    assert listable == []


def test_the_redis_address_needs_its_password(home):
    with servers(home) as addresses, pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(addresses["REDIS_URL"].rsplit(":", 1)[1].split("/")[0]), retry=None).ping()


def test_given_addresses_are_used_and_nothing_is_started(home):
    with servers(home) as addresses:
        other = embedded.Servers(home / "other", environment=addresses)
        assert other.open() == addresses
        other.close()
        assert not (home / "other").exists()
        assert query(addresses, "SELECT 1") == (1,)


def test_one_given_address_starts_only_the_other_server(home):
    with servers(home) as addresses:
        environment = {"DATABASE_URL": addresses["DATABASE_URL"], "REDIS_URL": ""}
        with embedded.Servers(home / "other", durable=False, environment=environment) as mixed:
            assert mixed["DATABASE_URL"] == addresses["DATABASE_URL"]
            assert mixed["REDIS_URL"] != addresses["REDIS_URL"]
        assert not (home / "other" / "postgres").exists()


def test_two_test_runs_have_databases_of_their_own(new_home, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    first, second = embedded.servers_for_tests(), embedded.servers_for_tests()
    assert first.folder != second.folder
    first.taken.close()
    assert embedded.servers_for_tests().folder == first.folder


def test_the_secret_key_stays_the_same(new_home, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = embedded.local_defaults()["SECRET_KEY"]
    assert len(key) >= 50
    assert embedded.local_defaults()["SECRET_KEY"] == key
    assert (new_home / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_reset_waits_for_nobody_and_stops_nobodys_work(home):
    used = servers(home)
    used.open()
    with pytest.raises(CannotStart, match="still uses the database"):
        servers(home).stop_leftovers()
    assert processes(home) != []
    used._use.close()
    servers(home).stop_leftovers()
    assert processes(home) == []


def test_a_full_disk_is_said_in_a_sentence(new_home, monkeypatch):
    monkeypatch.setattr(embedded, "LEAST_FREE_BYTES", 10**18)
    with pytest.raises(CannotStart, match="free some space"):
        servers(new_home).open()


def run_in_clone(home, *command, **options):
    """`python -m kentcivil.embedded` as in a clone whose .local is the test's."""
    start = "import sys, pathlib; from kentcivil import embedded; embedded.LOCAL = pathlib.Path(sys.argv.pop(1)); "
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.Popen(
        [sys.executable, "-c", start + "embedded.main(sys.argv[1:])", str(home), *command],
        cwd=Path(embedded.__file__).parent.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_command_gets_what_the_settings_need_and_its_exit_code_comes_back(home):
    script = (
        "import os, sys; names = ['DATABASE_URL', 'DEBUG', 'REDIS_URL', 'SECRET_KEY'];"
        "print([name for name in names if os.environ.get(name)]); sys.exit(7)"
    )
    done = run_in_clone(home, sys.executable, "-c", script)
    output, errors = done.communicate(timeout=60)
    assert output.strip() == "['DATABASE_URL', 'DEBUG', 'REDIS_URL', 'SECRET_KEY']"
    assert (done.returncode, errors) == (7, "")
    assert processes(home) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_command_stops_its_servers(home, number):
    running = run_in_clone(home, "sh", "-c", "echo up; exec sleep 60", start_new_session=True)
    assert running.stdout.readline() == "up\n"
    os.killpg(running.pid, number)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 128 + number
    assert errors == ""
    assert processes(home) == []


def test_a_command_that_does_not_exist_is_said_in_a_sentence(home):
    done = run_in_clone(home, "no-such-command")
    _, errors = done.communicate(timeout=60)
    assert done.returncode == 1
    assert errors == "There is no command no-such-command to run (No such file or directory).\n"
    assert processes(home) == []
