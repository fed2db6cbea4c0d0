"""Whether somebody may come to a session at all: age, a guardian's word, and the check that the role needs."""

from django.utils.translation import gettext as _

from volunteering.models import Opportunity


def why_not(volunteer, session):
    """What stands in the way, as a sentence for the person; empty where nothing does.

    Age is counted on the day of the session. The page asks this before it shows the button, and the action again.
    """
    opportunity, day = session.opportunity, session.day
    if volunteer.age_on(day) < opportunity.minimum_age:
        return _("You need to be %(age)d or over on the day of this session.") % {"age": opportunity.minimum_age}
    if volunteer.is_young_on(day) and not volunteer.guardian_agrees:
        return _("You are under 18, so a parent or guardian must agree first. Ask them on your volunteer page.")
    if (
        opportunity.checks != Opportunity.Checks.NONE
        and not volunteer.checks.good_for(opportunity.checks, day).exists()
    ):
        return _("This needs a check that your volunteer centre has seen: %(check)s.") % {
            "check": opportunity.get_checks_display()
        }
    return ""
