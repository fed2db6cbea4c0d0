"""Pages of volunteering: what the public sees, and what organisations and volunteers see of their own."""

from volunteering.views.interest import confirm, interest, interest_sent
from volunteering.views.mine import change, close, mine, my_opportunity, post, submit
from volunteering.views.pilot import evidence, figure, figures_csv, pilot
from volunteering.views.public import opportunities, opportunity

__all__ = [
    "change",
    "close",
    "confirm",
    "evidence",
    "figure",
    "figures_csv",
    "interest",
    "interest_sent",
    "mine",
    "my_opportunity",
    "opportunities",
    "opportunity",
    "pilot",
    "post",
    "submit",
]
