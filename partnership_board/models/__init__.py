"""Bodies and who sits on them, meetings with agenda and minutes, decisions, actions, interests, strategy."""

from partnership_board.models.actions import Action, ActionUpdate, CarriedAction
from partnership_board.models.attendance import Attendance, Substitute
from partnership_board.models.bodies import Body, Person, Seat, Term
from partnership_board.models.decisions import Decision, DecisionNote
from partnership_board.models.editions import Edition, Section
from partnership_board.models.interests import Concern, Declaration, Interest
from partnership_board.models.links import ItemLink
from partnership_board.models.meetings import AgendaItem, Meeting, Move
from partnership_board.models.milestones import Milestone
from partnership_board.models.minutes import Correction, MinuteEntry, Minutes, MinutesVersion, SignedCopy
from partnership_board.models.packs import Audience, Pack, PackPart
from partnership_board.models.papers import Paper, PaperVersion
from partnership_board.models.planning import ForwardItem, Series
from partnership_board.models.progress_reports import ProgressReport
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
    "ActionUpdate",
    "AgendaItem",
    "Attendance",
    "Audience",
    "Body",
    "CarriedAction",
    "Commitment",
    "Concern",
    "Correction",
    "Decision",
    "DecisionNote",
    "Declaration",
    "Edition",
    "ForwardItem",
    "HeadlineFigure",
    "Interest",
    "ItemLink",
    "Meeting",
    "Milestone",
    "MinuteEntry",
    "Minutes",
    "MinutesVersion",
    "Move",
    "Objective",
    "Pack",
    "PackPart",
    "Paper",
    "PaperVersion",
    "Person",
    "ProgressReport",
    "ProgressUpdate",
    "Seat",
    "Section",
    "Series",
    "SignedCopy",
    "Strategy",
    "StrategyVersion",
    "Substitute",
    "Term",
    "TermsOfReference",
]
