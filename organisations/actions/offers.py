"""What an organisation offers: its people keep the times, the cost and the place true, and visitors see it at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import permissions
from organisations.actions.writing import announce, locked, place_of
from organisations.models import Service
from organisations.states import NotAllowed

SERVICE_FIELDS = (
    *("name", "description", "who_for", "when", "cost", "cost_note", "joining", "joining_note", "minimum_age"),
    *("maximum_age", "place_name", "address", "postcode", "getting_there", "access_needs", "is_running"),
)


@transaction.atomic
def write_service(*, by, organisation, service=None, **fields):
    """Add a service, or change what one says. A new postcode sets where it is.

    :param service: the one to change, or None for a new one.
    :raises NotAllowed: when `by` may not edit the entry, or the service is another's.
    :raises ValueError: for a field that may not be written here.
    """
    organisation = locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot change this entry."))
    if unknown := set(fields) - set(SERVICE_FIELDS):
        raise ValueError(f"Not to be written here: {', '.join(sorted(unknown))}.")
    if service is None:
        service = Service(organisation=organisation)
    else:
        service = Service.objects.select_for_update().get(pk=service.pk)
        if service.organisation_id != organisation.pk:
            raise NotAllowed(_("This is offered by another organisation."))
    if "postcode" in fields and fields["postcode"] != service.postcode:
        for field, value in place_of(fields["postcode"]).items():
            setattr(service, field, value)
    for field, value in fields.items():
        setattr(service, field, value)
    with because("Service written", by=by):
        service.save()
    announce(organisation)
    return service
