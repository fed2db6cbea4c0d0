"""What board officers work with."""

from partnership_board.admin import (
    actions,
    bodies,
    consultations,
    editions,
    interests,
    meetings,
    milestones,
    minutes,
    papers,
    planning,
    progress_reports,
    responses,
    strategy,
)

__all__ = [
    "actions",
    "bodies",
    "consultations",
    "editions",
    "interests",
    "meetings",
    "milestones",
    "minutes",
    "papers",
    "planning",
    "progress_reports",
    "responses",
    "strategy",
]
