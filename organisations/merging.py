"""What goes over when two entries become one. Apps above this one are unknown here: they say what of theirs moves.

Whatever points to an organisation moves by itself, row by row where the other has its like already. An app whose rows
need more than that registers a mover::

    @when_merging(Opportunity)
    def move_opportunities(kept, gone):
        '''Called in the transaction of the merge, both entries locked. Returns (how many moved, how many stayed).'''
"""

from django.apps import apps
from django.db import DatabaseError, models, transaction

from organisations.models import Invitation, Likeness, Merger, Organisation, Proposal

# What has its own way in actions/merging.py, or stays with the entry that went as its own record.
LEFT_TO_THE_ACTION = {
    *(Likeness, Merger, Proposal, Invitation),
    *(field.remote_field.through for field in Organisation._meta.local_many_to_many if field.name != "members"),
}

_movers = {}


def when_merging(model):
    """Decorator: how the rows of a model go over, instead of the usual way.

    :raises ValueError: when the model has a mover already.
    """

    def registered(mover):
        if model in _movers:
            raise ValueError(f"{model._meta.label} has a mover already.")
        _movers[model] = mover
        return mover

    return registered


def forget_mover(model):
    """Take a mover out again; for tests that bring their own."""
    del _movers[model]


def move_everything(kept, gone):
    """Move what belongs to one entry to the other; the caller has the transaction and the locks.

    :returns: {name of the kind: how many moved}, {name of the kind: how many stayed}.
    """
    moved, stayed = {}, {}
    for model in sorted(_models_that_point_here(), key=lambda model: model._meta.label):
        mover = _movers.get(model)
        done, left = mover(kept, gone) if mover else move_rows(model, kept, gone)
        name = str(model._meta.verbose_name_plural)
        if done:
            moved[name] = moved.get(name, 0) + done
        if left:
            stayed[name] = stayed.get(name, 0) + left
    return moved, stayed


def move_rows(model, kept, gone):
    """Point a model's rows to the entry that stays. A row that a rule of the database forbids there stays behind."""
    done = left = 0
    for field in _fields_of(model):
        rows = model._base_manager.filter(**{field.name: gone})
        if (count := _pointed_to(rows, field, kept)) is not None:
            done += count
            continue
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            if _pointed_to(rows.filter(pk=pk), field, kept) is None:
                left += 1
            else:
                done += 1
    return done, left


def _pointed_to(rows, field, kept):
    """How many rows went over, or None where the database refuses and none did."""
    try:
        with transaction.atomic():
            return rows.update(**{field.name: kept})
    except DatabaseError:
        return None


def _models_that_point_here():
    return {
        model
        for model in apps.get_models(include_auto_created=True)
        if _fields_of(model) and model not in LEFT_TO_THE_ACTION and not hasattr(model, "pgh_tracked_model")
    }


def _fields_of(model):
    """Its foreign keys to organisations, those of the tables behind lists of organisations among them."""
    if model._meta.proxy:
        return []
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Organisation
    ]
