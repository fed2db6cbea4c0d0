"""Settings of a real worker that works on a test's database, queue and mail server."""

import os

from kentcivil.settings import *  # noqa: F403
from kentcivil.settings import DATABASES, INSTALLED_APPS

DEBUG = False
DATABASES["default"]["NAME"] = os.environ["TRIAL_DATABASE"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.kentcivil.reminders.trial"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_USE_TLS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
