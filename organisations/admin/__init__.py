"""Directory officers' desk. Forms save what an entry says; its state, checks and owners go through actions."""

from organisations.admin import (
    belonging,
    bulk,
    duplicates,
    organisation,
    proposals,
    reports,
    service,
    vocabulary,
    watch,
)

__all__ = [
    "belonging",
    "bulk",
    "duplicates",
    "organisation",
    "proposals",
    "reports",
    "service",
    "vocabulary",
    "watch",
]
