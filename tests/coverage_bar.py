"""A pytest plugin that holds the whole suite to its coverage, when it runs under `coverage run` as `make test` does.

95% of all lines; and every line and branch of the rooms where a mistake costs somebody a grant: actions, permissions,
states, deadlines and ledgers.
"""

import json
import tempfile
from pathlib import Path

import coverage
import pytest

LINES_PERCENT = 95
WHOLE_ROOMS = {"actions", "permissions", "states", "deadlines", "ledgers"}
_said = []


def shortfalls(report):
    """What is missing, a sentence each; none when the bar is met.

    :param report: coverage's JSON report.
    """
    totals = report["totals"]
    percent = 100 * totals["covered_lines"] / max(totals["num_statements"], 1)
    if percent < LINES_PERCENT:
        yield f"{percent:.1f}% of lines are covered; the bar is {LINES_PERCENT}%. The least covered files:"
        by_missing = sorted(report["files"].items(), key=lambda item: -item[1]["summary"]["missing_lines"])
        for name, file in by_missing[:10]:
            yield f"  {name}: {file['summary']['missing_lines']} lines"
    for name, file in sorted(report["files"].items()):
        if WHOLE_ROOMS.isdisjoint(Path(name).with_suffix("").parts):
            continue
        if file["missing_lines"]:
            yield f"{name}: lines {', '.join(map(str, file['missing_lines']))} are not covered."
        if file["missing_branches"]:
            branches = ", ".join(f"{start} to {end}" for start, end in file["missing_branches"])
            yield f"{name}: branches {branches} are not covered."


def _report(started):
    """Coverage's JSON report of this process and all it started."""
    started.save()
    with tempfile.TemporaryDirectory() as folder:
        together = coverage.Coverage(data_file=str(Path(folder, "together")))
        together.combine([str(measured) for measured in Path.cwd().glob(".coverage.*")], keep=True)
        together.save()
        together.json_report(outfile=str(Path(folder, "report.json")))
        return json.loads(Path(folder, "report.json").read_text())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    started = coverage.Coverage.current()
    if started is None or hasattr(session.config, "workerinput"):
        return
    report = _report(started)
    _said.append(f"{report['totals']['percent_covered']:.1f}% of lines and branches together.")
    missing = list(shortfalls(report))
    _said.extend(missing)
    if missing and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if _said:
        terminalreporter.section("coverage")
        for line in _said:
            terminalreporter.line(line)
