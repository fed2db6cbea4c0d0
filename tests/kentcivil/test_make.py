"""What the two commands say when something is in the way: one sentence, no traceback, an exit code that is not 0."""

import errno
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings

from kentcivil.local import CannotStart, assets, fill, given, in_a_sentence, prepare, run, welcome

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def taken_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "LOCAL", tmp_path)
    return tmp_path


def test_a_taken_port(taken_port):
    with pytest.raises(CannotStart, match=f"Port {taken_port} is taken .*`make run PORT={taken_port + 1}"):
        run.refuse_taken_port(taken_port)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none(text):
    with pytest.raises(CannotStart, match=re.escape(f"PORT={text} is no port")):
        run.chosen_port(text)


def test_the_portal_runs_once_on_a_port(local):
    with run.portal_lock(8123):
        with pytest.raises(CannotStart, match="runs already, at http://localhost:8123/"):
            run.portal_lock(8123)
        run.portal_lock(8124).close()
    run.portal_lock(8123).close()


def test_processes_of_a_killed_launcher_are_ended_and_no_others():
    def sleeping(mark):
        return subprocess.Popen(["sleep", "60"], env={**os.environ, run.MARK: mark})

    orphan, other = sleeping(run._mark(8123)), sleeping(run._mark(8124))
    try:
        run.end_orphans(8123)
        assert orphan.poll() is not None
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def sentence(check, url):
    with pytest.raises(CannotStart) as refused:
        check(url)
    assert str(refused.value).count("\n") == 0
    return str(refused.value)


def test_a_database_that_does_not_answer(taken_port):
    unused = taken_port + 1
    assert "No PostgreSQL answers at 127.0.0.1" in sentence(
        given.check_database, f"postgres://someone:secret@127.0.0.1:{unused}/kentcivil"
    )


def test_a_database_address_that_is_none():
    for url in ("mysql://localhost/kentcivil", "postgres://localhost:port/kentcivil", "kentcivil"):
        assert "DATABASE_URL must be like postgres://" in sentence(given.check_database, url)


def test_a_database_or_user_that_does_not_exist():
    there = os.environ["DATABASE_URL"]
    given.check_database(there)
    missing = urlsplit(there)._replace(path="/no-such-database").geturl()
    assert "There is no database no-such-database" in sentence(given.check_database, missing)


@pytest.mark.parametrize(
    ("said", "sentence_begins"),
    [
        (
            'FATAL:  password authentication failed for user "kent"',
            "The database at db:5432 refused the password of kent",
        ),
        ('FATAL:  role "kent" does not exist', "The database at db:5432 has no user kent"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', "The database at db:5432 does not let kent in from here"),
        ("timeout expired", "No PostgreSQL answers at db:5432"),
    ],
)
def test_what_a_database_says_becomes_one_sentence(monkeypatch, said, sentence_begins):
    def refuse(**_):
        raise psycopg2.OperationalError(said)

    monkeypatch.setattr(psycopg2, "connect", refuse)
    assert sentence(given.check_database, "postgres://kent:wrong@db:5432/kentcivil").startswith(sentence_begins)


def test_a_redis_that_does_not_answer_or_refuses(taken_port):
    there = os.environ["REDIS_URL"]
    given.check_redis(there)
    assert "must be like redis://" in sentence(given.check_redis, "http://localhost")
    assert "No Redis answers at 127.0.0.1" in sentence(given.check_redis, f"redis://127.0.0.1:{taken_port + 1}/0")
    wrong = re.sub(r"//:[^@]+@", f"//:{quote('wrong')}@", there)
    if wrong != there:
        assert "refused the password" in sentence(given.check_redis, wrong)


@pytest.mark.parametrize(
    ("said", "what_to_do"),
    [
        ("ERROR: [Errno 28] No space left on device", "free 1,500 MB"),
        ("ERROR: No matching distribution found for psycopg2-binary==2.9", r"make PYTHON=python3.12"),
        ("fatal error: Python.h: No such file or directory", r"make PYTHON=python3.12"),
        ("NewConnectionError: failed to establish a new connection", "check the network connection"),
        ("something else", "says why"),
    ],
)
def test_why_packages_were_not_installed(said, what_to_do):
    why = prepare._why(said, Path("install.log"))
    assert what_to_do in why
    assert "\n" not in why


def test_locks_are_installed_again_only_when_they_change(tmp_path, monkeypatch):
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    (tmp_path / "requirements.txt").write_text("django==5.2")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    assert prepare._missing(venv, ["requirements.txt"]) == ["requirements.txt"]
    (venv / "installed.json").write_text(
        f'{{"venv": "{venv}", "requirements.txt": "{prepare._hash("requirements.txt")}"}}'
    )
    assert prepare._missing(venv, ["requirements.txt"]) == []
    (tmp_path / "requirements.txt").write_text("django==5.2.1")
    assert prepare._missing(venv, ["requirements.txt"]) == ["requirements.txt"]
    moved = tmp_path / "moved"
    shutil.copytree(venv, moved)
    assert prepare._missing(moved, ["requirements.txt"]) == ["requirements.txt"]
    (venv / "installed.json").write_text('{"venv": "/half')
    assert prepare._missing(venv, ["requirements.txt"]) == ["requirements.txt"]


def test_a_python_without_its_venv_module(tmp_path, monkeypatch):
    monkeypatch.setattr(
        prepare.subprocess,
        "run",
        lambda *_, **__: subprocess.CompletedProcess([], 1, "", "ensurepip is not available. On Debian…"),
    )
    with pytest.raises(SystemExit, match="python3-venv"):
        prepare._make(tmp_path / ".venv")


def test_a_full_disk(monkeypatch):
    monkeypatch.setattr(prepare, "NEEDED_BYTES", 10**18)
    with pytest.raises(SystemExit, match="free some space"):
        prepare._refuse_full_disk()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_no_python_that_is_new_enough():
    done = subprocess.run(["make", "-C", ROOT, "prepare", "PYTHON="], capture_output=True, text=True)
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed: install it" in done.stderr


def test_assets_are_built_from_all_their_sources():
    names = {path.relative_to(ROOT).as_posix() for path in assets._sources()}
    assert {"package.json", "package-lock.json", "static/build.mjs"} <= names
    assert not any(name.startswith("static/build/") for name in names)


def test_a_failed_build_is_said_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "BUILT", tmp_path / "static" / "build")
    (tmp_path / "package.json").write_text('{"scripts": {"build": "exit 1"}}')
    with pytest.raises(CannotStart, match=r"assets\.log says why"):
        assets._npm("run", "build")


