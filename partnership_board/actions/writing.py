"""What every action does alike: ask who acts, lock, look at the state, save and say why."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board.states import can_follow


class NotAllowed(PermissionDenied):
    """This person may not do that. Nothing was changed; a page that lets it through answers 403."""


def check_actor(may, sentence=""):
    if not may:
        raise NotAllowed(sentence or _("Only a board officer may do that."))


def locked(model, thing):
    return model.objects.select_for_update(of=("self",)).get(pk=thing.pk)


def check(table, thing, state):
    if not can_follow(table, thing.state, state):
        raise ValidationError(
            _("This is “%(now)s”, so it cannot become “%(wanted)s”. Load the page again to see what changed.")
            % {"now": thing.get_state_display(), "wanted": state.label},
            code="state",
        )


def save(thing, fields, reason, by):
    with because(reason, by=by):
        thing.save(update_fields=fields)
    return thing
