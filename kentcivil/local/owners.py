"""Who owns and runs the servers.

PostgreSQL refuses to run as root. Started by root, the servers run as the owner of the clone or, where root owns that
too, as `nobody`: no account is added to the machine. That account owns the servers' own folders and nothing else, and
must be able to pass through (never list or read) the folders above them and above the programs.
"""

import os
import pwd
import stat
import sys
from pathlib import Path

from kentcivil.local import ROOT, CannotStart


def server_account():
    """The account the servers run as: None for whoever we are, a `pwd` entry when we are root."""
    if os.geteuid() != 0:
        return None
    for uid in (ROOT.stat().st_uid, None):
        try:
            account = pwd.getpwnam("nobody") if uid is None else pwd.getpwuid(uid)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    raise CannotStart("PostgreSQL does not run as root and there is no user `nobody` here: run this as another user.")


def as_account(account):
    """The arguments that make subprocess run a program as that account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def folder(path, *, account=None, mode=0o700):
    """Make a folder, its parents too, that belongs to the account; what is there already is put right.

    :raises CannotStart: when it belongs to somebody else.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if account is not None and path.stat().st_uid != account.pw_uid:
            os.chown(path, account.pw_uid, account.pw_gid)
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
    except PermissionError as error:
        raise belongs_to_another(path) from error
    return path


def belongs_to_another(path):
    """The sentence for a file or folder that another user left here."""
    there = next(parent for parent in (path, *path.parents) if os.path.lexists(parent))
    try:
        owner = pwd.getpwuid(there.lstat().st_uid).pw_name
    except KeyError:
        owner = f"user {there.lstat().st_uid}"
    return CannotStart(f"{there} belongs to {owner}: work as that user, or as root run `make reset` first.")


def let_pass(path, account):
    """Let the account pass through every folder above a path, and say so where that changed anything."""
    if account is None:
        return
    for parent in Path(path).parents:
        found = parent.stat()
        if found.st_mode & stat.S_IXOTH or (found.st_uid == account.pw_uid and found.st_mode & stat.S_IXUSR):
            continue
        parent.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)
        print(f"{parent} can now be passed through (not read) by others: PostgreSQL needs it.", file=sys.stderr)


def let_read(programs, account):
    """Let the account read and run what a wheel brought, where root's umask forbids it."""
    if account is None or programs.stat().st_mode & stat.S_IROTH:
        return
    for path in (programs, *programs.rglob("*")):
        if not path.is_symlink():
            found = stat.S_IMODE(path.stat().st_mode)
            path.chmod(found | stat.S_IROTH | (stat.S_IXOTH if found & stat.S_IXUSR else 0))


def private_log(path):
    """A log file opened for writing that only we can read; started anew when it has grown past 10 MB."""
    grown = path.exists() and path.stat().st_size > 10_000_000
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if grown else os.O_APPEND)
    try:
        return os.fdopen(os.open(path, flags, 0o600), "ab")
    except PermissionError as error:
        raise belongs_to_another(path) from error
