"""Files that people give go again when the rows that name them do not come to stay: nobody would find them any more."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

# Files written so far in the innermost atomic_with_files(); None outside of any.
_written = ContextVar("_written", default=None)


@contextmanager
def atomic_with_files():
    """transaction.atomic(), block or decorator, that takes files with it: when it fails, those written inside go.

    Blocks nest: what an inner one wrote goes with the outer one too.
    """
    outer, mine = _written.get(), []
    token = _written.set(mine)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for file in mine:
            _delete_unless_kept(file)
        raise
    else:
        if outer is not None:
            outer.extend(mine)
    finally:
        _written.reset(token)


def written(file):
    """Name a file of a model's field, just saved inside atomic_with_files(), as one that goes if that fails."""
    _written.get().append(file)


def _delete_unless_kept(file):
    # What fails after the commit, such as a mail's hook, must not take away what was committed.
    kept = type(file.instance)._base_manager.filter(**{file.field.name: file.name})
    if not kept.exists():
        file.storage.delete(file.name)
