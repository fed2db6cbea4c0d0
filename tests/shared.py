"""Published files that tests check against. They lie beside the clone, and are no part of the product."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared(path):
    """A file or folder under ../shared. Where that is missing the test is skipped, except on the build machine."""
    found = FOLDER / path
    if not found.exists():
        message = f"{found} is not there: this test reads published files that lie beside the clone."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
