"""The only writer of how far a district has come on the roll-out board."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.caching import changed
from volunteering.models import RollOut
from volunteering.pilot_permissions import can_move_roll_out
from volunteering.pilot_states import RollOutStage, check_step
from volunteering.states import NotAllowed


@transaction.atomic
def move_district(*, district, to, by, centre=None, next_step="", next_step_on=None):
    """Say how far a district has come, and what comes next.

    :param to: a RollOutStage. The stage it has already keeps its day, and changes the rest.
    :param centre: the VolunteerCentre that is to serve it; None keeps the one it has.
    :returns: the RollOut.
    :raises PermissionDenied: when `by` does not look after the network.
    :raises NotAllowed: when the stage may not follow, one of step and day is missing, or a district is to be running
        without an open centre that serves it.
    """
    if not can_move_roll_out(by):
        raise PermissionDenied
    row, _made = RollOut.objects.get_or_create(district=district, defaults={"since": timezone.localdate()})
    row = RollOut.objects.select_for_update(of=("self",)).get(pk=row.pk)
    to = RollOutStage(to)
    if to != row.stage:
        check_step(row.stage, to)
        row.stage, row.since = to, timezone.localdate()
    row.centre = centre or row.centre
    serves = row.centre is not None and row.centre.open and row.centre.districts.filter(pk=district.pk).exists()
    if to == RollOutStage.RUNNING and not serves:
        raise NotAllowed(_("A district is running once an open volunteer centre serves it: choose the centre."))
    next_step = next_step.strip()
    if bool(next_step) != bool(next_step_on):
        raise NotAllowed(_("Give the next step and its date, or neither."))
    row.next_step, row.next_step_on = next_step, next_step_on
    with because(_("Moved on the roll-out board"), by=by):
        row.save()
    changed("pilot")
    return row
