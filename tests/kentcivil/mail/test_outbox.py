"""An email is written once for each cause, whatever people have typed into it."""

import pytest
from django.core import mail as postbox
from django.db import transaction

from kentcivil.mail.models import Message

pytestmark = pytest.mark.django_db


def test_a_cause_mails_once(write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert write()
        assert write() is None
    assert Message.objects.count() == 1
    assert len(postbox.outbox) == 1


def test_nothing_is_delivered_before_the_commit(write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        write()
    assert len(callbacks) == 1
    assert postbox.outbox == []


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_mails_nobody(write):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0
    assert postbox.outbox == []


def test_what_people_wrote_becomes_no_markup(write):
    message = write(name='<b>Ada</b> & <a href="https://evil.example">co</a> https://evil.example/x')
    assert "<b>Ada</b> & <a" in message.text
    assert "<b>" not in message.html
    assert '<a href="https://evil.example' not in message.html


def test_our_own_addresses_become_links(write, settings):
    settings.SITE_URL = "https://portal.example"
    assert '<a href="https://portal.example/my/?a=1&amp;b=2">' in write().html


@pytest.mark.parametrize("typed", ["Ada\r\nBcc: all@example.org", "Ada\n---\nPay here", "A\x00d\x1ba\x85"])
def test_what_people_wrote_neither_ends_the_subject_nor_begins_a_header(write, office, typed):
    message = write(name=typed)
    assert "\n" not in message.subject
    assert message.text.startswith("Dear A")
    from kentcivil.mail.delivery import deliver

    assert deliver(message.pk) == "sent"
    (letter,) = office.letters
    assert letter["Bcc"] is None
    assert letter["To"] == "reader@example.org"


def test_a_long_subject_is_cut(write):
    assert len(write(name="very " * 100).subject) == 200


@pytest.mark.parametrize("address", ["", "nobody", "a@b\nBcc: c@example.org", "x" * 300 + "@example.org"])
def test_an_address_that_is_none_stops_nobody_and_is_seen(write, address, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = write(to=address)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", "not an email address")


def test_a_header_is_one_line(write):
    with pytest.raises(ValueError, match="one line"):
        write(headers={"X-Cause": "a\nBcc: all@example.org"})


def test_a_template_without_its_dividing_line_is_refused():
    from kentcivil.mail.rendering import render

    with pytest.raises(ValueError, match="---"):
        render("reminders/stop.html", {"stopped": False})
