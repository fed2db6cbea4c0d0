"""Who speaks for an organisation: owners and editors."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentcivil.audit.history import because
from organisations import notices, permissions
from organisations.actions.writing import locked
from organisations.models import Membership
from organisations.states import NotAllowed

OWNER_FIRST = gettext_lazy(
    "Choose another owner first: an entry needs one. You can make a colleague an owner, or invite one."
)


@transaction.atomic
def add_member(*, by, organisation, user, role=Membership.Role.EDITOR):
    """Let somebody speak for the organisation, or change what they may do.

    :raises NotAllowed: when `by` is neither an owner nor an officer, or the last owner would go.
    """
    organisation = locked(organisation)
    if not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if role not in Membership.Role.values:
        raise ValueError(f"There is no role {role!r}.")
    if role != Membership.Role.OWNER:
        _keep_an_owner(organisation, without=user)
    with because("Member added", by=by):
        membership, _new = Membership.objects.update_or_create(
            organisation=organisation, user=user, defaults={"role": role}
        )
    return membership


@transaction.atomic
def hand_over(*, by, organisation, to):
    """An owner makes a colleague the owner in their place, and stays on as an editor.

    :raises NotAllowed: when `by` is no owner, or `to` does not look after the entry.
    """
    organisation = locked(organisation)
    if not permissions.is_owner(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can hand it over."))
    if by == to or not permissions.is_member(to, organisation):
        raise NotAllowed(_("Choose a colleague who looks after the entry with you. You can invite one."))
    with because("Handed over", by=by):
        organisation.memberships.filter(user=to).update(role=Membership.Role.OWNER)
        organisation.memberships.filter(user=by).update(role=Membership.Role.EDITOR)
    notices.handed_over(organisation, by, to)


@transaction.atomic
def remove_member(*, by, organisation, user):
    """Take somebody off; anybody may take off themselves. The last owner stays until there is another."""
    organisation = locked(organisation)
    if by != user and not permissions.can_manage_members(by, organisation):
        raise NotAllowed(_("Only an owner of the entry can choose who looks after it."))
    if not permissions.is_officer(by):
        _keep_an_owner(organisation, without=user)
    with because("Member removed", by=by):
        gone, _kinds = Membership.objects.filter(organisation=organisation, user=user).delete()
    if gone and by != user:
        notices.taken_off(organisation, user)


def _keep_an_owner(organisation, *, without):
    if permissions.is_last_owner(without, organisation):
        raise NotAllowed(str(OWNER_FIRST))
