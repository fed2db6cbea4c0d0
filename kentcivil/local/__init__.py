"""What runs the portal on one's own machine: nothing in here is part of production.

    prepare.py   makes .venv and installs the locks, with the standard library alone
    assets.py    builds static/build with Node when its sources changed
    postgres.py  a PostgreSQL from its wheel, in a folder
    valkey.py    a Valkey from its wheel, in a folder
    owners.py    who owns and runs these when root starts them
    given.py     checks a DATABASE_URL and REDIS_URL that are given
    run.py       `make run`
    reset.py     `make reset`

`kentcivil/embedded.py` puts the two servers together.
"""

import errno
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = ROOT / ".local"


class CannotStart(Exception):
    """What is in the way and what to do about it, in one sentence for the person at the keyboard."""


OF_THE_DISK = {
    errno.ENOSPC: "The disk is full: free 1,500 MB and try again.",
    errno.EDQUOT: "You may keep no more on this disk: free 1,500 MB and try again.",
    errno.EROFS: "Nothing can be written to this disk: clone the portal to another and try again.",
}


def in_a_sentence(work):
    """Do what a command is for and exit: with what it returns, or saying in one sentence what is in the way."""
    try:
        sys.exit(work())
    except CannotStart as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in OF_THE_DISK:
            raise
        sys.exit(OF_THE_DISK[error.errno])
