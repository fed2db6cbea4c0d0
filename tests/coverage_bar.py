"""A pytest plugin that holds the whole suite to its coverage, in runs over several processes, as `make test` is.

95% of all lines; and every line and branch of the rooms where a mistake costs somebody a grant: actions, permissions,
states, deadlines and ledgers.

SlipCover measures: it takes each of its marks out of the code once it was reached, where a tracer that is told of
every line makes the same tests take half as long again. Of branches something stays behind, so they are marked only in
those rooms. What tests start as programs of their own is not measured.
"""

import json
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
import slipcover
from slipcover.importer import SlipcoverLoader

MEASURED = ["kentcivil", "organisations", "volunteering", "crowdfund", "partnership_board"]
LEFT_OUT = ["*/migrations/*"]
LINES_PERCENT = 95
WHOLE_ROOMS = {"actions", "permissions", "states", "deadlines", "ledgers"}
_said = []
_measured = []
"""What each process measured, where the results come together."""
_measuring = None


class LinesLoader(SlipcoverLoader):
    """Loads a module with its lines marked, from its bytecode: branches can be marked in its source only."""

    def exec_module(self, module):
        self.sci.register_module(module)
        exec(self.sci.instrument(self.get_code(module.__name__)), module.__dict__)


class Finder(MetaPathFinder):
    """Finds our own modules and has them loaded with marks."""

    def find_spec(self, fullname, path, target=None):
        rooms = fullname.split(".")
        if rooms[0] not in MEASURED or "migrations" in rooms:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.has_location:
            loader = LinesLoader if WHOLE_ROOMS.isdisjoint(rooms) else SlipcoverLoader
            spec.loader = loader(_measuring, spec.loader, spec.origin)
        return spec


if "PYTEST_XDIST_WORKER" in os.environ:
    # Before anything of ours is imported: only what is imported from now on is measured.
    _measuring = slipcover.Slipcover(immediate=True, branch=True, source=MEASURED, omit=LEFT_OUT)
    sys.meta_path.insert(0, Finder())


def shortfalls(report):
    """What is missing, a sentence each; none when the bar is met.

    :param report: SlipCover's report, as get_coverage() and merge_coverage() give it.
    """
    covered, missing = report["summary"]["covered_lines"], report["summary"]["missing_lines"]
    percent = 100 * covered / max(covered + missing, 1)
    if percent < LINES_PERCENT:
        yield f"{percent:.1f}% of lines are covered; the bar is {LINES_PERCENT}%. The least covered files:"
        by_missing = sorted(report["files"].items(), key=lambda item: -len(item[1]["missing_lines"]))
        for name, file in by_missing[:10]:
            yield f"  {name}: {len(file['missing_lines'])} lines"
    for name, file in sorted(report["files"].items()):
        if WHOLE_ROOMS.isdisjoint(Path(name).with_suffix("").parts):
            continue
        if file["missing_lines"]:
            yield f"{name}: lines {', '.join(map(str, file['missing_lines']))} are not covered."
        if file["missing_branches"]:
            branches = ", ".join(f"{start} to {end}" for start, end in file["missing_branches"])
            yield f"{name}: branches {branches} are not covered."


def _told(measured):
    """What is missing of all that was measured; it is said at the end of the run."""
    if not measured:
        missing = ["Nothing was measured: coverage is, in runs over several processes (-n 2)."]
    else:
        report, *others = measured
        for other in others:
            slipcover.merge_coverage(report, other)
        _said.append(f"{report['summary']['percent_covered']:.1f}% of lines, and of the branches of those rooms.")
        missing = list(shortfalls(report))
    _said.extend(missing)
    return missing


def pytest_testnodedown(node):
    if measured := getattr(node, "workeroutput", {}).get("coverage"):
        _measured.append(json.loads(measured))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if _measuring:
        session.config.workeroutput["coverage"] = json.dumps(_measuring.get_coverage())
        return
    missing = _told(_measured)
    if missing and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if _said:
        terminalreporter.section("coverage")
        for line in _said:
            terminalreporter.line(line)
