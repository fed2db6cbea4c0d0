"""Small numbers are never shown by themselves, and nothing is lost from the sum."""

from hypothesis import given
from hypothesis import strategies as st

from kentcivil.small_numbers import FEWEST_SHOWN
from volunteering.figures.pooling import Cell, pooled

KEYS = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("123"))
PEOPLE = st.frozensets(st.integers(0, 12), min_size=1, max_size=9)
CELLS = st.dictionaries(KEYS, st.tuples(st.integers(1, 500), PEOPLE), max_size=20)


def _cells(said):
    return [Cell(key, amount, people) for key, (amount, people) in said.items()]


@given(CELLS)
def test_what_is_shown_is_about_five_people_or_more(said):
    assert all(len(cell.people) >= FEWEST_SHOWN for cell in pooled(_cells(said)))


@given(CELLS)
def test_it_adds_up_to_everything_or_nothing_is_shown(said):
    cells = _cells(said)
    shown = pooled(cells)
    if shown:
        assert sum(cell.amount for cell in shown) == sum(cell.amount for cell in cells)
    elif cells:
        assert len(frozenset().union(*(cell.people for cell in cells))) < FEWEST_SHOWN


@given(CELLS)
def test_no_small_number_is_left_when_what_is_shown_is_taken_from_a_total(said):
    """Whoever takes what is shown from a total learns about five people or more, or about nobody."""
    cells = _cells(said)
    shown = {cell.key for cell in pooled(cells)}
    hidden = [cell for cell in cells if cell.key not in shown]
    assert not hidden or not shown or len(frozenset().union(*(cell.people for cell in hidden))) >= FEWEST_SHOWN


def test_a_line_goes_as_far_up_as_it_must_and_no_farther():
    five, six, two = frozenset(range(5)), frozenset(range(10, 16)), frozenset({20, 21})
    cells = [
        Cell(("May", "Ashford", "a"), 50, five),
        Cell(("May", "Ashford", "b"), 7, two),
        Cell(("May", "Dover", "c"), 60, six),
        Cell(("June", "Dover", "c"), 1, two),
    ]
    assert {(cell.key, cell.amount) for cell in pooled(cells)} == {
        (("May", "Ashford", ""), 57),  # its neighbour in Ashford joins the small line
        (("", "", ""), 61),  # June has too few people altogether, so the smallest that is left joins them
    }
