"""A pytest plugin that starts the embedded database and queue before Django's settings are read."""

import os

if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
    from kentcivil import embedded

    os.environ.update(embedded.environment())
