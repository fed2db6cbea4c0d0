"""The volunteering records: centres and their network, the pilot, opportunities, and the people who ask."""

from volunteering.models.centres import Broker, VolunteerCentre
from volunteering.models.enquiries import Enquiry
from volunteering.models.opportunities import Opportunity, Skill
from volunteering.models.pilot import Pilot

__all__ = ["Broker", "Enquiry", "Opportunity", "Pilot", "Skill", "VolunteerCentre"]
