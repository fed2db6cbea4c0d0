"""Where chromium is, and what happens to the browser tests where it is not: skipped, loudly; an error in CI.

In CI (the variable CI is set) no test at all may be skipped: a run that checked less than it says has not passed.
"""

import os
import shutil

import pytest

NAMES = [
    # The same engine without a browser's own windows, tabs and menus, which cost as much as the pages do.
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
]
HOW_TO = (
    "install chromium (apt-get install chromium-headless-shell on Debian), or say where it is with"
    " CHROMIUM=/path/to/chromium"
)
_skipped = []


def path():
    """The chromium of this machine, or None."""
    given = os.environ.get("CHROMIUM")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items):
    if path():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"no chromium found: {HOW_TO}"))


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if _skipped and os.environ.get("CI") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if hasattr(config, "workerinput") or not _skipped:
        return
    if not path():
        terminalreporter.section("BROWSER TESTS WERE SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"There is no chromium here, so the journeys were not driven: {HOW_TO}.")
    if os.environ.get("CI"):
        terminalreporter.section("SKIPPED IN CI, WHICH FAILS", sep="!", red=True, bold=True)
        for test in _skipped:
            terminalreporter.line(test)
