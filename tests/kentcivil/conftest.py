import io
import logging

import pytest


@pytest.fixture
def logged():
    """Everything that the portal's own log handler wrote during the test, as text, from every library too."""
    (handler,) = [found for found in logging.getLogger().handlers if getattr(found, "name", "") == "console"]
    before = handler.setStream(io.StringIO())
    stream = handler.stream
    yield stream.getvalue
    handler.setStream(before)
