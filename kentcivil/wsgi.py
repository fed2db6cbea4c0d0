"""The entry point gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kentcivil import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentcivil.settings")

application = get_wsgi_application()
# Before the first visitor comes: every view, and what it needs.
get_resolver().url_patterns  # noqa: B018 -- loads them
collector.begin()
