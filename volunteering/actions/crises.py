"""The only writers of whether there is a crisis."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.caching import changed
from volunteering.models import Crisis, CrisisCall, Opportunity
from volunteering.pilot_permissions import can_raise_crisis
from volunteering.pilot_states import CrisisState, check_step
from volunteering.states import NotAllowed

ROOMS = ("crisis", "volunteering")
"""Of the pages that show whether there is a crisis."""
ONE_AT_A_TIME = 2_022_0001
"""Of the lock under which a crisis is raised."""


@transaction.atomic
def raise_crisis(*, crisis, by):
    """Put the crisis page up.

    :raises PermissionDenied: when `by` may not.
    :raises NotAllowed: when it was raised before, or another is on.
    """
    if not can_raise_crisis(by):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    crisis = Crisis.objects.select_for_update(of=("self",)).get(pk=crisis.pk)
    check_step(crisis.state, CrisisState.RAISED)
    other = Crisis.objects.published().first()
    if other is not None:
        raise NotAllowed(_("“%(other)s” is on now. Add to its page, or end it first.") % {"other": other})
    crisis.state, crisis.raised_at, crisis.raised_by = CrisisState.RAISED, timezone.now(), by
    return _saved(crisis, _("Raised"), by)


@transaction.atomic
def end_crisis(*, crisis, by):
    """Take the crisis page down.

    :raises PermissionDenied: when `by` may not.
    :raises NotAllowed: when it is not on.
    """
    if not can_raise_crisis(by):
        raise PermissionDenied
    crisis = Crisis.objects.select_for_update(of=("self",)).get(pk=crisis.pk)
    check_step(crisis.state, CrisisState.OVER)
    crisis.state, crisis.over_at = CrisisState.OVER, timezone.now()
    return _saved(crisis, _("Ended"), by)


@transaction.atomic
def call_for_help(*, crisis, opportunity, urgency, needed, by):
    """Put an opportunity on the page of a crisis, before it is raised or while it is on.

    :param urgency: of CrisisCall.Urgency.
    :param needed: what is needed, in the words that people read.
    :returns: the CrisisCall.
    :raises PermissionDenied: when `by` may not.
    :raises NotAllowed: when the crisis is over, or the opportunity is not on the public list or is a call already.
    """
    if not can_raise_crisis(by):
        raise PermissionDenied
    crisis = Crisis.objects.select_for_update(of=("self",)).get(pk=crisis.pk)
    if crisis.state == CrisisState.OVER:
        raise NotAllowed(_("This crisis is over: prepare a new page."))
    if not Opportunity.objects.published().filter(pk=opportunity.pk).exists():
        raise NotAllowed(_("This opportunity is not on the public list any more."))
    if crisis.calls.filter(opportunity=opportunity).exists():
        raise NotAllowed(_("This opportunity is on the page already: change its call there."))
    with because(_("Called for help"), by=by):
        call = CrisisCall.objects.create(crisis=crisis, opportunity=opportunity, urgency=urgency, needed=needed.strip())
    _saved(crisis, _("Called for help"), by)
    return call


def _saved(crisis, why, by):
    crisis.changed_at = timezone.now()
    with because(why, by=by):
        crisis.save()
    changed(*ROOMS)
    return crisis
