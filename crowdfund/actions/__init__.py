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
from crowdfund.actions.rounds import NotReady, extend_round, publish_round, unpublish_round
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
    "extend_round",
    "finish_version",
    "give_pass",
    "new_version",
    "publish_round",
    "redeem_pass",
    "remove_document",
    "save_answers",
    "save_budget",
    "save_eligibility",
    "save_organisation",
    "save_project",
    "send_last_copy",
    "start",
    "submit",
    "tell_of_version",
    "unpublish_round",
    "withdraw",
]
