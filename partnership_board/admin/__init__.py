"""What board officers work with."""

from partnership_board.admin import (
    actions,
    bodies,
    consultations,
    interests,
    meetings,
    minutes,
    papers,
    planning,
    strategy,
)

__all__ = ["actions", "bodies", "consultations", "interests", "meetings", "minutes", "papers", "planning", "strategy"]
