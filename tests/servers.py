"""A pytest plugin that starts the tests' own database and queue before Django's settings are read.

The workers of a run on several cores inherit the addresses from the process that starts them.
"""

import os
import sys

if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    import atexit

    from kentcivil import embedded
    from kentcivil.local import CannotStart

    try:
        _servers = embedded.servers_for_tests()
        atexit.register(_servers.close)
        os.environ.update(_servers.open())
    except CannotStart as reason:
        sys.exit(str(reason))
os.environ.setdefault("SECRET_KEY", "tests")
