"""The volunteer centre's desk, and the network of centres."""

from volunteering.admin.centres import PilotAdmin, SkillAdmin, VolunteerCentreAdmin
from volunteering.admin.enquiries import EnquiryAdmin
from volunteering.admin.opportunities import OpportunityAdmin

__all__ = ["EnquiryAdmin", "OpportunityAdmin", "PilotAdmin", "SkillAdmin", "VolunteerCentreAdmin"]
