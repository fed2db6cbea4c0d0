"""Two people at the same moment, of whom one has to wait for the other."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

WAITS_FOR_US = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def meanwhile(change, act):
    """Do `act()` on another connection while `change()` has been done here and is not yet committed.

    :returns: what `act` returned, once it had waited for the commit.
    :raises AssertionError: when it did not wait.
    """
    with ThreadPoolExecutor(1) as somebody_else:
        with transaction.atomic():
            change()
            acting = somebody_else.submit(_on_a_connection_of_its_own, act)
            while not _somebody_waits_for_us():
                assert not acting.done(), f"It did not wait for what was going on: {acting}"
                time.sleep(0.005)
        return acting.result()


def _on_a_connection_of_its_own(act):
    try:
        return act()
    finally:
        connection.close()


def _somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_US)
        return cursor.rowcount > 0
