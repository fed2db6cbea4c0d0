"""A parent or guardian is asked whether a young person may volunteer; they can say no, and take a yes back."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import consent
from volunteering import notices_of_people as notices
from volunteering.actions import locks
from volunteering.actions.places import leave_everything
from volunteering.models import GuardianConsent, Volunteer
from volunteering.states import NotAllowed

SALT = "volunteering.guardian"
ANSWER_WITHIN = timedelta(days=30)
State = GuardianConsent.State


@transaction.atomic
def ask_guardian(*, by, name, email):
    """Write to a parent or guardian. Asking again, for somebody else too, makes the link sent before useless.

    :raises PermissionDenied: for somebody without an account.
    :raises NotAllowed: without a name or address, for one's own address, or when a guardian has agreed already.
    """
    volunteer = locks.the_person(by)
    name, email = name.strip(), email.strip()
    if not name or not email:
        raise NotAllowed(_("Give the name and email address of a parent or guardian: you are under 18."))
    if email.lower() == by.email.lower():
        raise NotAllowed(_("Give the address of a parent or guardian, not your own."))
    asked = volunteer.guardian_consents.filter(state__in=[State.ASKED, State.GIVEN]).first()
    asked = asked or GuardianConsent(volunteer=volunteer)
    if asked.state == State.GIVEN:
        raise NotAllowed(_("Your parent or guardian has agreed already."))
    asked.guardian_name, asked.guardian_email = name, email
    asked.wording, asked.asked_at = consent.CURRENT, timezone.now()
    with because(_("Asked a parent or guardian"), by=by):
        asked.save()
    notices.guardian_asked(asked, token_of(asked), useful_until=asked.asked_at + ANSWER_WITHIN)
    return asked


def token_of(asked):
    """What the guardian's link carries. It proves that its reader got the email that was sent last."""
    return signing.dumps([asked.pk, asked.asked_at.isoformat()], salt=SALT)


def read_token(token, *, lock=False):
    """:returns: the GuardianConsent a link is about. :raises NotAllowed: for one that does not work any more."""
    try:
        pk, moment = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        pk = moment = None
    found = GuardianConsent.objects.filter(pk=pk, volunteer__erased_at__isnull=True).select_related("volunteer__user")
    if lock:
        # The person's row first, as everywhere.
        locks.these_people(found.values_list("volunteer", flat=True))
        found = found.select_for_update(of=("self",))
    asked = found.first()
    stale = asked and asked.state == State.ASKED and timezone.now() > asked.asked_at + ANSWER_WITHIN
    if asked is None or asked.asked_at.isoformat() != moment or stale:
        raise NotAllowed(_("This link does not work any more. Ask the young person to send you a new one."))
    return asked


@transaction.atomic
def answer_as_guardian(*, token, agrees):
    """The guardian's yes or no. A no, later too, gives up the places that the young person has.

    :param agrees: True or False.
    :returns: the GuardianConsent.
    :raises NotAllowed: when the link does not work any more, or they said no before.
    """
    asked = read_token(token, lock=True)
    now = timezone.now()
    if asked.state in (State.REFUSED, State.WITHDRAWN):
        raise NotAllowed(_("You said no before. Ask the young person to send you a new link."))
    if agrees and asked.state == State.GIVEN:
        return asked
    if agrees:
        asked.state, asked.answered_at = State.GIVEN, now
    elif asked.state == State.GIVEN:
        asked.state, asked.withdrawn_at = State.WITHDRAWN, now
    else:
        asked.state, asked.answered_at = State.REFUSED, now
    with because(_("The parent or guardian answered")):
        asked.save()
        if not agrees:
            leave_everything(Volunteer.objects.get(pk=asked.volunteer_id))
    notices.guardian_answered(asked)
    return asked
