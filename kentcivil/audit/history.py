"""What changed, who changed it and why: database triggers write an event row for every insert, update and delete."""

import uuid
from contextlib import contextmanager

import pghistory
import structlog
from django.db import connection, transaction
from pghistory import runtime

from kentcivil.audit import quick_registry

quick_registry.use()  # before the first model is recorded


def recorded(*, exclude=(), in_bulk=False):
    """Class decorator: keep the history of a model in an append-only event table beside it.

    Triggers do the writing, so bulk updates, raw SQL and the admin are recorded alike. Who and why come from the
    context that the request, the task or the command opened.

    :param exclude: names of fields that are never copied into the history: secrets, and personal data that must be
        erasable without erasing the history.
    :param in_bulk: for a model of which one statement often writes thousands of rows: their history is then written by
        one statement too, instead of row by row.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        append_only=True,
        level=pghistory.Statement if in_bulk else pghistory.Row,
    )


def because(reason, *, by=None):
    """Context manager: changes made inside are recorded with this reason, and as made by this user if one is given.

    The reason ends with the block, and an inner reason leaves what the outer block has recorded as it was.

    :param reason: a plain sentence, shown to officers on the history page; no personal data.
    :param by: the User who acts, or None where the request or the task has already said.
    """
    said = {"reason": str(reason)}
    if by is not None:
        said["user"] = by.pk
    return acting(**said)


@contextmanager
def acting(**said):
    """Record what changes inside as done in these circumstances, added to those of the block around it.

    :param said: user (the number of a User), reason, task, command, page, method; JSON values, no personal data.
    """
    with _written_into_statements():
        outer = runtime._tracker.value
        runtime._tracker.value = _circumstances({**outer.metadata, **said})
        try:
            yield
        finally:
            runtime._tracker.value = outer


def acting_since_now(**said):
    """Change the circumstances for the rest of the block that is open; what it has recorded stays as it was."""
    if hasattr(runtime._tracker, "value"):
        runtime._tracker.value = _circumstances({**runtime._tracker.value.metadata, **said})


def circumstances():
    """What is said of the block that is open, to be handed on to a task; empty outside of all."""
    value = getattr(runtime._tracker, "value", None)
    return dict(value.metadata) if value else {}


def _circumstances(said):
    """A context with an id of its own: a row of pghistory's context table is written once and never changed.

    pghistory itself keeps one id from the outermost block to the last line, by which a later reason would be shown
    for earlier changes too.
    """
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        said.setdefault("request_id", request_id)
    return runtime.Context(id=uuid.uuid4(), metadata=said)


@contextmanager
def _written_into_statements():
    if hasattr(runtime._tracker, "value"):
        yield
        return
    with pghistory.context():
        yield
    _leave_no_trace()


def _leave_no_trace():
    """PostgreSQL keeps what was said until the transaction ends, which may be after the block has."""
    if connection.connection is not None and connection.in_atomic_block and not connection.needs_rollback:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
