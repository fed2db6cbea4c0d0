"""Directory officers' desk. Forms save what an entry says; its state, checks and owners go through actions."""

from organisations.admin import belonging, organisation, proposals, service, vocabulary

__all__ = ["belonging", "organisation", "proposals", "service", "vocabulary"]
