"""The only writers of rounds' states and of applications. Each acts for somebody (`by`), at a moment (`at`)."""

from crowdfund.actions.applications import (
    AlreadyStarted,
    AlreadyTaken,
    Incomplete,
    NotAllowed,
    NotDeclared,
    RoundNotOpen,
    start,
    submit,
    withdraw,
)
from crowdfund.actions.closing import close_drafts, send_last_copy
from crowdfund.actions.passes import PassNotGood, give_pass, redeem_pass
from crowdfund.actions.private import read_bank_details, save_bank_details, save_equality, set_aside
from crowdfund.actions.rounds import NotReady, extend_round, publish_round, unpublish_round
from crowdfund.actions.together import copy_answers, set_may_write
from crowdfund.actions.versions import begin_version, finish_version, new_version, tell_of_version
from crowdfund.actions.writing import (
    EditConflict,
    Kept,
    NoLongerWritable,
    WouldBeUnfinished,
    add_document,
    remove_document,
    save_answers,
    save_budget,
    save_eligibility,
    save_organisation,
    save_project,
    save_subsidies,
)

__all__ = [
    "AlreadyStarted",
    "AlreadyTaken",
    "EditConflict",
    "Incomplete",
    "Kept",
    "NoLongerWritable",
    "NotAllowed",
    "NotDeclared",
    "NotReady",
    "PassNotGood",
    "RoundNotOpen",
    "WouldBeUnfinished",
    "add_document",
    "begin_version",
    "close_drafts",
    "copy_answers",
    "extend_round",
    "finish_version",
    "give_pass",
    "new_version",
    "publish_round",
    "read_bank_details",
    "redeem_pass",
    "remove_document",
    "save_answers",
    "save_bank_details",
    "save_budget",
    "save_eligibility",
    "save_equality",
    "save_organisation",
    "save_project",
    "save_subsidies",
    "send_last_copy",
    "set_aside",
    "set_may_write",
    "start",
    "submit",
    "tell_of_version",
    "unpublish_round",
    "withdraw",
]
