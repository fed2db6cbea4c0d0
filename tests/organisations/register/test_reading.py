"""Rows of the tab-separated form, with the odd things that real extracts hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.archives import MEBIBYTE, Limits, opened
from organisations.register.reading import Refused, _fields, recognised
from tests.organisations.register.extract import CLASS_COLUMNS

HEADER = "\t".join(CLASS_COLUMNS)
LIMITS = Limits(most=MEBIBYTE)


def rows(tmp_path, *lines, end="\r\n"):
    """What is read of these lines below the header: (line, description) or (line, why it was refused)."""
    path = tmp_path / "classes.txt"
    path.write_bytes(("\ufeff" + HEADER + end + "".join(line + end for line in lines)).encode())
    with opened(path, LIMITS) as members:
        return [
            (row.place, row.reason if isinstance(row, Refused) else row.values[-1])
            for row in recognised(members[0]).rows()
        ]


def line(description):
    return f"2023-09-07 00:00:00.0000000\t1\t1\t0\t101\tWhat\t{description}"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_both_line_endings_and_a_byte_order_mark_are_understood(tmp_path, end):
    assert rows(tmp_path, line("a"), line(""), line("ä"), end=end) == [(2, "a"), (3, ""), (4, "ä")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"in quotes"', "in quotes"),
        ('"a ""quoted"" word"', 'a "quoted" word'),
        ('THE "GOOD" CAFE', 'THE "GOOD" CAFE'),
        ('"GOOD" CAFE', '"GOOD" CAFE'),
        ('5" PIPES', '5" PIPES'),
        ('"', '"'),
        ('""', ""),
        ('"a tab\there"', "a tab\there"),
        ('"a break\r\nhere"', "a break\nhere"),
        ("a back\\slash", "a back\\slash"),
        ("a nul\x00", "a nul\x00"),
    ],
)
def test_quotes_and_odd_characters(tmp_path, written, read):
    found = rows(tmp_path, line(written), line("next"))
    assert [text for _place, text in found] == [read, "next"]


def test_a_line_break_inside_a_field_is_mended(tmp_path):
    first, last = line("x").split("What")
    assert rows(tmp_path, first + "Wh", "at" + last, line("next")) == [(2, "x"), (4, "next")]


def test_rows_too_short_and_too_long_are_refused_and_the_next_is_read(tmp_path):
    assert rows(tmp_path, line("x\ty"), "2023-09-07\t1\t1", line("next"), "", "2023-09-07\t1") == [
        (2, "8 columns instead of 7"),
        (3, "3 columns instead of 7"),
        (4, "next"),
        (6, "2 columns instead of 7"),
    ]


@given(st.lists(st.text(st.characters(blacklist_characters='"\t\n\r')), min_size=1))
def test_fields_without_quotes_are_what_lies_between_tabs(fields):
    assert _fields("\t".join(fields)) == fields
    assert _fields("\t".join(f'"{field}"' for field in fields)) == fields
