"""Each email reaches the mail server once, is tried again when that fails, and is put aside when it is too late."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import structlog
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from kentcivil.mail import delivery, tasks
from kentcivil.mail.models import Message

pytestmark = pytest.mark.django_db


def _due(message):
    Message.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


def test_it_arrives_with_both_bodies_and_the_headers_asked_for(write, office):
    message = write(headers={"List-Unsubscribe": "<https://portal.example/stop/>"})
    assert delivery.deliver(message.pk) == "sent"
    (letter,) = office.letters
    assert letter["Subject"] == "Hello Ada"
    assert letter["List-Unsubscribe"] == "<https://portal.example/stop/>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    message.refresh_from_db()
    assert message.state == "sent"
    assert delivery.deliver(message.pk) is None
    assert len(office.letters) == 1


def test_an_address_refused_for_good_is_given_up(write, office):
    office.manner = "refuses"
    message = write()
    assert delivery.deliver(message.pk) == "failed"
    message.refresh_from_db()
    assert message.last_error == "SMTPRecipientsRefused"


@pytest.mark.parametrize("manner", ["busy", "silent", "dies"])
def test_a_mail_server_in_trouble_is_tried_again_later(write, office, manner):
    office.manner = manner
    message = write()
    assert delivery.deliver(message.pk) == "waiting"
    message.refresh_from_db()
    assert message.attempts == 1
    assert timezone.now() < message.next_attempt_at <= timezone.now() + delivery.BACKOFF[0]
    assert delivery.sweep() == []
    office.manner = "polite"
    _due(message)
    tasks.sweep()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


def test_no_mail_server_at_all_is_tried_until_after_a_weekend_and_again_on_command(write, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = write()
    states = []
    for _ in range(len(delivery.BACKOFF) + 1):
        _due(message)
        states.append(delivery.deliver(message.pk))
    assert states == ["waiting"] * len(delivery.BACKOFF) + ["failed"]
    assert sum(delivery.BACKOFF, timedelta()) > timedelta(days=2)
    assert delivery.sweep() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("retry_mail")
    tasks.sweep()
    message.refresh_from_db()
    assert message.state == "sent"


def test_what_ends_every_worker_is_given_up_too(write, office):
    message = write()
    Message.objects.filter(pk=message.pk).update(attempts=len(delivery.BACKOFF) + 1)
    assert delivery.deliver(message.pk) == "failed"
    assert office.letters == []


def test_what_comes_too_late_is_not_sent(write, office):
    message = write(useful_until=timezone.now())
    assert delivery.deliver(message.pk) == "stale"
    assert office.letters == []


def test_no_delivery_outlasts_its_lease():
    assert timedelta(seconds=tasks.deliver.time_limit) < delivery.LEASE


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(write, office, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    office.manner = "busy"
    message = write(key="other:1")
    office.manner = "polite"
    _due(message)
    results = []

    def work():
        results.append(delivery.deliver(message.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results.count("sent") == 1
    assert len(office.letters) == 1


def test_bodies_go_after_the_days_set_and_the_fact_stays(write, office, settings):
    settings.MAIL_KEEP_DAYS = 30
    message, waiting = write(), write(key="greeting:2")
    delivery.deliver(message.pk)
    Message.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.forget()
    message.refresh_from_db()
    waiting.refresh_from_db()
    assert (message.text, message.html, message.state) == ("", "", "sent")
    assert message.forgotten_at
    assert waiting.text


def test_a_secret_goes_as_soon_as_it_is_sent(write, office):
    message = write(secret=True)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.text == message.html == ""
    assert office.letters


def test_the_cause_is_known_on_delivery_and_no_log_line_tells_who_or_what(write, office, logged):
    with structlog.contextvars.bound_contextvars(request_id="cause-1"):
        message = write(name="Wilhelmina")
    office.manner = "refuses"
    delivery.deliver(message.pk)
    second = write(key="greeting:2", name="Wilhelmina", to="not an address wilhelmina@example.org")
    assert second.state == "failed"
    text = logged()
    assert "cause-1" in text
    assert "mail_failed" in text
    for personal in ("reader@", "example.org", "Wilhelmina", "Hello"):
        assert personal not in text


class _Notify(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        self.send_response(self.server.answer)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        errors = [{"error": "BadRequestError", "message": "reader@example.org is not on the list"}]
        self.wfile.write(json.dumps({"id": "1"} if self.server.answer < 400 else {"errors": errors}).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def notify(settings):
    """GOV.UK Notify's API as a server on loopback."""
    server = HTTPServer(("127.0.0.1", 0), _Notify)
    server.asked, server.answer = [], 201
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.EMAIL_BACKEND = "kentcivil.mail.notify.NotifyBackend"
    settings.GOVUK_NOTIFY_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.GOVUK_NOTIFY_API_KEY = "trial-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"
    settings.GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID = "33333333-3333-4333-8333-333333333333"
    yield server
    server.shutdown()
    server.server_close()


def test_by_setting_it_goes_through_govuk_notify(write, notify):
    message = write(name="[Ada](https://evil.example)\n\n# Big")
    assert delivery.deliver(message.pk) == "sent"
    ((path, asked),) = notify.asked
    assert path == "/v2/notifications/email"
    assert asked["email_address"] == "reader@example.org"
    assert asked["template_id"] == "33333333-3333-4333-8333-333333333333"
    assert asked["personalisation"]["subject"].startswith("Hello [Ada]")
    assert "](" not in asked["personalisation"]["body"]
    assert "\n#" not in asked["personalisation"]["body"]


@pytest.mark.parametrize(("answer", "state"), [(400, "failed"), (429, "waiting"), (500, "waiting"), (403, "waiting")])
def test_what_notify_refuses_is_given_up_and_what_it_cannot_now_is_tried_again(write, notify, logged, answer, state):
    notify.answer = answer
    assert delivery.deliver(write().pk) == state
    assert "example.org" not in logged()
