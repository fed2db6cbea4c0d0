"""The volunteer centre's desk, and the network of centres."""

from volunteering.admin.centres import (
    SkillAdmin,
    VolunteerCentreAdmin,
)
from volunteering.admin.crises import (
    CrisisAdmin,
)
from volunteering.admin.enquiries import (
    EnquiryAdmin,
)
from volunteering.admin.ledger import (
    ClaimAdmin,
    SpendAdmin,
)
from volunteering.admin.opportunities import (
    OpportunityAdmin,
)
from volunteering.admin.people import (
    ProposedChangeAdmin,
    SafeguardingCheckAdmin,
    SafeguardingLeadAdmin,
    SessionAdmin,
    VolunteerAdmin,
)
from volunteering.admin.pilot import (
    LessonAdmin,
    OutcomeAdmin,
    PilotAdmin,
    RollOutAdmin,
)

__all__ = [
    "ClaimAdmin",
    "CrisisAdmin",
    "EnquiryAdmin",
    "LessonAdmin",
    "OpportunityAdmin",
    "OutcomeAdmin",
    "PilotAdmin",
    "ProposedChangeAdmin",
    "RollOutAdmin",
    "SafeguardingCheckAdmin",
    "SafeguardingLeadAdmin",
    "SessionAdmin",
    "SkillAdmin",
    "SpendAdmin",
    "VolunteerAdmin",
    "VolunteerCentreAdmin",
]
