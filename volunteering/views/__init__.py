"""Pages of volunteering: what the public sees, and what organisations and volunteers see of their own."""

from volunteering.views.discover import calendar, crisis, linked, suggestions
from volunteering.views.interest import confirm, interest, interest_sent
from volunteering.views.mine import change, close, mine, my_opportunity, post, submit
from volunteering.views.pilot import evidence, figure, figures_csv, pilot
from volunteering.views.public import opportunities, opportunity

__all__ = [
    "calendar",
    "change",
    "close",
    "confirm",
    "crisis",
    "evidence",
    "figure",
    "figures_csv",
    "interest",
    "interest_sent",
    "linked",
    "mine",
    "my_opportunity",
    "opportunities",
    "opportunity",
    "pilot",
    "post",
    "submit",
    "suggestions",
]
