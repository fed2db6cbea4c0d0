from pathlib import Path

import pytest
from django.template import engines

from kentcivil.mail.outbox import enqueue
from tests.kentcivil.mail.post_office import open_post_office


@pytest.fixture
def write(monkeypatch):
    """Writes an email into the outbox; nothing delivers it until the test does."""
    engine = engines["django"].engine
    for loader in engine.template_loaders:
        loader.reset()
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, str(Path(__file__).parent / "templates")])

    def write(key="greeting:1", to="reader@example.org", name="Ada", **options):
        return enqueue(key=key, to=to, template="trial_mail/hello.txt", context={"name": name}, **options)

    return write


@pytest.fixture
def office(settings):
    """A real mail server, which the outbox delivers to."""
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield office
