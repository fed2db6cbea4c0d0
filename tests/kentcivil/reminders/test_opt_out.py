"""Stopping reminders by the link in the email, without signing in."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from kentcivil.mail.models import Message
from kentcivil.reminders.engine import claim
from kentcivil.reminders.models import OptOut
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(rule):
    """The address in the email of somebody who was reminded."""
    UserFactory(date_joined=timezone.now() + timedelta(days=5), email="Ada@example.org")
    claim(rule)
    return re.search(r"/reminders/stop/\S+", Message.objects.get().text)[0]


def test_opening_the_link_asks_and_stops_nothing(client, link):
    assert "Stop these reminders?" in client.get(link).content.decode()
    assert not OptOut.objects.exists()


def test_pressing_the_button_stops_them(client, link, rule):
    assert "no more" in client.post(link).content.decode()
    assert OptOut.objects.filter(rule=rule.name, recipient="ada@example.org").exists()
    assert claim(rule) == 0
    client.post(link)
    assert OptOut.objects.count() == 1


def test_a_mail_program_stops_them_by_one_post_without_a_cookie(link):
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert OptOut.objects.exists()


def test_the_link_names_nobody_and_cannot_be_made_up(client, link):
    assert "ada@" not in unquote(link).lower()
    assert "example" not in link
    number, _, signature = link.removeprefix("/reminders/stop/").rstrip("/").partition(".")
    for wrong in (f"{int(number) + 1}.{signature}", f"{number}.x", number, "x"):
        assert client.get(f"/reminders/stop/{wrong}/").status_code == 404
        assert client.post(f"/reminders/stop/{wrong}/").status_code == 404


def test_the_email_carries_the_headers_mail_programs_look_for(link, settings):
    headers = Message.objects.get().headers
    assert headers == {
        "List-Unsubscribe": f"<{settings.SITE_URL}{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
