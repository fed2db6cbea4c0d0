"""The portal's settings, made fast and hostile for tests."""

import os
import tempfile

# The local default: plain http, and no second factor unless a test asks for it. Django's own DEBUG is off below.
os.environ["DEBUG"] = "1"

from kentcivil.settings import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Gone when the process ends.
_files, _static = (tempfile.TemporaryDirectory(prefix=f"kentcivil-test-{what}-") for what in ("files", "static"))
MEDIA_ROOT, STATIC_ROOT = _files.name, _static.name
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "here": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tasks run where they are called: what a test does is done when its call returns.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
