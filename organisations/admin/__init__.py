"""Directory officers' desk. Forms save what an entry says; its state, checks and owners go through actions."""

<<<<<<< HEAD
from organisations.admin import belonging, bulk, organisation, proposals, service, vocabulary

__all__ = ["belonging", "bulk", "organisation", "proposals", "service", "vocabulary"]
=======
from organisations.admin import belonging, duplicates, organisation, proposals, service, vocabulary

__all__ = ["belonging", "duplicates", "organisation", "proposals", "service", "vocabulary"]
>>>>>>> main
