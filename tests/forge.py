"""Begins celery as often as it is asked, each time as a process of its own; one order a line on the standard input.

An order is {"arguments": [...], "log": path}; the answer is the process's id. What takes long, to import the portal, is
done once: each worker begins as a copy of this process, which has opened nothing that it could share with them.
"""

import json
import os
import signal
import sys

import django
from celery.bin.celery import main


def begin(arguments, log):
    """:returns: the id of a process that is `celery arguments…`, and whatever is left of it is gone with it."""
    if pid := os.fork():
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(os.devnull) as nothing, open(log, "w") as said:
        for here, there in ((0, nothing), (1, said), (2, said)):
            os.dup2(there.fileno(), here)
    sys.argv = ["celery", "-A", "kentcivil", *arguments]
    main()
    os._exit(0)


if __name__ == "__main__":
    django.setup()
    # Nobody has to wait for those that end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for order in sys.stdin:
        sys.stdout.write(f"{begin(**json.loads(order))}\n")
        sys.stdout.flush()
