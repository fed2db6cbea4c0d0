"""The only writers of rounds' states and of applications. Each acts for somebody (`by`), at a moment (`at`)."""

from crowdfund.actions.applications import (
    AlreadyStarted,
    AlreadyTaken,
    Incomplete,
    NotAllowed,
    NotDeclared,
    RoundNotOpen,
    close_drafts,
    start,
    submit,
    withdraw,
)
from crowdfund.actions.rounds import NotReady, extend_round, publish_round, unpublish_round
from crowdfund.actions.writing import (
    EditConflict,
    Kept,
    NoLongerWritable,
    add_document,
    remove_document,
    save_answers,
    save_budget,
    save_eligibility,
    save_organisation,
    save_project,
)

__all__ = [
    "AlreadyStarted",
    "AlreadyTaken",
    "EditConflict",
    "Incomplete",
    "Kept",
    "NoLongerWritable",
    "NotAllowed",
    "NotDeclared",
    "NotReady",
    "RoundNotOpen",
    "add_document",
    "close_drafts",
    "extend_round",
    "publish_round",
    "remove_document",
    "save_answers",
    "save_budget",
    "save_eligibility",
    "save_organisation",
    "save_project",
    "start",
    "submit",
    "unpublish_round",
    "withdraw",
]
