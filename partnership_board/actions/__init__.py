"""The only writers of states, papers, minutes and progress. Each locks, checks, saves and records in one transaction.

Each asks permissions.py who acts, whoever calls it: to anybody else it raises NotAllowed, whatever the thing's state.
What does not fit the thing raises a ValidationError whose sentence is for the person who asked. Rows are locked in one
order: the meeting, its minutes, its body, then the thing itself.
"""

from partnership_board.actions.agreed import (
    agree_action,
    close_action,
    complete_action,
    reopen_action,
    report_on_action,
    withdraw_action,
)
from partnership_board.actions.analysis import add_theme, code_answer, set_group_aside, set_mark_aside, take_answers
from partnership_board.actions.attendance import record_attendance, reply_to_invitation
from partnership_board.actions.bodies import adopt_terms
from partnership_board.actions.consultations import (
    cancel_consultation,
    extend_consultation,
    publish_consultation,
    publish_findings,
    take_back_consultation,
)
from partnership_board.actions.decisions import publish_decision_note, record_decision
from partnership_board.actions.editions import publish_edition, start_edition
from partnership_board.actions.erasure import erase_answer, erase_answers_of, erase_own_answer
from partnership_board.actions.interests import end_interest, record_declaration, register_interest
from partnership_board.actions.meetings import (
    cancel_meeting,
    hold_meeting,
    move_meeting,
    publish_meeting,
    publish_supplement,
)
from partnership_board.actions.milestones import reach_milestone, reopen_milestone
from partnership_board.actions.minutes import (
    add_signed_copy,
    answer_correction,
    approve_minutes,
    circulate_minutes,
    send_correction,
    write_minutes,
)
from partnership_board.actions.papers import add_paper, add_version
from partnership_board.actions.planning import plan_series, put_on_agenda
from partnership_board.actions.reports import make_report
from partnership_board.actions.responses import (
    begin_response,
    forget_in_time,
    give_equality_replies,
    key_letter,
    save_answers,
    send_link,
    set_email,
    submit_response,
)
from partnership_board.actions.strategy import (
    publish_commitment,
    publish_strategy,
    report_progress,
    withdraw_commitment,
    withdraw_strategy,
)
from partnership_board.actions.writing import NotAllowed

__all__ = [
    "NotAllowed",
    "add_paper",
    "add_signed_copy",
    "add_theme",
    "add_version",
    "adopt_terms",
    "agree_action",
    "answer_correction",
    "approve_minutes",
    "begin_response",
    "cancel_consultation",
    "cancel_meeting",
    "circulate_minutes",
    "close_action",
    "code_answer",
    "complete_action",
    "end_interest",
    "erase_answer",
    "erase_answers_of",
    "erase_own_answer",
    "extend_consultation",
    "forget_in_time",
    "give_equality_replies",
    "hold_meeting",
    "key_letter",
    "make_report",
    "move_meeting",
    "plan_series",
    "publish_commitment",
    "publish_consultation",
    "publish_decision_note",
    "publish_edition",
    "publish_findings",
    "publish_meeting",
    "publish_strategy",
    "publish_supplement",
    "put_on_agenda",
    "reach_milestone",
    "record_attendance",
    "record_decision",
    "record_declaration",
    "register_interest",
    "reopen_action",
    "reopen_milestone",
    "reply_to_invitation",
    "report_on_action",
    "report_progress",
    "save_answers",
    "send_correction",
    "send_link",
    "set_email",
    "set_group_aside",
    "set_mark_aside",
    "start_edition",
    "submit_response",
    "take_answers",
    "take_back_consultation",
    "withdraw_action",
    "withdraw_commitment",
    "withdraw_strategy",
    "write_minutes",
]
