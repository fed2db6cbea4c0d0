"""Bodies and who sits on them, meetings with agenda and papers, actions, and the strategy with its commitments."""

from partnership_board.models.actions import Action
from partnership_board.models.bodies import Body, Person, Seat, Term
from partnership_board.models.meetings import AgendaItem, Meeting
from partnership_board.models.papers import Paper, PaperVersion
from partnership_board.models.strategy import (
    Commitment,
    HeadlineFigure,
    Objective,
    ProgressUpdate,
    Strategy,
    StrategyVersion,
)

__all__ = [
    "Action",
    "AgendaItem",
    "Body",
    "Commitment",
    "HeadlineFigure",
    "Meeting",
    "Objective",
    "Paper",
    "PaperVersion",
    "Person",
    "ProgressUpdate",
    "Seat",
    "Strategy",
    "StrategyVersion",
    "Term",
]
