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
from crowdfund.models.passes import LatePass
from crowdfund.models.round_parts import Criterion, FrequentQuestion
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
from crowdfund.models.versions import RoundVersion

__all__ = [
    "Answer",
    "Application",
    "BudgetLine",
    "Criterion",
    "Document",
    "DocumentAsked",
    "EligibilityAnswer",
    "EligibilityQuestion",
    "FrequentQuestion",
    "Fund",
    "LatePass",
    "Objective",
    "Part",
    "Question",
    "Round",
    "RoundFund",
    "RoundVersion",
    "Section",
    "Writer",
]
