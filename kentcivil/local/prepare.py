"""Makes .venv and installs the locks into it: `python3 kentcivil/local/prepare.py [--tests]`.

Runs before anything is installed, so it uses the standard library alone. It does nothing when the locks are installed
already: their hashes are kept in `.venv/installed.json`.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST_PYTHON = (3, 11)
NEEDED_BYTES = 1_500_000_000
RUN_LOCKS = ["requirements.txt", "requirements-local.txt"]
TEST_LOCKS = [*RUN_LOCKS, "requirements-dev.txt"]
# Everything comes as a wheel, so that nobody needs a compiler or Python's headers; these three are pure Python.
SOURCE_ONLY = "docopt,odfpy,zc-zlibstorage"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="install what the tests need, too")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    arguments = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("This is Python {}.{}: install Python 3.11 or newer and try again.".format(*sys.version_info))
    try:
        prepare(arguments.venv, TEST_LOCKS if arguments.tests else RUN_LOCKS)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"{error.strerror} at {error.filename or arguments.venv}: put that right and try again.")


def prepare(venv, locks):
    """Install those locks that changed.

    :param locks: names of lock files in the root of the clone.
    :raises SystemExit: with a sentence, when something is in the way.
    """
    if _missing(venv, locks):
        # One at a time: `make run` and `make test` may be typed at once.
        with (ROOT / ".prepare.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            missing = _missing(venv, locks)
            if missing:
                _refuse_full_disk()
                _make(venv)
                _install(venv, locks, missing)


def _missing(venv, locks):
    """The locks that are not installed as they are now."""
    try:
        installed = json.loads((venv / "installed.json").read_text())
    except (OSError, ValueError):
        installed = {}
    if installed.get("venv") != str(venv) or not (venv / "bin" / "python").exists():
        return locks  # a new clone, one that was moved, or one whose Python is gone
    return [lock for lock in locks if installed.get(lock) != _hash(lock)]


def _hash(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _refuse_full_disk():
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        sys.exit(f"Only {free // 1_000_000} MB are free on this disk and the portal needs 1,500 MB: free some space.")


def _make(venv):
    works = [venv / "bin" / "python", "-m", "pip", "--version"]
    if (venv / "installed.json").exists() and subprocess.run(works, capture_output=True).returncode == 0:
        text = json.loads((venv / "installed.json").read_text() or "{}")
        if text.get("venv") == str(venv):
            return
    print("Making .venv…", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", venv], capture_output=True, text=True)
    if made.returncode:
        said = made.stdout + made.stderr
        if "ensurepip" in said or "No module named" in said:
            sys.exit(
                "This Python lacks its venv module: install it (python3-venv on Debian and Ubuntu), then try again."
            )
        if "No space left" in said:
            sys.exit("The disk is full: free 1,500 MB and try again.")
        sys.exit(f"Could not make {venv}: {(said.strip().splitlines() or ['Python did not say why'])[-1]}")
    (venv / "installed.json").write_text(json.dumps({"venv": str(venv)}))


def _install(venv, locks, missing):
    print("Installing Python packages; the first time takes about a minute…", flush=True)
    log = venv / "install.log"
    command = [venv / "bin" / "python", "-m", "pip", "install", "--only-binary", ":all:", "--no-binary", SOURCE_ONLY]
    for lock in missing:
        command += ["-r", ROOT / lock]
    hashes = {lock: _hash(lock) for lock in locks}
    with log.open("w") as output:
        code = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT).returncode
    if code:
        sys.exit(_why(log.read_text(errors="replace"), log))
    installed = json.loads((venv / "installed.json").read_text())
    unfinished = venv / f"installed.{os.getpid()}"
    unfinished.write_text(json.dumps({**installed, **hashes}))
    unfinished.replace(venv / "installed.json")


def _why(said, log):
    if "No space left" in said:
        return "The disk is full: free 1,500 MB and try again."
    if "NewConnectionError" in said or "Max retries" in said or "Temporary failure" in said or "timed out" in said:
        return "Could not reach the Python package index: check the network connection and try again."
    if "No matching distribution" in said or "Failed building" in said or "Python.h" in said:
        version = "{}.{}".format(*sys.version_info)
        return (
            f"A package has no ready-made build for Python {version} on this machine: "
            f"try again with `make PYTHON=python3.12 …` ({log} says which package)."
        )
    return f"Installing the Python packages failed: {log} says why."


if __name__ == "__main__":
    main()
