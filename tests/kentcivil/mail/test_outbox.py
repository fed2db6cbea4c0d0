"""An email is written once for each cause, whatever happens."""

import pytest
from django.core import mail as postbox

from kentcivil.mail.models import Message
from kentcivil.mail.outbox import enqueue

pytestmark = pytest.mark.django_db


def _write(key="cause"):
    return enqueue(
        key=key,
        to="reader@example.org",
        template="reminders/stop.html",
        context={"stopped": False},
    )


def test_a_cause_mails_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert _write()
        assert _write() is None
    assert Message.objects.count() == 1
    assert len(postbox.outbox) == 1
