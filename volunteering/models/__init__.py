"""The volunteering records: centres and their network, the pilot, opportunities, and the people who ask."""

from volunteering.models.centres import Broker, VolunteerCentre
from volunteering.models.enquiries import Enquiry
from volunteering.models.ledger import BudgetLine, Claim, Spend
from volunteering.models.opportunities import Opportunity, Skill
from volunteering.models.outcomes import Lesson, Measurement, Milestone, Outcome
from volunteering.models.pilot import Pilot
from volunteering.models.roll_out import RollOut

__all__ = [
    "Broker",
    "BudgetLine",
    "Claim",
    "Enquiry",
    "Lesson",
    "Measurement",
    "Milestone",
    "Opportunity",
    "Outcome",
    "Pilot",
    "RollOut",
    "Skill",
    "Spend",
    "VolunteerCentre",
]
