"""Taking personal values out of the history when a person is erased, without erasing what they did."""

import pgtrigger
from django.db import transaction

from kentcivil.audit.models import Purge


@transaction.atomic
def purge(model, pk, fields, *, reason, by=None):
    """Blank some fields in every line of one thing's history, and leave the fact that this was done.

    The only way past the triggers that refuse any change of the history. The thing itself is not touched, and may be
    gone already.

    :param model: the recorded model class.
    :param pk: the number of the thing.
    :param fields: names of the fields to blank: to null where they may be null, otherwise to an empty text.
    :param reason: why, in a plain sentence without personal data.
    :param by: the User who does it, or None for a task.
    :returns: the Purge.
    :raises ValueError: for a field that the history does not keep, or that cannot be blanked.
    """
    events = model.pgh_event_model
    blanks = {name: _blank(events, name) for name in fields}
    with pgtrigger.ignore(f"{events._meta.label}:append_only"):
        lines = events.objects.filter(pgh_obj_id=pk).update(**blanks)
    return Purge.objects.create(
        model=model._meta.label,
        thing=str(pk),
        fields=sorted(fields),
        lines=lines,
        reason=reason,
        by=by.pk if by else None,
    )


def _blank(events, name):
    field = {field.name: field for field in events._meta.concrete_fields}.get(name)
    if field is None or name.startswith("pgh_"):
        raise ValueError(f"The history of {events.pgh_tracked_model._meta.label} does not keep a field {name}.")
    if field.null:
        return None
    if not field.empty_strings_allowed:
        raise ValueError(f"{name} can be neither null nor empty: leave it out of the history with exclude.")
    return ""
