"""The only writers of opportunities and enquiries. Each locks, checks who acts and what may follow, saves and tells."""

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
from volunteering.actions.roll_out import move_district

__all__ = [
    "Outcome",
    "accept_spend",
    "agree_claim",
    "change_opportunity",
    "close_opportunity",
    "confirm_interest",
    "enter_spend",
    "erase_what_is_out_of_time",
    "move_district",
    "move_enquiry",
    "pay_claim",
    "plan_next_step",
    "post_opportunity",
    "publish_opportunity",
    "refuse_spend",
    "register_interest",
    "return_claim",
    "return_opportunity",
    "reverse_spend",
    "send_claim",
    "send_claim_again",
    "submit_opportunity",
]
