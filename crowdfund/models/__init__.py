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
from crowdfund.models.awards import Award, AwardLine
from crowdfund.models.conflicts import Conflict
from crowdfund.models.deliberation import (
    Assignment,
    Case,
    Check,
    Deliberation,
    InterestsDeclared,
    ModerationNote,
    Proposal,
)
from crowdfund.models.passes import LatePass
from crowdfund.models.private import (
    BankDetails,
    BankDetailsReading,
    CoApplicant,
    EqualityAnswers,
    KeptTyping,
    SubsidyLine,
)
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
from crowdfund.models.scores import Score
from crowdfund.models.versions import RoundVersion

__all__ = [
    "Answer",
    "Application",
    "Assignment",
    "Award",
    "AwardLine",
    "BankDetails",
    "BankDetailsReading",
    "BudgetLine",
    "Case",
    "Check",
    "CoApplicant",
    "Conflict",
    "Criterion",
    "Deliberation",
    "Document",
    "DocumentAsked",
    "EligibilityAnswer",
    "EligibilityQuestion",
    "EqualityAnswers",
    "FrequentQuestion",
    "Fund",
    "InterestsDeclared",
    "KeptTyping",
    "LatePass",
    "ModerationNote",
    "Objective",
    "Part",
    "Proposal",
    "Question",
    "Round",
    "RoundFund",
    "RoundVersion",
    "Score",
    "Section",
    "SubsidyLine",
    "Writer",
]
