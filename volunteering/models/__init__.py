"""The volunteering records: centres and their network, the pilot, opportunities, and the people who ask."""

from volunteering.models.centres import Broker, VolunteerCentre
from volunteering.models.crisis import Crisis, CrisisCall
from volunteering.models.desk import Note, SharedOpportunity, Transfer
from volunteering.models.enquiries import Enquiry
from volunteering.models.hours import Hours, Reference
from volunteering.models.ledger import BudgetLine, Claim, Spend
from volunteering.models.opportunities import Opportunity, Skill, Word
from volunteering.models.outcomes import Lesson, Measurement, Milestone, Outcome
from volunteering.models.pilot import Pilot
from volunteering.models.rechecks import ProposedChange
from volunteering.models.reports import Report
from volunteering.models.roll_out import RollOut
from volunteering.models.safeguarding import Concern, SafeguardingCheck, SafeguardingLead
from volunteering.models.sessions import Place, Session
from volunteering.models.volunteers import Consent, GuardianConsent, Volunteer

__all__ = [
    "Broker",
    "BudgetLine",
    "Claim",
    "Concern",
    "Consent",
    "Crisis",
    "CrisisCall",
    "Enquiry",
    "GuardianConsent",
    "Hours",
    "Lesson",
    "Measurement",
    "Milestone",
    "Note",
    "Opportunity",
    "Outcome",
    "Pilot",
    "Place",
    "ProposedChange",
    "Reference",
    "Report",
    "RollOut",
    "SafeguardingCheck",
    "SafeguardingLead",
    "Session",
    "SharedOpportunity",
    "Skill",
    "Spend",
    "Transfer",
    "Volunteer",
    "VolunteerCentre",
    "Word",
]
