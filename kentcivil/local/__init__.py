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

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = ROOT / ".local"


class CannotStart(Exception):
    """What is in the way and what to do about it, in one sentence for the person at the keyboard."""
