"""What an organisation is shown about somebody who comes to its session: what they need, and what the person allows."""

from datetime import timedelta

from django.utils import timezone

from volunteering.models import Consent
from volunteering.models.volunteers import GuardianConsent

AROUND = timedelta(days=1)
"""An emergency contact is shown from a day before a session until a day after it."""


def shown_to_organisation(place):
    """:param place: with its volunteer, their consents and guardian consents read already.

    :returns: a dictionary: name, telephone, emergency (name and number), young (whether under 18 on the day),
        guardian (name), answers. Empty text for what is not shown.
    """
    volunteer, session = place.volunteer, place.session
    if volunteer.erased_at:
        return {"name": volunteer.who, "telephone": "", "emergency": "", "young": False, "guardian": "", "answers": []}
    agreed = {consent.purpose for consent in volunteer.consents.all() if consent.withdrawn_at is None}
    near = session.starts_at - AROUND <= timezone.now() <= session.ends_at + AROUND
    upcoming = timezone.now() <= session.ends_at + AROUND
    emergency = " ".join(filter(None, [volunteer.emergency_name, volunteer.emergency_telephone]))
    young = volunteer.is_young_on(session.day)
    guardian = next(
        (asked for asked in volunteer.guardian_consents.all() if asked.state == GuardianConsent.State.GIVEN), None
    )
    return {
        "name": volunteer.user.name,
        "telephone": volunteer.telephone if upcoming and Consent.Purpose.CONTACT in agreed else "",
        "emergency": emergency if near and Consent.Purpose.EMERGENCY in agreed else "",
        "young": young,
        "guardian": guardian.guardian_name if young and guardian and near else "",
        "answers": place.answers if upcoming else [],
    }
