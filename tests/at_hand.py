"""Fixtures for tests that open hundreds of pages as somebody: what each page asks anew and says the same, asked once.

pytestmark = pytest.mark.usefixtures("at_hand", "people_at_hand")
"""

from functools import cache

import pytest
from django.contrib import admin
from django.contrib.auth.backends import ModelBackend


@pytest.fixture
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


@pytest.fixture
def people_at_hand(monkeypatch):
    """Who a walker is and what they may, for walks during which nobody is given a role or loses one."""
    asked, people = ModelBackend.get_user, {}

    def get_user(backend, key):
        if key not in people:
            people[key] = asked(backend, key)
        return people[key]

    monkeypatch.setattr(ModelBackend, "get_user", get_user)
