"""Rounds and the funds they draw on; applications and what people write in them."""

from crowdfund.models.applications import (
    Answer,
    Application,
    BudgetLine,
    Document,
    EligibilityAnswer,
    Part,
    Writer,
)
from crowdfund.models.rounds import (
    DocumentAsked,
    EligibilityQuestion,
    Fund,
    Objective,
    Question,
    Round,
    RoundFund,
    Section,
)

__all__ = [
    "Answer",
    "Application",
    "BudgetLine",
    "Document",
    "DocumentAsked",
    "EligibilityAnswer",
    "EligibilityQuestion",
    "Fund",
    "Objective",
    "Part",
    "Question",
    "Round",
    "RoundFund",
    "Section",
    "Writer",
]
