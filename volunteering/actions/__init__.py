"""The only writers of opportunities and enquiries. Each locks, checks who acts and what may follow, saves and tells."""

from volunteering.actions.enquiries import (
    Outcome,
    confirm_interest,
    erase_what_is_out_of_time,
    move_enquiry,
    plan_next_step,
    register_interest,
)
from volunteering.actions.opportunities import (
    change_opportunity,
    close_opportunity,
    post_opportunity,
    publish_opportunity,
    return_opportunity,
    submit_opportunity,
)

__all__ = [
    "Outcome",
    "change_opportunity",
    "close_opportunity",
    "confirm_interest",
    "erase_what_is_out_of_time",
    "move_enquiry",
    "plan_next_step",
    "post_opportunity",
    "publish_opportunity",
    "register_interest",
    "return_opportunity",
    "submit_opportunity",
]
