"""Directory officers' desk. Forms save what an entry says; its state, checks and owners go through actions."""

from organisations.admin import organisation, service, vocabulary

__all__ = ["organisation", "service", "vocabulary"]
