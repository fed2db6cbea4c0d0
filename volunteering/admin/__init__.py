"""The volunteer centre's desk, and the network of centres."""

from volunteering.admin.centres import PilotAdmin, SkillAdmin, VolunteerCentreAdmin
from volunteering.admin.enquiries import EnquiryAdmin
from volunteering.admin.opportunities import OpportunityAdmin
from volunteering.admin.people import (
    ProposedChangeAdmin,
    SafeguardingCheckAdmin,
    SafeguardingLeadAdmin,
    SessionAdmin,
    VolunteerAdmin,
)

__all__ = [
    "EnquiryAdmin",
    "OpportunityAdmin",
    "PilotAdmin",
    "ProposedChangeAdmin",
    "SafeguardingCheckAdmin",
    "SafeguardingLeadAdmin",
    "SessionAdmin",
    "SkillAdmin",
    "VolunteerAdmin",
    "VolunteerCentreAdmin",
]
