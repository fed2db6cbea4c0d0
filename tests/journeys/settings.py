"""The portal's own settings, but for how passwords are kept: to sign in takes a quarter of a second less each time."""

from kentcivil.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
