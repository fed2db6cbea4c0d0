"""The only writers of states, papers, minutes and progress. Each locks, checks, saves and records in one transaction.

Each asks permissions.py who acts, whoever calls it: to anybody else it raises NotAllowed, whatever the thing's state.
What does not fit the thing raises a ValidationError whose sentence is for the person who asked.
"""

from partnership_board.actions.agreed import complete_action, reopen_action, withdraw_action
from partnership_board.actions.bodies import adopt_terms
from partnership_board.actions.meetings import cancel_meeting, hold_meeting, move_meeting, publish_meeting
from partnership_board.actions.papers import add_paper, add_version
from partnership_board.actions.strategy import (
    publish_commitment,
    publish_strategy,
    report_progress,
    withdraw_commitment,
    withdraw_strategy,
)
from partnership_board.actions.writing import NotAllowed

__all__ = [
    "NotAllowed",
    "add_paper",
    "add_version",
    "adopt_terms",
    "cancel_meeting",
    "complete_action",
    "hold_meeting",
    "move_meeting",
    "publish_commitment",
    "publish_meeting",
    "publish_strategy",
    "reopen_action",
    "report_progress",
    "withdraw_action",
    "withdraw_commitment",
    "withdraw_strategy",
]
