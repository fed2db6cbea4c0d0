"""What a broker does with an enquiry besides moving it along: notes, who has it in hand, other centres."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from volunteering import notices_of_desk as notices
from volunteering.actions.enquiries import keep_until
from volunteering.models import Enquiry, Note, Opportunity, SharedOpportunity, Transfer, VolunteerCentre
from volunteering.permissions import can_decide, can_work_on
from volunteering.states import EnquiryState, NotAllowed


@transaction.atomic
def add_note(*, enquiry, text, by):
    """Write something down about an enquiry, for the brokers of the centre that has it.

    :returns: the Note.
    :raises PermissionDenied: when `by` is not a broker of the centre that has it.
    :raises NotAllowed: when there is nothing to write, or the person's details are erased.
    """
    enquiry = _locked(enquiry, by)
    if not text.strip():
        raise NotAllowed(_("Write something in the note."))
    if enquiry.erased_at is not None:
        raise NotAllowed(_("This person’s details are erased; nothing more is written about them."))
    with because(_("Wrote a note"), by=by):
        return Note.objects.create(enquiry=enquiry, by=by, text=text.strip())


@transaction.atomic
def take_on(*, enquiry, broker, by):
    """Say which broker has an enquiry in hand; they are the one who is reminded.

    :raises PermissionDenied: when `by` is not a broker of the centre that has it.
    :raises NotAllowed: when `broker` is none of its brokers, or the enquiry is over.
    """
    enquiry = _locked(enquiry, by)
    if enquiry.over:
        raise NotAllowed(_("This enquiry is over; nobody needs to have it in hand."))
    if not broker.is_active or not enquiry.centre.brokers.filter(pk=broker.pk).exists():
        raise NotAllowed(_("Choose somebody who works for this centre."))
    enquiry.broker = broker
    with because(_("Took it on"), by=by):
        enquiry.save(update_fields=["broker"])
    return enquiry


@transaction.atomic
def hand_over(*, enquiry, to, reason, by):
    """Give an enquiry to another centre of the network. The person is told; this centre sees it no longer.

    It arrives without a broker and without a next step, so it is the first on the other centre's list.

    :param to: a VolunteerCentre.
    :param reason: a Transfer.Reason.
    :returns: the Transfer.
    :raises PermissionDenied: when `by` is not a broker of the centre that has it.
    :raises NotAllowed: when the enquiry is over, the other centre is the same or closed, or no reason is given.
    """
    enquiry = _locked(enquiry, by)
    if enquiry.over:
        raise NotAllowed(_("This enquiry is over; there is nothing to hand over."))
    if to.pk == enquiry.centre_id or not VolunteerCentre.objects.published().filter(pk=to.pk).exists():
        raise NotAllowed(_("Choose another centre of the network that is open."))
    if reason not in Transfer.Reason.values:
        raise NotAllowed(_("Say why you hand it over."))
    transfer = Transfer(enquiry=enquiry, from_centre=enquiry.centre, to_centre=to, reason=reason, by=by)
    enquiry.centre, enquiry.broker = to, None
    enquiry.next_step, enquiry.next_step_on = "", None
    with because(_("Handed over to another centre"), by=by):
        enquiry.save()
        transfer.save()
    notices.handed_over(transfer)
    return transfer


@transaction.atomic
def share_opportunity(*, opportunity, centres, by):
    """Say which other centres may put their own people forward for an opportunity.

    :param centres: VolunteerCentres; those that are not among them any more lose it.
    :raises PermissionDenied: when `by` is not a broker of its centre.
    :raises NotAllowed: when it is not on the public list, or one of the centres is its own or closed.
    """
    opportunity = Opportunity.objects.select_for_update(of=("self",)).select_related("centre").get(pk=opportunity.pk)
    if not can_decide(by, opportunity):
        raise PermissionDenied
    wanted = {centre.pk for centre in centres}
    possible = VolunteerCentre.objects.published().exclude(pk=opportunity.centre_id)
    if wanted - set(possible.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise NotAllowed(_("Choose other centres of the network that are open."))
    if wanted and not Opportunity.objects.published().filter(pk=opportunity.pk).exists():
        raise NotAllowed(_("Only what is on the public list can be shared."))
    had = set(opportunity.shares.values_list("centre", flat=True))
    with because(_("Shared with other centres"), by=by):
        opportunity.shares.filter(centre__in=had - wanted).delete()
        for centre in sorted(wanted - had):
            SharedOpportunity.objects.create(opportunity=opportunity, centre_id=centre, by=by)
    return opportunity


@transaction.atomic
def put_forward(*, enquiry, opportunity, by):
    """Put a person forward for something else: of the centre's own, or of a centre that shares it.

    The person stays with the centre they know; the first enquiry stays as it is.

    :returns: the new Enquiry, contacted, with `by` as its broker.
    :raises PermissionDenied: when `by` is not a broker of the centre that has the person.
    :raises NotAllowed: when it is neither the centre's nor shared with it, is not offered, the person is too young
        or has asked about it before, or the first enquiry is over or erased.
    """
    enquiry = _locked(enquiry, by)
    if enquiry.erased_at is not None or enquiry.over:
        raise NotAllowed(_("This enquiry is over. Ask the person to register again."))
    offered = Opportunity.objects.published().select_for_update(of=("self",), no_key=True)
    opportunity = offered.open_to_people_of(enquiry.centre).filter(pk=opportunity.pk).first()
    if opportunity is None:
        raise NotAllowed(_("This is not on offer, or not shared with your centre."))
    if enquiry.age == Enquiry.Age.YOUNG and opportunity.minimum_age >= 18:
        raise NotAllowed(_("They need to be 18 or over for this."))
    same = Enquiry.objects.alias(address=Lower("email")).filter(
        opportunity=opportunity, address=enquiry.email.lower(), erased_at__isnull=True
    )
    if same.exclude(state=EnquiryState.LEFT).exists():
        raise NotAllowed(_("They have asked about this already."))
    now = timezone.now()
    with because(_("Put forward for something else"), by=by):
        return Enquiry.objects.create(
            opportunity=opportunity,
            centre=enquiry.centre,
            user=enquiry.user,
            name=enquiry.name,
            email=enquiry.email,
            telephone=enquiry.telephone,
            age=enquiry.age,
            consent_wording=enquiry.consent_wording,
            consented_at=enquiry.consented_at,
            state=EnquiryState.CONTACTED,
            broker=by,
            confirmed_at=now,
            contacted_at=now,
            moved_at=now,
            keep_until=keep_until(EnquiryState.CONTACTED, now),
        )


def _locked(enquiry, by):
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("centre", "opportunity").get(pk=enquiry.pk)
    if enquiry.state == EnquiryState.UNCONFIRMED or not can_work_on(by, enquiry):
        raise PermissionDenied
    return enquiry
