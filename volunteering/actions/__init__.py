"""The only writers of what volunteering keeps. Each locks, checks who acts and what may follow, saves and tells."""

from volunteering.actions.crises import end_crisis, raise_crisis
from volunteering.actions.desk import add_note, hand_over, put_forward, share_opportunity, take_on
from volunteering.actions.enquiries import (
    Outcome,
    confirm_interest,
    erase_what_is_out_of_time,
    move_enquiry,
    plan_next_step,
    register_interest,
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
from volunteering.actions.reports import make_report, publish_report
from volunteering.actions.roll_out import move_district
from volunteering.actions.sessions import cancel_session, change_session, let_offers_run_out, plan_session

__all__ = [
    "make_report",
    "publish_report",
    "Clash",
    "Full",
    "Outcome",
    "accept_offer",
    "accept_spend",
    "add_note",
    "agree_claim",
    "cancel_session",
    "change_opportunity",
    "change_session",
    "close_opportunity",
    "confirm_interest",
    "end_crisis",
    "enter_spend",
    "erase_what_is_out_of_time",
    "give_up_place",
    "hand_over",
    "join_waiting_list",
    "let_offers_run_out",
    "move_district",
    "move_enquiry",
    "pay_claim",
    "plan_next_step",
    "plan_session",
    "post_opportunity",
    "publish_opportunity",
    "put_forward",
    "raise_crisis",
    "refuse_spend",
    "register_interest",
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
