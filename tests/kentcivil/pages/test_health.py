"""What operators see: whether it lives, whether it can serve, and figures that the world does not get."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from kentcivil.reminders.models import RuleRun

DEAD = "127.0.0.1:1"


@pytest.mark.django_db
def test_it_lives_and_can_serve(client):
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready", "missing": []}


@pytest.mark.django_db
def test_it_lives_but_cannot_serve_without_redis(client, settings):
    settings.REDIS_URL = f"redis://{DEAD}"
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["missing"] == ["redis"]


def test_it_lives_but_cannot_serve_without_its_database():
    """In a process of its own, whose database is really not there."""
    script = (
        "import django; django.setup();"
        "from django.test import Client;"
        "c = Client(); a = c.get('/health/ready', secure=True);"
        "print('ANSWER', c.get('/health/live', secure=True).status_code, a.status_code, a.json()['missing'])"
    )
    environment = {**os.environ, "DATABASE_URL": f"postgres://nobody:word@{DEAD}/nothing", "DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**environment, "DJANGO_SETTINGS_MODULE": "tests.settings", "ALLOWED_HOSTS": "testserver"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert "ANSWER 200 503 ['database']" in done.stdout, done.stderr[-2000:]
    assert "word" not in done.stdout + done.stderr


@pytest.mark.django_db
def test_metrics_tell_of_requests_outbox_and_reminders(client):
    RuleRun.objects.create(rule="trial.rule", started_at=timezone.now(), failures=3)
    text = client.get("/metrics").content.decode()
    assert "django_http_requests" in text
    assert 'kentcivil_outbox_messages{state="waiting"} 0.0' in text
    assert "kentcivil_outbox_seconds_overdue 0.0" in text
    assert 'kentcivil_reminders_failing{rule="trial.rule"} 3.0' in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("allowed", "meta", "status"),
    [
        (["127.0.0.1"], {"REMOTE_ADDR": "127.0.0.1"}, 200),
        (["10.0.0.0/8"], {"REMOTE_ADDR": "10.1.2.3"}, 200),
        (["10.0.0.0/8"], {"REMOTE_ADDR": "11.1.2.3"}, 404),
        # Through the proxy, whose own address is on the list.
        (["127.0.0.1"], {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        (["127.0.0.1"], {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        (["127.0.0.1"], {"REMOTE_ADDR": ""}, 404),
        ([], {"REMOTE_ADDR": "127.0.0.1"}, 404),
    ],
)
def test_metrics_are_for_those_on_the_list_who_ask_directly(client, settings, allowed, meta, status):
    settings.METRICS_ALLOWED_ADDRESSES = allowed
    assert client.get("/metrics", **meta).status_code == status
