"""From an organisation's draft to the public list and off it again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from kentcivil.geography.places import locate
from volunteering import notices
from volunteering.actions.sessions import cancel_what_is_left
from volunteering.models import Opportunity, VolunteerCentre
from volunteering.permissions import can_close, can_decide, can_edit, can_post_for
from volunteering.states import WRITABLE, NotAllowed, OpportunityState, check_move

LISTS = ("skills", "causes")
# Addresses under /volunteering/ that are not opportunities.
TAKEN = {"pilot", "confirm", "guardian", "crisis", "suggestions"}


@transaction.atomic
def post_opportunity(*, organisation, values, by):
    """Write a new draft.

    :param values: by field name what the form collected; `skills` and `causes` are iterables of rows.
    :returns: the Opportunity.
    :raises PermissionDenied: when `by` does not speak for the organisation.
    :raises NotAllowed: when no volunteer centre works in its district.
    :raises kentcivil.geography.places.UnknownPlace: for a postcode that is not in Kent or Medway.
    """
    if not can_post_for(by, organisation):
        raise PermissionDenied
    opportunity = Opportunity(organisation=organisation, posted_by=by)
    opportunity.slug = _free_slug(values["title"])
    _write(opportunity, values)
    opportunity.centre = _centre_for(opportunity)
    with because(_("Posted as a draft"), by=by):
        opportunity.save()
        _write_lists(opportunity, values)
    return opportunity


@transaction.atomic
def change_opportunity(*, opportunity, values, by):
    """Change what an opportunity says.

    While the text is still its organisation's, moving it to another district moves it to that district's centre.

    :raises PermissionDenied: when `by` may not change it (any more).
    :raises NotAllowed, UnknownPlace: as for :func:`post_opportunity`.
    """
    opportunity = locked(opportunity)
    if not can_edit(by, opportunity):
        raise PermissionDenied
    _write(opportunity, values)
    if opportunity.state in WRITABLE:
        opportunity.centre = _centre_for(opportunity)
    with because(_("Changed the text"), by=by):
        opportunity.save()
        _write_lists(opportunity, values)
    return opportunity


@transaction.atomic
def submit_opportunity(*, opportunity, by):
    """Hand a draft, or one that was returned, to the volunteer centre.

    :raises PermissionDenied: when `by` does not speak for its organisation.
    :raises NotAllowed: when it is not a draft, or has no place to be, or its last day is over.
    """
    opportunity = locked(opportunity)
    if not can_post_for(by, opportunity.organisation):
        raise PermissionDenied
    check_move(opportunity.state, OpportunityState.WAITING)
    _check_offered(opportunity)
    opportunity.state = OpportunityState.WAITING
    opportunity.returned_because = ""
    opportunity.submitted_at = timezone.now()
    with because(_("Handed to the volunteer centre"), by=by):
        opportunity.save()
    notices.opportunity_submitted(opportunity)
    return opportunity


@transaction.atomic
def publish_opportunity(*, opportunity, by):
    """Put an opportunity that waits on the public list.

    :raises PermissionDenied: when `by` is not a broker of its centre.
    :raises NotAllowed: when it does not wait, or its last day is over.
    """
    opportunity = locked(opportunity)
    if not can_decide(by, opportunity):
        raise PermissionDenied
    check_move(opportunity.state, OpportunityState.PUBLISHED)
    _check_offered(opportunity)
    opportunity.state = OpportunityState.PUBLISHED
    opportunity.published_at = timezone.now()
    with because(_("Checked and published"), by=by):
        opportunity.save()
    notices.opportunity_published(opportunity)
    return opportunity


@transaction.atomic
def return_opportunity(*, opportunity, reason, by):
    """Give an opportunity back to its organisation with a reason; a published one leaves the public list.

    :raises PermissionDenied: when `by` is not a broker of its centre.
    :raises NotAllowed: without a reason, or when it is neither waiting nor published.
    """
    opportunity = locked(opportunity)
    if not can_decide(by, opportunity):
        raise PermissionDenied
    if not reason.strip():
        raise NotAllowed(_("Say what should be changed: the organisation reads your reason."))
    check_move(opportunity.state, OpportunityState.RETURNED)
    opportunity.state = OpportunityState.RETURNED
    opportunity.returned_because = reason.strip()
    with because(_("Returned for changes"), by=by):
        opportunity.save()
    notices.opportunity_returned(opportunity)
    return opportunity


@transaction.atomic
def close_opportunity(*, opportunity, by):
    """Take an opportunity off the list for good. It stays in the record, as do those who asked about it.

    Sessions still to come are cancelled, and those who have a place are told.

    :raises PermissionDenied: when `by` is neither of its organisation nor of its centre.
    :raises NotAllowed: when it is closed already.
    """
    opportunity = locked(opportunity)
    if not can_close(by, opportunity):
        raise PermissionDenied
    check_move(opportunity.state, OpportunityState.CLOSED)
    opportunity.state = OpportunityState.CLOSED
    opportunity.closed_at = timezone.now()
    with because(_("Closed"), by=by):
        opportunity.save()
        cancel_what_is_left(opportunity, _("The organisation has closed this opportunity."))
    return opportunity


def locked(opportunity):
    """An opportunity's row, locked and read anew."""
    return (
        Opportunity.objects.select_for_update(of=("self",))
        .select_related("organisation", "centre__organisation", "district")
        .get(pk=opportunity.pk)
    )


def write(opportunity, values):
    """Write some of what an opportunity says, its lists among them; the caller holds its row and says who and why.

    :raises kentcivil.geography.places.UnknownPlace: for a postcode that is not in Kent or Medway.
    """
    _write(opportunity, values)
    opportunity.save()
    _write_lists(opportunity, values)


def _write(opportunity, values):
    for name, value in values.items():
        if name not in LISTS:
            setattr(opportunity, name, value)
    opportunity.district = opportunity.latitude = opportunity.longitude = None
    if opportunity.postcode:
        place = locate(opportunity.postcode)
        opportunity.postcode = place.asked or place.label
        opportunity.district = place.district
        opportunity.latitude, opportunity.longitude = place.latitude, place.longitude
    if opportunity.pattern == Opportunity.Pattern.ONE_OFF and opportunity.ends_on is None:
        opportunity.ends_on = opportunity.starts_on


def _write_lists(opportunity, values):
    for name in LISTS:
        if name in values:
            getattr(opportunity, name).set(values[name])


def _centre_for(opportunity):
    district = opportunity.district or opportunity.organisation.district
    centre = VolunteerCentre.objects.serving(district).first() if district else None
    if centre is None:
        raise NotAllowed(
            _("No volunteer centre works in %(district)s yet. Write to us and we will find one for you.")
            % {"district": district or _("your district")}
        )
    return centre


def _check_offered(opportunity):
    if not opportunity.from_home and opportunity.district is None:
        raise NotAllowed(_("Say where it is, or that it can be done from home."))
    if opportunity.is_past:
        raise NotAllowed(_("Its last day is over. Change the dates first."))


def _free_slug(title):
    """An address made from the title; a few random letters make it different where the title is not new."""
    slug = slugify(title)[:100].strip("-") or "opportunity"
    if slug not in TAKEN and not Opportunity.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(6, 'bcdfghjkmnpqrstvwxz23456789')}"
