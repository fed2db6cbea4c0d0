"""The portal with production's variables: nothing left to warn of, and a sentence for each that is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from kentcivil.mail.notify import NotifyBackend

ROOT = Path(settings.BASE_DIR)
VARIABLES = {
    "SECRET_KEY": "k3nt-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
}
# The last is set while the browser tests hold Playwright open; a server never has it.
OURS = {*VARIABLES, "DATABASE_URL", "REDIS_URL", "DEBUG", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def manage(*arguments, without=(), **changes):
    variables = {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        **VARIABLES,
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
        **changes,
    }
    environment = {name: value for name, value in variables.items() if name not in without}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_the_deployment_check_is_clean():
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_variable_is_named_in_a_sentence(missing):
    refused = manage("check", without=[missing])
    assert refused.returncode != 0
    assert f"Set the environment variable {missing}: " in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_level_of_the_log_in_small_letters_is_understood_and_a_wrong_one_is_said_in_a_sentence():
    silent = "import logging; print(logging.getLogger('celery').isEnabledFor(logging.INFO))"
    assert manage("shell", "-v0", "-c", silent, LOG_LEVEL="warning").stdout.strip() == "False"
    refused = manage("check", LOG_LEVEL="LOUD")
    assert "LOG_LEVEL is a lowest level to log: DEBUG, INFO" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_debug_is_off_unless_asked_for():
    shown = manage(
        "shell", "-v0", "-c", "from django.conf import settings; print(settings.DEBUG, settings.ALLOWED_HOSTS)"
    )
    assert shown.stdout.strip() == "False ['portal.example.org']"


@pytest.mark.parametrize("room", ["docs/configuration.md", ".env.example"])
def test_the_way_out_through_notify_is_called_by_its_name(room):
    said = re.search(r"\b(kentcivil|django_gov_notify)\.[\w.]*Backend\b", (ROOT / room).read_text())
    assert import_string(said[0]) is NotifyBackend


def test_every_variable_is_described_and_every_described_one_is_read():
    read = set(re.findall(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"", (ROOT / "kentcivil" / "settings.py").read_text()))
    described = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "configuration.md").read_text(), re.M))
    assert described == read
