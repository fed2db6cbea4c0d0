"""A fixture for tests that open hundreds of pages as somebody: what each page asks anew and says the same, asked once.

    from tests.at_hand import at_hand  # noqa: F401 (a fixture)

It acts by itself in each module that imports it.
"""

from functools import cache

import pytest
from django.contrib import admin


@pytest.fixture(autouse=True)
def at_hand(settings, monkeypatch):
    """A walker's session, and what the admin has for them."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    listed, requests = admin.site.get_app_list, {}

    @cache
    def kept(user, app_label):
        return listed(requests[user], app_label)

    def app_list(request, app_label=None):
        requests[request.user.pk] = request
        return kept(request.user.pk, app_label)

    monkeypatch.setattr(admin.site, "get_app_list", app_list)
    # Beside each page the same list stands that /admin/ has; there it is read.
    monkeypatch.setattr(admin.site, "enable_nav_sidebar", False)
