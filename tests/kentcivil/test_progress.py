"""Long commands say how far they are: with a bar on a terminal, in plain lines in a log."""

import io
import sys

import pytest

from kentcivil import progress


class Screen(io.StringIO):
    def __init__(self, *, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


def shown(monkeypatch, *, terminal, quiet=False):
    screen = Screen(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    assert list(progress.bar(range(3), what="Reading postcodes", unit=" areas", quiet=quiet)) == [0, 1, 2]
    return screen.getvalue()


def test_a_terminal_shows_a_bar_that_stays_on_its_line(monkeypatch):
    text = shown(monkeypatch, terminal=True)
    assert "Reading postcodes: 100%" in text
    assert "3/3" in text
    assert text.count("\n") == 1


def test_a_log_gets_one_line(monkeypatch):
    assert shown(monkeypatch, terminal=False) == "Reading postcodes…\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_who_wants_no_progress_gets_none(monkeypatch, terminal):
    assert shown(monkeypatch, terminal=terminal, quiet=True) == ""
