"""The portal as in production, on a plain port of this machine, with an empty view beside its pages to compare with."""

from kentcivil.settings import *  # noqa: F403
from kentcivil.settings import MIDDLEWARE

SECURE_SSL_REDIRECT = False
ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.counting.QueryCountMiddleware", *MIDDLEWARE]
# The desk is measured by a signed-in broker whose cookie is made by hand.
STAFF_SECOND_FACTOR_REQUIRED = False
