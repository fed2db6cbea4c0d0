"""Servers that outlive the command that started them: found by their working folder, stopped for certain."""

import os
import time

import psutil


def running_in(folder, name):
    """The processes of that name whose working folder this is: true of a server however its pid file looks.

    A pid file may be stale, half written or name a number that another process has by now; this cannot be mistaken.
    """
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == name and process.cwd() == str(folder) and _lives(process):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # it has just ended, or belongs to somebody else
    return found


def end(processes, *signals_and_seconds):
    """Send one signal after another until all have ended.

    :param signals_and_seconds: pairs of a signal and how long to wait for its effect.
    """
    for signal_number, seconds in signals_and_seconds:
        for process in processes:
            try:
                process.send_signal(signal_number)
            except psutil.NoSuchProcess:
                continue
        wait_until(lambda left=processes: not any(map(_lives, left)), seconds=seconds)
        processes = list(filter(_lives, processes))
        if not processes:
            return


def _lives(process):
    """False of one that has ended and waits to be collected, too: its parent may take a second or more over that."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(ready, *, seconds, stopped=lambda: False):
    """Ask `ready` again and again; returns its first true answer, or None when time is up or `stopped` says so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ready()
        if answer:
            return answer
        if stopped():
            return None
        time.sleep(0.03)
    return None


def clean_environment():
    """Our environment without what would change how the servers behave."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}
