"""Checks that a broker has seen, and concerns for the one person who is named to read them."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices_of_people as notices
from volunteering.models import Concern, SafeguardingCheck, SafeguardingLead
from volunteering.permissions import is_broker_of
from volunteering.states import NotAllowed

LONGEST = timedelta(days=3 * 366)
"""A check says nothing about what happened after it: three years is the adopted practice for asking for a new one."""
CONCERNS_KEPT = timedelta(days=6 * 366)
"""After it is closed; adopted practice, for the council to confirm."""


@transaction.atomic
def note_check(*, volunteer, kind, seen_on, expires_on, by):
    """Write down that one has seen a check: never a copy, never its number. A newer one replaces the older.

    :param kind: a SafeguardingCheck.Kind.
    :raises PermissionDenied: when `by` is not a broker of the centre that looks after the person.
    :raises NotAllowed: for a day of seeing that is to come, or an end that is over, or too far away.
    """
    if volunteer.centre is None or not is_broker_of(by, volunteer.centre):
        raise PermissionDenied
    check_days(seen_on, expires_on)
    with because(_("Saw a check"), by=by):
        check, _new = SafeguardingCheck.objects.update_or_create(
            volunteer=volunteer,
            kind=kind,
            defaults={"seen_on": seen_on, "seen_by": by, "expires_on": expires_on},
        )
    return check


def check_days(seen_on, expires_on):
    """:raises NotAllowed: with a sentence, for days that cannot be."""
    today = timezone.localdate()
    if seen_on > today:
        raise NotAllowed(_("The day on which you saw it cannot be in the future."))
    if expires_on <= today:
        raise NotAllowed(_("This check does not count any more. Ask for a new one."))
    if expires_on > seen_on + LONGEST:
        raise NotAllowed(_("A check counts for at most three years from the day you saw it."))


@transaction.atomic
def remove_check(*, check, by):
    """Take a note of a check away, such as one written down for the wrong person.

    :raises PermissionDenied: when `by` is not a broker of the centre that looks after the person.
    """
    if check.volunteer.centre is None or not is_broker_of(by, check.volunteer.centre):
        raise PermissionDenied
    with because(_("Removed the note of a check"), by=by):
        check.delete()


@transaction.atomic
def delete_what_is_out_of_time():
    """Delete notes of checks and concerns whose day has come.

    :returns: how many went.
    """
    with because(_("Kept no longer than needed")):
        checks, _kinds = SafeguardingCheck.objects.out_of_time().delete()
        concerns, _kinds = Concern.objects.filter(closed_at__lt=timezone.now() - CONCERNS_KEPT).delete()
    return checks + concerns


@transaction.atomic
def raise_concern(*, text, page="", name="", contact="", centre=None):
    """Pass a worry about somebody's safety to the named lead of a centre, or of the county where the centre has none.

    Anybody may, without an account and without a name; so nobody is named in the history either.

    :param page: the path of the page it was raised from.
    :returns: the Concern.
    :raises NotAllowed: when no lead is named anywhere; whoever asks must be told to ring instead.
    """
    leads = SafeguardingLead.objects.filter(user__is_active=True).select_related("user")
    lead = leads.filter(centre=centre).first() if centre else None
    lead = lead or leads.filter(centre__isnull=True).first()
    if lead is None:
        raise NotAllowed(
            _("Nobody is named to read this at the moment, so we have not kept it. If somebody is in danger, ring 999.")
        )
    with because(_("Raised a concern")):
        concern = Concern.objects.create(lead=lead, text=text, page=page[:300], name=name, contact=contact)
    notices.concern_raised(concern)
    return concern


@transaction.atomic
def close_concern(*, concern, outcome, by):
    """Write down what was done. Only the lead whom it reached may.

    :raises PermissionDenied: for anybody else, administrators among them.
    :raises NotAllowed: without an outcome, or when it is closed already.
    """
    concern = Concern.objects.select_for_update(of=("self",)).select_related("lead").get(pk=concern.pk)
    if concern.lead.user_id != by.pk or not by.is_active:
        raise PermissionDenied
    if concern.closed_at:
        raise NotAllowed(_("This is closed already."))
    if not outcome.strip():
        raise NotAllowed(_("Write down what was done."))
    concern.outcome, concern.closed_at = outcome.strip(), timezone.now()
    with because(_("Closed a concern"), by=by):
        concern.save()
    return concern
