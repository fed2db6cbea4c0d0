"""What board officers work with."""

from partnership_board.admin import actions, bodies, meetings, papers, strategy

__all__ = ["actions", "bodies", "meetings", "papers", "strategy"]
