"""The register of interests, and what members did about an interest at an item."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.actions.minutes import begun, keep_version
from partnership_board.actions.writing import check_actor, locked, save
from partnership_board.models import Declaration, Interest, Meeting

ONESELF = "Only the person themselves or a board officer may change the register."


@transaction.atomic
def register_interest(*, person, kind, description, by, organisation=None):
    """Add a line to the register, from today on.

    :raises NotAllowed: for anybody but the person and board officers.
    :raises ValidationError: without a description.
    """
    check_actor(permissions.can_register_interests(by, person), _(ONESELF))
    if not description.strip():
        raise ValidationError(_("Say what the interest is."))
    with because("Interest registered", by=by):
        return Interest.objects.create(
            person=person, kind=kind, description=description.strip(), organisation=organisation, registered_by=by
        )


@transaction.atomic
def end_interest(*, interest, by):
    """Take a line out of the register from today on; on earlier dates it still stands there.

    :raises NotAllowed: for anybody but the person and board officers.
    :raises ValidationError: when it was ended already.
    """
    check_actor(permissions.can_register_interests(by, interest.person), _(ONESELF))
    interest = locked(Interest, interest)
    if interest.ended_on is not None:
        raise ValidationError(_("This interest was ended already."), code="state")
    interest.ended_on = timezone.localdate()
    return save(interest, ["ended_on"], "Interest ended", by)


@transaction.atomic
def record_declaration(*, item, person, what, conduct, by, interest=None):
    """Record that somebody declared an interest at an item, and what they did then.

    :param conduct: a Declaration.Conduct.
    :param interest: the line of the register that it is about, or None.
    :raises ValidationError: before the meeting has begun, when they declared one at this item already, or when the
        minutes are approved.
    """
    check_actor(permissions.can_manage_minutes(by))
    meeting = locked(Meeting, item.meeting)
    minutes = begun(meeting)
    declaration = Declaration(item=item, person=person, what=what.strip(), conduct=conduct, interest=interest)
    declaration.full_clean(exclude=["item", "person", "interest"])
    with because("Declaration of interest recorded", by=by):
        declaration.save()
        keep_version(minutes)
    return declaration
