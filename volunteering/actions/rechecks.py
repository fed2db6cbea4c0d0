"""Changes to what is live: at once where they only inform, after the centre's check where they change the promise."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices
from volunteering.actions import opportunities
from volunteering.models import Opportunity, ProposedChange
from volunteering.permissions import can_decide, can_post_for
from volunteering.states import NotAllowed, OpportunityState

MATTERS = ("title", "tasks", "from_home", "place", "postcode", "minimum_age", "checks", "questions")
"""What the centre vouches for: what one would do, where, who may, which check, and what people are asked."""
State = ProposedChange.State


@transaction.atomic
def change_live(*, opportunity, values, by):
    """An organisation changes a published opportunity. The public goes on seeing what was approved.

    What only informs (times, expenses, access, skills …) is written at once. What matters waits for the centre; a
    second change takes the place of the first.

    :param values: by field name what the form collected.
    :returns: the Opportunity, and the ProposedChange or None.
    :raises PermissionDenied: when `by` does not speak for its organisation.
    :raises NotAllowed: when it is not published.
    """
    opportunity = opportunities.locked(opportunity)
    if not can_post_for(by, opportunity.organisation):
        raise PermissionDenied
    if opportunity.state != OpportunityState.PUBLISHED:
        raise NotAllowed(_("This opportunity is not published now."))
    before = {name: getattr(opportunity, name) for name in MATTERS}
    proposed = {name: values[name] for name in MATTERS if name in values and values[name] != before[name]}
    with because(_("Changed what is live"), by=by):
        opportunities.write(opportunity, {**values, **before})
        change = _propose(opportunity, proposed, by)
    if change:
        notices.change_proposed(change)
    return opportunity, change


@transaction.atomic
def decide_change(*, change, accept, by, reason=""):
    """The centre accepts a change, which the public then sees, or does not, and says why.

    :raises PermissionDenied: when `by` is not a broker of its centre.
    :raises NotAllowed: when it was decided before, or a refusal has no reason.
    """
    opportunity = opportunities.locked(Opportunity(pk=change.opportunity_id))
    change = ProposedChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not can_decide(by, opportunity):
        raise PermissionDenied
    if change.state != State.WAITING:
        raise NotAllowed(_("This change has been decided already."))
    if not accept and not reason.strip():
        raise NotAllowed(_("Say why: the organisation reads your reason."))
    change.state = State.ACCEPTED if accept else State.REFUSED
    change.reason = "" if accept else reason.strip()
    change.decided_at = timezone.now()
    change.opportunity = opportunity
    with because(_("Decided about a change"), by=by):
        change.save()
        if accept:
            opportunities.write(opportunity, change.values)
    notices.change_decided(change)
    return change


def _propose(opportunity, proposed, by):
    """What waits from now on: the new change, or none where everything is as it was approved."""
    waiting = opportunity.proposed_changes.waiting().first()
    if waiting and (not proposed or proposed != waiting.values):
        waiting.state, waiting.decided_at = State.WITHDRAWN, timezone.now()
        waiting.save()
        waiting = None
    if waiting or not proposed:
        return None
    return ProposedChange.objects.create(opportunity=opportunity, values=proposed, proposed_by=by)
