"""The only writers of what volunteering keeps. Each locks, checks who acts and what may follow, saves and tells."""

from volunteering.actions.crises import (
    call_for_help,
    end_crisis,
    raise_crisis,
)
from volunteering.actions.desk import (
    add_note,
    hand_over,
    put_forward,
    share_opportunity,
    take_on,
)
from volunteering.actions.enquiries import (
    Outcome,
    confirm_interest,
    erase_what_is_out_of_time,
    move_enquiry,
    plan_next_step,
    register_interest,
)
from volunteering.actions.guardians import (
    answer_as_guardian,
    ask_guardian,
)
from volunteering.actions.hours import (
    answer_reference,
    ask_reference,
    claim_hours,
    confirm_hours,
    record_attendance,
)
from volunteering.actions.ledgers import (
    accept_spend,
    agree_claim,
    enter_spend,
    pay_claim,
    refuse_spend,
    return_claim,
    reverse_spend,
    send_claim,
    send_claim_again,
)
from volunteering.actions.opportunities import (
    change_opportunity,
    close_opportunity,
    post_opportunity,
    publish_opportunity,
    return_opportunity,
    submit_opportunity,
)
from volunteering.actions.places import (
    Clash,
    Full,
    accept_offer,
    give_up_place,
    join_waiting_list,
    swap_place,
    take_place,
)
from volunteering.actions.rechecks import (
    change_live,
    decide_change,
)
from volunteering.actions.reports import (
    make_report,
    publish_report,
)
from volunteering.actions.roll_out import (
    move_district,
)
from volunteering.actions.safeguarding import (
    close_concern,
    delete_what_is_out_of_time,
    note_check,
    raise_concern,
    remove_check,
)
from volunteering.actions.sessions import (
    cancel_session,
    change_session,
    let_offers_run_out,
    plan_session,
)
from volunteering.actions.volunteers import (
    change_account,
    erase_volunteer,
    open_account,
    renew_calendar,
)

__all__ = [
    "Clash",
    "Full",
    "Outcome",
    "accept_offer",
    "accept_spend",
    "add_note",
    "agree_claim",
    "answer_as_guardian",
    "answer_reference",
    "ask_guardian",
    "ask_reference",
    "call_for_help",
    "cancel_session",
    "change_account",
    "change_live",
    "change_opportunity",
    "change_session",
    "claim_hours",
    "close_concern",
    "close_opportunity",
    "confirm_hours",
    "confirm_interest",
    "decide_change",
    "delete_what_is_out_of_time",
    "end_crisis",
    "enter_spend",
    "erase_volunteer",
    "erase_what_is_out_of_time",
    "give_up_place",
    "hand_over",
    "join_waiting_list",
    "let_offers_run_out",
    "make_report",
    "move_district",
    "move_enquiry",
    "note_check",
    "open_account",
    "pay_claim",
    "plan_next_step",
    "plan_session",
    "post_opportunity",
    "publish_opportunity",
    "publish_report",
    "put_forward",
    "raise_concern",
    "raise_crisis",
    "record_attendance",
    "refuse_spend",
    "register_interest",
    "remove_check",
    "renew_calendar",
    "return_claim",
    "return_opportunity",
    "reverse_spend",
    "send_claim",
    "send_claim_again",
    "share_opportunity",
    "submit_opportunity",
    "swap_place",
    "take_on",
    "take_place",
]
