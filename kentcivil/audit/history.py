"""What changed, who changed it and why: database triggers write an event row for every insert, update and delete."""

import pghistory
import structlog


def recorded(*, exclude=()):
    """Class decorator: keep the history of a model in an append-only event table beside it.

    Triggers do the writing, so bulk updates, raw SQL and the admin are recorded alike. Who and why come from the
    context that the request, the task or the command opened.

    :param exclude: names of fields that are never copied into the history: secrets, and personal data that must be
        erasable without erasing the history.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        append_only=True,
    )


def because(reason, *, by=None):
    """Context manager: changes made inside are recorded with this reason, and as made by this user if one is given.

    :param reason: a plain sentence, shown to officers on the history page; no personal data.
    :param by: the User who acts, or None where the request or the task has already said.
    """
    said = {"reason": reason}
    if by is not None:
        said["user"] = by.pk
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        said["request_id"] = request_id
    return pghistory.context(**said)
