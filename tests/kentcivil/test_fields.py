"""Answers in people's own writing are understood; wrong ones get a sentence that helps."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from kentcivil.fields import DateField, LongTextField, PoundsField


def test_dates():
    field = DateField(name="The start date")
    assert field.clean(["27", "3", "2023"]) == date(2023, 3, 27)
    assert field.clean([" 7 ", "03", "2023"]) == date(2023, 3, 7)
    with pytest.raises(ValidationError, match="Enter the start date"):
        field.clean(["", "", ""])
    with pytest.raises(ValidationError, match="Say when"):
        DateField(error_messages={"required": "Say when"}).clean(None)
    assert DateField(required=False).clean(["", "", ""]) is None


def test_part_of_a_date_that_may_be_left_out_is_not_lost_in_silence():
    with pytest.raises(ValidationError, match="must include a year"):
        DateField(required=False, label="End date").clean(["1", "2", ""])


@pytest.mark.parametrize(
    ("typed", "amount"), [("£1,234.50", "1234.50"), ("1 234", "1234"), (" 12 ", "12"), ("£ 5", "5")]
)
def test_pounds(typed, amount):
    assert PoundsField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["twelve", "1.234", "-1", "NaN", "Infinity"])
def test_what_is_not_an_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        PoundsField().clean(typed)


def test_no_amount():
    assert PoundsField(required=False).clean(" £ ") is None


def test_line_ends_count_once_as_on_the_page():
    assert LongTextField(max_length=3).clean("a\r\nb") == "a\nb"


def test_words_are_counted():
    field = LongTextField(max_words=2)
    assert field.clean("two words") == "two words"
    with pytest.raises(ValidationError, match="Use 2 words or fewer: you have used 3"):
        field.clean("now three words")