def test_the_welcome_names_the_address_and_every_sign_in():
    shown = welcome.text(8123)
    assert "http://localhost:8123/" in shown
    assert "http://localhost:8123/admin/mail/message/" in shown
    for person in ("officer", "directory", "funding", "assessor", "board", "broker", "charity", "volunteer", "auditor"):
        assert f"{person}@demo.kentcivil.example" in shown


def test_the_welcome_waits_no_longer_than_it_says(taken_port):
    assert welcome.wait_for(taken_port + 1, seconds=0.3) is None
    began = time.monotonic()
    welcome.wait_for_the_worker(f"redis://127.0.0.1:{taken_port + 1}/0", seconds=30)
    with redis.Redis.from_url(re.sub(r"/\d*$", "/15", os.environ["REDIS_URL"])) as queue:
        welcome.wait_for_the_worker(os.environ["REDIS_URL"], seconds=30)
        queue.rpush("celery", "an email")
        try:
            welcome.wait_for_the_worker(re.sub(r"/\d*$", "/15", os.environ["REDIS_URL"]), seconds=0.3)
        finally:
            queue.delete("celery")
    assert 0.3 <= time.monotonic() - began < 20


def test_a_full_disk_and_one_that_cannot_be_written_are_said_in_a_sentence():
    def work(number):
        raise OSError(number, os.strerror(number), "somewhere")

    for number, sentence in ((errno.ENOSPC, "The disk is full"), (errno.EROFS, "Nothing can be written")):
        with pytest.raises(SystemExit, match=sentence):
            in_a_sentence(lambda number=number: work(number))
    with pytest.raises(OSError, match="Connection refused"):
        in_a_sentence(lambda: work(errno.ECONNREFUSED))


def test_a_user_who_may_make_no_tables_or_extensions_is_told_before_anything_is_tried():
    there = urlsplit(os.environ["DATABASE_URL"])
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE ROLE kentcivil_trial_guest LOGIN PASSWORD 'guest'")
        try:
            guest = there._replace(netloc="kentcivil_trial_guest:guest@" + there.netloc.rpartition("@")[2]).geturl()
            assert "kentcivil_trial_guest may not make tables" in sentence(given.check_database, guest)
            cursor.execute("CREATE DATABASE kentcivil_trial_guests OWNER kentcivil_trial_guest TEMPLATE template0")
            own = urlsplit(guest)._replace(path="/kentcivil_trial_guests").geturl()
            told = sentence(given.check_database, own)
            assert "lacks earthdistance, which kentcivil_trial_guest may not add: run `CREATE EXTENSION" in told
        finally:
            cursor.execute("DROP DATABASE IF EXISTS kentcivil_trial_guests")
            cursor.execute("DROP ROLE kentcivil_trial_guest")


def test_two_portals_started_at_once_make_the_tables_one_after_the_other(capsys):
    def connected():
        return closing(psycopg2.connect(os.environ["DATABASE_URL"]))

    def wait():
        with connected() as second, second.cursor() as cursor:
            fill.wait_for_its_turn(cursor)
            waited.set()

    waited = threading.Event()
    with connected() as first, first.cursor() as cursor:
        fill.wait_for_its_turn(cursor)
        assert not capsys.readouterr().out
        other = threading.Thread(target=wait)
        other.start()
        assert not waited.wait(0.3)
    assert waited.wait(10)
    other.join()
    assert "Another command is at work on the database" in capsys.readouterr().out


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_npm_keeps_its_things_in_the_clone_where_there_is_no_home(tmp_path, monkeypatch, home):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setenv("HOME", home)
    (tmp_path / "package.json").write_text('{"scripts": {"build": "echo $npm_config_cache > seen"}}')
    assets._npm("run", "build")
    assert (tmp_path / "seen").read_text().strip() == str(tmp_path / ".local" / "npm")
    assert not (tmp_path / "~").exists()


def test_each_process_of_the_portal_is_what_production_runs():
    compose = (ROOT / "docker-compose.yml").read_text()
    assert set(run.commands(8123)) == {"web", "worker", "beat"}
    assert "gunicorn kentcivil.wsgi" in run.commands(8123)["web"]
    assert "gunicorn, kentcivil.wsgi" in compose


@pytest.mark.parametrize("room", ["docker-compose.yml", "Dockerfile", "kentcivil/local/run.py"])
def test_no_web_process_opens_a_socket_by_which_it_can_be_steered(room):
    """It would lie in the home folder, shared by all portals of a person; the image has none."""
    commands = [line for line in (ROOT / room).read_text().split("\n") if "--limit-request-line" in line]
    assert commands
    assert all("--no-control-socket" in command for command in commands)


def test_a_management_command_finds_the_local_servers_by_itself():
    left = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DEBUG", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in left}
    shown = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", "from django.conf import settings; print(settings.DEBUG)"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (shown.stdout.strip(), shown.returncode) == ("True", 0), shown.stderr
