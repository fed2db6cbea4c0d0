"""Postcodes are read as people type them, alone or inside a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentcivil.geography import gazetteer
from kentcivil.geography.postcodes import find_postcode, looks_like_postcode, read

units = st.text("ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2)
postcodes = st.builds(lambda sector, unit: sector["sector"] + unit, st.sampled_from(gazetteer.sectors()), units)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("food bank CT9 1HP", ("food bank", "CT9 1HP")),
        ("baby bank near CT9 1", ("baby bank", "CT9 1")),
        ("baby bank near ct91hp, please", ("baby bank please", "CT9 1HP")),
        ("CT9 1HP", ("", "CT9 1HP")),
        ("CT9 mens shed", ("mens shed", "CT9")),
        ("mens shed in ct9", ("mens shed", "CT9")),
        ("mens shed close to TN23 7", ("mens shed", "TN23 7")),
        ("choir SW1A 1AA", ("choir", "SW1A 1AA")),
        ("choir ct9 ihp", ("choir", "CT9 1HP")),
        ("M20 traffic", None),
        ("go 2nd", None),
        ("food bank", None),
        ("", None),
        ("Mama to Mama", None),
        ("under 5s", None),
        ("1st Margate scouts", None),
        ("x " * 5000, None),
    ],
)
def test_a_postcode_inside_a_search_is_found(search, found):
    assert find_postcode(search) == found


@given(postcodes, st.booleans(), st.sampled_from(["", " ", "  ", "-", "\t", "\u00a0"]))
def test_spacing_and_case_never_matter(postcode, lower, space):
    typed = postcode.replace(" ", space)
    assert str(read(typed.lower() if lower else typed)[0]) == postcode


@given(postcodes, st.randoms(use_true_random=False))
def test_o_for_nought_and_i_for_one_are_forgiven(postcode, random):
    confused = {"0": "O", "1": "I"}
    typed = "".join(confused[c] if c in confused and random.random() < 0.5 else c for c in postcode)
    assert postcode in [str(reading) for reading in read(typed)]


@given(postcodes, st.sampled_from(["food bank", "baby bank near", "mens shed,", "choir in"]))
def test_a_postcode_at_the_end_of_a_search_is_found(postcode, words):
    assert find_postcode(f"{words} {postcode}")[1] == postcode


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_read(text):
    for reading in read(text):
        assert str(read(str(reading))[0]) == str(reading)
    assert looks_like_postcode(text) == bool(read(text))
    find_postcode(text)
