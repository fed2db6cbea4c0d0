"""What the public sees of the board and the strategy, the members' own pages, and the one way to a paper's file."""

from partnership_board.views.decisions import decision, decisions, interests
from partnership_board.views.members import end_interest, member, register_interest, reply, report
from partnership_board.views.minutes import minutes, signed_copy
from partnership_board.views.public import (
    actions,
    body,
    commitment,
    meeting,
    paper,
    paper_version,
    strategy,
    terms,
)

__all__ = [
    "actions",
    "body",
    "commitment",
    "decision",
    "decisions",
    "end_interest",
    "interests",
    "meeting",
    "member",
    "minutes",
    "paper",
    "paper_version",
    "register_interest",
    "reply",
    "report",
    "signed_copy",
    "strategy",
    "terms",
]
