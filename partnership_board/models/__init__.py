"""Bodies and who sits on them, meetings with agenda and papers, actions, and the strategy with its commitments."""

from partnership_board.models.actions import Action
from partnership_board.models.bodies import Body, Person, Seat, Term
from partnership_board.models.meetings import AgendaItem, Meeting, Move
from partnership_board.models.papers import Paper, PaperVersion
from partnership_board.models.strategy import (
    Commitment,
    HeadlineFigure,
    Objective,
    ProgressUpdate,
    Strategy,
    StrategyVersion,
)
from partnership_board.models.terms_of_reference import TermsOfReference

__all__ = [
    "Action",
    "AgendaItem",
    "Body",
    "Commitment",
    "HeadlineFigure",
    "Meeting",
    "Move",
    "Objective",
    "Paper",
    "PaperVersion",
    "Person",
    "ProgressUpdate",
    "Seat",
    "Strategy",
    "StrategyVersion",
    "Term",
    "TermsOfReference",
]
