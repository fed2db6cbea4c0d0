"""Nothing that somebody wrote into a form runs on the machine of the officer who opens the spreadsheet."""

import pytest

from kentcivil.opendata.cells import harmless


@pytest.mark.parametrize("typed", ["=1+1", "+44 1632 960114", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_becomes_text(typed):
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("value", ["", "Mama to Mama", "a=b", 12, None, -3])
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value
