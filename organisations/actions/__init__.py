"""The only writers of an entry's state, its verification and its members.

Each locks the entry, checks who acts and what state it is in, saves, records why, and once the transaction has
committed lets search and the kept pages know. :exc:`NotAllowed` carries a sentence for whoever tried.
"""

from organisations.actions.checks import review_due_after, today, verify
from organisations.actions.entries import edit, register
from organisations.actions.members import add_member, remove_member
from organisations.actions.publishing import close, publish, reopen, suspend
from organisations.actions.writing import EDITABLE, EDITABLE_LINKS, ROOM, entry_changed, free_slug, place_of
from organisations.states import NotAllowed

__all__ = [
    "EDITABLE",
    "EDITABLE_LINKS",
    "ROOM",
    "NotAllowed",
    "add_member",
    "close",
    "edit",
    "entry_changed",
    "free_slug",
    "place_of",
    "publish",
    "register",
    "remove_member",
    "reopen",
    "review_due_after",
    "suspend",
    "today",
    "verify",
]
