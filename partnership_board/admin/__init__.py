"""What board officers work with."""

from partnership_board.admin import (
    actions,
    bodies,
    interests,
    meetings,
    milestones,
    minutes,
    papers,
    planning,
    progress_reports,
    strategy,
)

__all__ = [
    "actions",
    "bodies",
    "interests",
    "meetings",
    "milestones",
    "minutes",
    "papers",
    "planning",
    "progress_reports",
    "strategy",
]
