"""What the public sees of the board and the strategy, the members' own pages, and the one way to a paper's file."""

from partnership_board.views.chains import action, chains
from partnership_board.views.decisions import decision, decisions, interests
from partnership_board.views.editions import current_edition, edition, edition_pdf
from partnership_board.views.feeds import board_calendar, board_feed, body_calendar, item_feed, meeting_calendar
from partnership_board.views.members import end_interest, member, register_interest, reply, report
from partnership_board.views.minutes import minutes, signed_copy
from partnership_board.views.open_data import board_popolo, commitments_csv, progress_csv
from partnership_board.views.owners import report_commitment
from partnership_board.views.packs import members_pack, pack, pack_file
from partnership_board.views.progress_reports import (
    progress_report,
    progress_report_pdf,
    progress_reports,
    progress_so_far,
)
from partnership_board.views.public import (
    actions,
    body,
    forward_plan,
    meeting,
    paper,
    paper_version,
    terms,
)
from partnership_board.views.strategy import commitment, commitments, strategy
from partnership_board.views.strategy_feeds import commitment_feed

__all__ = [
    "action",
    "actions",
    "board_calendar",
    "board_feed",
    "board_popolo",
    "body",
    "body_calendar",
    "chains",
    "commitment",
    "commitment_feed",
    "commitments",
    "commitments_csv",
    "current_edition",
    "decision",
    "decisions",
    "edition",
    "edition_pdf",
    "end_interest",
    "forward_plan",
    "interests",
    "item_feed",
    "meeting",
    "meeting_calendar",
    "member",
    "members_pack",
    "minutes",
    "pack",
    "pack_file",
    "paper",
    "paper_version",
    "progress_csv",
    "progress_report",
    "progress_report_pdf",
    "progress_reports",
    "progress_so_far",
    "register_interest",
    "reply",
    "report",
    "report_commitment",
    "signed_copy",
    "strategy",
    "terms",
]
