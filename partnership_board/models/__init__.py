"""Bodies and their people, meetings, minutes, decisions, actions, interests, strategy and consultations."""

from partnership_board.models.actions import Action, ActionUpdate, CarriedAction
from partnership_board.models.analysis import Coding, Count, Mark, Reading, Theme
from partnership_board.models.attendance import Attendance, Substitute
from partnership_board.models.bodies import Body, Person, Seat, Term
from partnership_board.models.consultations import Consultation, ConsultationDocument, Question
from partnership_board.models.decisions import Decision, DecisionNote
from partnership_board.models.editions import Edition, Section
from partnership_board.models.findings import Finding, WhatWeDid
from partnership_board.models.interests import Concern, Declaration, Interest
from partnership_board.models.links import ItemLink
from partnership_board.models.meetings import AgendaItem, Meeting, Move
from partnership_board.models.milestones import Milestone
from partnership_board.models.minutes import Correction, MinuteEntry, Minutes, MinutesVersion, SignedCopy
from partnership_board.models.packs import Audience, Pack, PackPart
from partnership_board.models.papers import Paper, PaperVersion
from partnership_board.models.planning import ForwardItem, Series
from partnership_board.models.progress_reports import ProgressReport
from partnership_board.models.responses import Answer, EqualityReply, Response
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
    "Answer",
    "Attendance",
    "Audience",
    "Body",
    "CarriedAction",
    "Coding",
    "Commitment",
    "Concern",
    "Consultation",
    "ConsultationDocument",
    "Correction",
    "Count",
    "Decision",
    "DecisionNote",
    "Declaration",
    "Edition",
    "EqualityReply",
    "Finding",
    "ForwardItem",
    "HeadlineFigure",
    "Interest",
    "ItemLink",
    "Mark",
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
    "Question",
    "Reading",
    "Response",
    "Seat",
    "Section",
    "Series",
    "SignedCopy",
    "Strategy",
    "StrategyVersion",
    "Substitute",
    "Term",
    "TermsOfReference",
    "Theme",
    "WhatWeDid",
]
