"""The only writers of an entry's state, its verification and its members.

Each locks the entry, checks who acts and what state it is in, saves, records why, and once the transaction has
committed lets search and the kept pages know. :exc:`NotAllowed` carries a sentence for whoever tried.
"""

from organisations.actions.belonging import (
    accept_claim,
    accept_claim_from_mailbox,
    accept_invitation,
    claim,
    forget,
    invite,
    refuse_claim,
    refuse_claim_from_mailbox,
    register_mailbox,
    withdraw_claim,
    withdraw_invitation,
)
from organisations.actions.checks import review_due_after, today, verify
from organisations.actions.entries import edit, register
from organisations.actions.members import OWNER_FIRST, add_member, hand_over, remove_member
from organisations.actions.merging import keep_apart, merge, put_together
from organisations.actions.offers import SERVICE_FIELDS, write_service
from organisations.actions.proposals import approve_proposal, return_proposal, withdraw_proposal
from organisations.actions.publishing import close, publish, reopen, send_back, submit, suspend
from organisations.actions.reports import forget_reports, report_problem, settle_report
from organisations.actions.watch import WORDS, follow_register, settle_change, take_down_over
from organisations.actions.writing import EDITABLE, EDITABLE_LINKS, ROOM, entry_changed, free_slug, place_of
from organisations.states import NotAllowed

__all__ = [
    "EDITABLE",
    "EDITABLE_LINKS",
    "NotAllowed",
    "OWNER_FIRST",
    "ROOM",
    "SERVICE_FIELDS",
    "WORDS",
    "accept_claim",
    "accept_claim_from_mailbox",
    "accept_invitation",
    "add_member",
    "approve_proposal",
    "claim",
    "close",
    "edit",
    "entry_changed",
    "follow_register",
    "forget",
    "forget_reports",
    "free_slug",
    "hand_over",
    "invite",
    "keep_apart",
    "merge",
    "place_of",
    "publish",
    "put_together",
    "refuse_claim",
    "refuse_claim_from_mailbox",
    "register",
    "register_mailbox",
    "remove_member",
    "reopen",
    "report_problem",
    "return_proposal",
    "review_due_after",
    "send_back",
    "settle_change",
    "settle_report",
    "submit",
    "suspend",
    "take_down_over",
    "today",
    "verify",
    "withdraw_claim",
    "withdraw_invitation",
    "withdraw_proposal",
    "write_service",
]
