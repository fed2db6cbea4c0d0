"""Starting an entry, and changing what it says."""

from django.db import transaction
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from organisations import permissions, trust
from organisations.actions.proposals import propose
from organisations.actions.writing import announce, free_slug, locked, write
from organisations.models import Identifier, Membership, Organisation
from organisations.states import NotAllowed, Status


@transaction.atomic
def register(*, by, name, charity_number="", reason="", **fields):
    """Start an entry. A directory officer starts a draft; anybody else becomes its owner, and it waits for an officer.

    :param charity_number: under which the register of charities knows it, or "".
    :param reason: for the history; a plain sentence, without personal data.
    :param fields: further fields of the entry, as in :func:`edit`.
    :raises NotAllowed: when an entry has this charity number already.
    :raises ValueError: for a field that may not be written.
    """
    officer = permissions.is_officer(by)
    if charity_number and Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY, number=charity_number).exists():
        raise NotAllowed(_("An entry has this charity number already."))
    with because(reason or "Entry started", by=by):
        organisation = Organisation.objects.create(
            name=name, slug=free_slug(name), status=Status.DRAFT if officer else Status.PENDING
        )
        if not officer:
            Membership.objects.create(organisation=organisation, user=by, role=Membership.Role.OWNER)
        if charity_number:
            Identifier.objects.create(
                organisation=organisation, scheme=Identifier.Scheme.CHARITY, number=charity_number
            )
        write(organisation, {"name": name, **fields})
    return organisation


@transaction.atomic
def edit(*, by, organisation, reason="", **fields):
    """Change what an entry says. What a person wrote is from then on left alone by imports.

    What members write in the fields of :data:`organisations.trust.WAITING` of an entry that the public sees waits for
    an officer, as the entry's one waiting :class:`~organisations.models.Proposal`; the rest goes live at once.

    A new postcode that is known sets where the entry is based; one that is not leaves it without a place on the map.

    :param reason: for the history; a plain sentence, without personal data.
    :param fields: fields of the entry; themes, beneficiaries and districts_served take the whole new list.
    :raises NotAllowed: when `by` may not edit it.
    :raises ValueError: for a field that may not be written here.
    """
    organisation = locked(organisation)
    if not permissions.can_edit(by, organisation):
        raise NotAllowed(_("You cannot change this entry."))
    waiting = {}
    if organisation.is_published and not permissions.is_officer(by):
        fields, waiting = trust.parted(fields)
    with because(reason or "Entry edited", by=by):
        write(organisation, fields)
        if waiting:
            propose(by=by, organisation=organisation, fields=waiting)
    announce(organisation)
    return organisation
