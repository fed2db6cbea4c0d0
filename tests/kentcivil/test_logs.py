"""One structured line an event, with an id that goes from the request to the email, and no people in it."""

import json
import logging
import smtplib

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.urls import include, path

from kentcivil import logs
from kentcivil.accounts.models import User
from kentcivil.mail.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def fails(request, token):
    raise RuntimeError("Ada of 12 High Street is angry")


def writes(request):
    from django.http import HttpResponse

    from kentcivil.mail.outbox import enqueue

    message = enqueue(
        key="trial:1",
        to="ada@example.org",
        template="account/email/password_set.txt",
        context={"user": UserFactory(), "ip": "", "user_agent": "", "timestamp": ""},
    )
    return HttpResponse(message.pk)


fails.login_required = writes.login_required = False
urlpatterns = [path("fails/<str:token>/", fails), path("writes/", writes), path("", include("kentcivil.urls"))]


@pytest.fixture
def own_pages(settings):
    settings.ROOT_URLCONF = __name__


def test_a_request_is_logged_by_its_route_and_carries_its_id(client, logged):
    answer = client.get("/reminders/stop/7.token-of-ada/?q=secret+search", HTTP_USER_AGENT="Ada's phone")
    text = logged()
    assert answer["X-Request-ID"] in text
    assert "reminders/stop/<str:token>/" in text
    for personal in ("token-of-ada", "secret", "127.0.0.1", "phone"):
        assert personal not in text


def test_a_page_that_does_not_exist_is_not_repeated(client, logged):
    client.get("/ada@example.org/secret")
    assert "no such page" in logged()
    assert "secret" not in logged()


def test_a_failure_is_logged_with_its_place_but_not_its_message(client, own_pages, logged):
    client.raise_request_exception = False
    assert client.get("/fails/abc-token/?q=1").status_code == 500
    text = logged()
    assert "request_failed" in text
    assert "RuntimeError" in text
    assert "in fails" in text
    for personal in ("High Street", "abc-token"):
        assert personal not in text


def test_the_request_id_is_kept_with_the_email_it_caused(client, own_pages, logged):
    answer = client.get("/writes/")
    message = Message.objects.get()
    assert message.request_id == answer["X-Request-ID"]
    from kentcivil.mail.delivery import deliver

    deliver(message.pk)
    sent = [line for line in logged().splitlines() if "mail_sent" in line]
    assert len(sent) == 1
    assert message.request_id in sent[0]


def test_what_databases_and_mail_servers_repeat_is_left_out(logged):
    UserFactory(email="ada@example.org", name="Ada Lovelace")
    log = structlog.get_logger("trial")
    try:
        with transaction.atomic():
            User.objects.create(email="ada@example.org", name="Ada Lovelace")
    except IntegrityError:
        log.exception("not_saved")
        logging.getLogger("somebody.elses").exception("Not saved for %s", "ada@example.org")
    try:
        raise ValueError("Ada Lovelace") from smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no Ada")})
    except ValueError:
        log.exception("task_failed", error="Ada Lovelace", exception="Ada Lovelace")
    text = logged()
    assert "IntegrityError" in text
    assert "SMTPRecipientsRefused" in text
    for personal in ("ada@", "Lovelace"):
        assert personal not in text


def test_production_writes_json():
    formatter = logs.configure(json=True, level="INFO")["formatters"]["structured"]
    formatter = structlog.stdlib.ProcessorFormatter(**{k: v for k, v in formatter.items() if k != "()"})
    record = logging.LogRecord("a.library", logging.WARNING, "", 0, "to %s", ("ada@example.org",), None)
    line = json.loads(formatter.format(record))
    assert line["event"] == "to (address)"
    assert (line["level"], line["logger"]) == ("warning", "a.library")


@pytest.mark.parametrize("name", ["django.request", "django.server", "celery.app.trace", "notifications_python_client"])
def test_loggers_that_repeat_addresses_are_silent(name):
    assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


@pytest.mark.parametrize("name", ["celery", "kombu", "urllib3", "django.db.backends"])
def test_loggers_that_print_arguments_never_do(name):
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
