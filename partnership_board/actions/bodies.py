"""What bodies work by."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import permissions
from partnership_board.actions.writing import check_actor, locked
from partnership_board.models import Body, TermsOfReference


@transaction.atomic
def adopt_terms(*, body, starts_on, by, **said):
    """Add the next version of a body's terms of reference.

    :param starts_on: the first date it is in force; later than that of the version before.
    :param said: the other fields of TermsOfReference.
    :raises ValidationError: when the version before starts on that day or later.
    """
    check_actor(permissions.can_manage_bodies(by))
    body = locked(Body, body)
    latest = body.terms.first()
    if latest and latest.starts_on >= starts_on:
        raise ValidationError(
            _("Version %(number)s is in force from %(day)s: the next one starts on a later day.")
            % {"number": latest.number, "day": f"{latest.starts_on:%-d %B %Y}"}
        )
    with because("Terms of reference adopted", by=by):
        return TermsOfReference.objects.create(
            body=body, number=latest.number + 1 if latest else 1, starts_on=starts_on, **said
        )
