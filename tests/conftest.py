"""The walls around every test: no network beyond this machine, and no undefined template variable."""

import inspect
from pathlib import Path

from django.conf import settings
from pytest_socket import socket_allow_hosts


class UndefinedVariable(str):
    """What Django puts in place of an undefined template variable; in our own templates that is an error."""

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, variable):
        template = _template_being_rendered()
        if template is None or Path(template).is_relative_to(settings.BASE_DIR / "templates"):
            raise AssertionError(f"{template} shows {variable}, which the view does not pass to it.")
        return ""


def _template_being_rendered():
    for frame in inspect.stack(context=0):
        node = frame.frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and frame.function in ("render_annotated", "render"):
            return origin.name
    return None


def pytest_configure():
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")


def pytest_runtest_setup():
    # The database, the queue and the browser are on this machine; nothing else is reached.
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
