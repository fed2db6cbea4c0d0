"""What may be answered, how it is shown, and how much may be asked for."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from crowdfund import caps, questions
from crowdfund.amounts import pounds
from crowdfund.models import Question

Kind = Question.Kind


def asked(kind, **fields):
    return Question(kind=kind, text="This", **fields)


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Kind.SHORT, "A line", "A line"),
        (Kind.LONG, "More\nlines", "More\nlines"),
        (Kind.CHOICE, "One", "One"),
        (Kind.YES_NO, "yes", "Yes"),
        (Kind.YES_NO, "no", "No"),
        (Kind.NUMBER, "1 200", "1,200"),
        (Kind.MONEY, "£1,250.5", "£1,250.50"),
        (Kind.DATE, "29 2 2028", "29 February 2028"),
    ],
)
def test_what_can_be_read_is_shown_plainly(kind, text, shown):
    question = asked(kind, choices=["One", "Two"])
    assert questions.problem(question, text) == ""
    assert questions.shown(question, text) == shown


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Kind.SHORT, "x" * 201, "200 characters or fewer"),
        (Kind.LONG, "x" * 20_001, "20,000 characters or fewer"),
        (Kind.CHOICE, "Three", "Choose one"),
        (Kind.YES_NO, "maybe", "Choose yes or no"),
        (Kind.NUMBER, "-5", "whole number"),
        (Kind.NUMBER, "9" * 10, "whole number"),
        (Kind.MONEY, "$5", "in pounds"),
        (Kind.DATE, "31 2 2027", "real date"),
        (Kind.DATE, "1  2027", "real date"),
        (Kind.DATE, "1 1 0027", "real date"),
        (Kind.YES_NO, "", "Choose an answer"),
        (Kind.DATE, "", "Enter an answer"),
    ],
)
def test_what_cannot_is_explained_and_shown_as_typed(kind, text, said):
    question = asked(kind, choices=["One", "Two"])
    assert said in questions.problem(question, text)
    assert questions.shown(question, text) == text


def test_a_question_that_may_be_left_out_may_be_left_out():
    assert questions.problem(asked(Kind.LONG, required=False), "") == ""


def fund(amount, pounds=None, percent=None, area=()):
    districts = SimpleNamespace(all=lambda: [SimpleNamespace(code=code) for code in area])
    return SimpleNamespace(
        amount=Decimal(amount),
        cap_pounds=pounds and Decimal(pounds),
        cap_percent=percent,
        fund=SimpleNamespace(area=districts),
    )


FOLKESTONE = fund(17_000, pounds=5_000, percent=50, area=["E07000112"])


@pytest.mark.parametrize(
    ("funds", "combined", "target", "districts", "most"),
    [
        ([FOLKESTONE], 65, 8_000, ["E07000112"], "4000.00"),
        ([FOLKESTONE], 65, 40_000, ["E07000112"], "5000"),
        ([FOLKESTONE], 65, 40_000, ["E07000114"], "0"),
        ([FOLKESTONE, fund(200_000, pounds=20_000)], 65, 10_000, ["E07000112"], "6500.00"),
        ([fund(200_000)], None, 10_000, [], "10000"),
        ([fund(200_000)], 65, Decimal("0.05"), [], "0.03"),
    ],
)
def test_no_project_asks_for_more_than_the_caps(funds, combined, target, districts, most):
    round_ = SimpleNamespace(combined_cap_percent=combined)
    limit = caps.limit(round_, funds, Decimal(target), districts)
    assert limit.amount == Decimal(most)
    assert pounds(limit.amount) in limit.sentence


def test_limits_are_said_in_a_phrase():
    assert caps.limits_of(FOLKESTONE) == "£5,000 and 50% of the target"
    assert caps.limits_of(fund(5)) == ""
    assert pounds(Decimal("-3.5")) == "−£3.50"
