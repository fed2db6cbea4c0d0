"""A volunteer's account: opened, changed, and erased so that only what is counted is left."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import consent
from volunteering.actions import guardians, locks
from volunteering.actions.enquiries import erase_enquiries_of
from volunteering.actions.places import leave_everything
from volunteering.models import Consent, Volunteer, VolunteerCentre
from volunteering.models.volunteers import new_calendar_key
from volunteering.states import NotAllowed

YOUNGEST = 13
"""Years: below this age the law asks a parent to agree for any online account (UK GDPR, article 8)."""
OLDEST = 120
LISTS = ("interests", "skills")
WRITABLE = ("telephone", "district", "times", "access_needs", "emergency_name", "emergency_telephone")


@transaction.atomic
def open_account(*, by, values, purposes=(), guardian_name="", guardian_email=""):
    """Become a volunteer. Whoever is under 18 names a parent or guardian, who is asked by email.

    :param values: born_on, and any of the fields that a person may change later.
    :param purposes: the Consent.Purpose values that the person said yes to.
    :returns: the Volunteer; the one there is, where they have an account already.
    :raises NotAllowed: for a birthday that cannot be, or an age under 13, or a young person without a guardian.
    """
    # Two clicks at once open one account.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    known = Volunteer.objects.of(by).first()
    if known:
        return known
    check_birthday(values["born_on"])
    volunteer = Volunteer(user=by, born_on=values["born_on"])
    with because(_("Opened a volunteer’s account"), by=by):
        _write(volunteer, values, purposes)
        if volunteer.is_young_on(timezone.localdate()):
            guardians.ask_guardian(by=by, name=guardian_name, email=guardian_email)
    return volunteer


@transaction.atomic
def change_account(*, by, values, purposes):
    """Change what one has told the portal, and what one agrees to. The birthday is changed by the centre alone.

    :raises PermissionDenied: for somebody without an account.
    """
    volunteer = locks.the_person(by)
    with because(_("Changed their account"), by=by):
        _write(volunteer, values, purposes)
    return volunteer


@transaction.atomic
def renew_calendar(*, by):
    """Give the calendar a new private address; the old one stops working.

    :raises PermissionDenied: for somebody without an account.
    """
    volunteer = locks.the_person(by)
    volunteer.calendar_key = new_calendar_key()
    with because(_("New calendar address"), by=by):
        volunteer.save(update_fields=["calendar_key"])
    return volunteer


@transaction.atomic
def erase_volunteer(*, volunteer, by):
    """Close a volunteer's account and erase the person from it. What is counted stays: places, and confirmed time.

    Places to come go to the next in line. A sign-in cannot be deleted while an account hangs on it, so that whoever
    erases a person comes through here first.

    :param by: the person, or whoever erases people for the portal; None for a task.
    :raises PermissionDenied: when `by` is somebody else without that right.
    """
    if by is not None and by.pk != volunteer.user_id and not by.is_superuser:
        raise PermissionDenied
    volunteer = Volunteer.objects.select_for_update(of=("self",)).get(pk=volunteer.pk)
    if volunteer.erased_at:
        return volunteer
    with because(_("Account closed, details erased"), by=by):
        leave_everything(volunteer)
        erase_enquiries_of(volunteer.user)
        for theirs in ("consents", "guardian_consents", "checks", "references"):
            getattr(volunteer, theirs).all().delete()
        volunteer.hours.filter(confirmed_minutes__isnull=True).delete()
        volunteer.hours.update(note="")
        volunteer.places.update(answers=[])
        for name in LISTS:
            getattr(volunteer, name).clear()
        volunteer.user = volunteer.born_on = volunteer.district = None
        volunteer.telephone = volunteer.access_needs = volunteer.emergency_name = volunteer.emergency_telephone = ""
        volunteer.times, volunteer.calendar_key = [], new_calendar_key()
        volunteer.erased_at = timezone.now()
        volunteer.save()
    return volunteer


def check_birthday(born_on):
    """:raises NotAllowed: with a sentence, for a birthday in the future, or an age at which nobody opens an account."""
    today = timezone.localdate()
    if born_on > today:
        raise NotAllowed(_("Your date of birth must be in the past."))
    age = Volunteer(born_on=born_on).age_on(today)
    if age > OLDEST:
        raise NotAllowed(_("Check the year of your date of birth."))
    if age < YOUNGEST:
        raise NotAllowed(
            _("You need to be 13 to have an account. Ask a parent to write to the volunteer centre with you.")
        )


def _write(volunteer, values, purposes):
    for name in WRITABLE:
        if name in values:
            setattr(volunteer, name, values[name])
    volunteer.centre = VolunteerCentre.objects.serving(volunteer.district).first() if volunteer.district else None
    volunteer.save()
    for name in LISTS:
        if name in values:
            getattr(volunteer, name).set(values[name])
    _write_consents(volunteer, set(purposes))


def _write_consents(volunteer, wanted):
    in_force = volunteer.consents.filter(withdrawn_at__isnull=True)
    in_force.exclude(purpose__in=wanted).update(withdrawn_at=timezone.now())
    given = set(in_force.values_list("purpose", flat=True))
    for purpose in sorted(wanted - given):
        Consent.objects.create(volunteer=volunteer, purpose=purpose, wording=consent.CURRENT)
