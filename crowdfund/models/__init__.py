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
from crowdfund.models.awards import Award, AwardCondition, AwardLine, AwardStep, StepTaken, SubsidyNotice
from crowdfund.models.campaigns import Campaign, OfflinePledge, ProjectNews, RaisedUpdate
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
from crowdfund.models.ledger import Account, Entry, Movement, MovementKind
from crowdfund.models.monitoring import ChangeRequest, Evidence, Payment, Repayment, Report
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
    "Account",
    "Answer",
    "Application",
    "Assignment",
    "Award",
    "AwardCondition",
    "AwardLine",
    "AwardStep",
    "BankDetails",
    "BankDetailsReading",
    "BudgetLine",
    "Campaign",
    "Case",
    "ChangeRequest",
    "Check",
    "CoApplicant",
    "Conflict",
    "Criterion",
    "Deliberation",
    "Document",
    "DocumentAsked",
    "EligibilityAnswer",
    "EligibilityQuestion",
    "Entry",
    "EqualityAnswers",
    "Evidence",
    "FrequentQuestion",
    "Fund",
    "InterestsDeclared",
    "KeptTyping",
    "LatePass",
    "ModerationNote",
    "Movement",
    "MovementKind",
    "Objective",
    "OfflinePledge",
    "Part",
    "Payment",
    "ProjectNews",
    "Proposal",
    "Question",
    "RaisedUpdate",
    "Repayment",
    "Report",
    "Round",
    "RoundFund",
    "RoundVersion",
    "Score",
    "Section",
    "SubsidyLine",
    "StepTaken",
    "SubsidyNotice",
    "Writer",
]
