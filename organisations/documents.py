"""The search documents of the entries. Triggers write them (migration 0002_search); this is for large writes."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def written_later():
    """Inside, entries and what belongs to them are written without their search documents; at the end each is
    written once. For imports and the demonstration: a bulk of services or themes would write each document again.

    One transaction: until it commits, others go on finding the entries as they were.
    """
    with transaction.atomic():
        _say("later")
        yield
        _say("")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE organisations_organisation SET document = NULL WHERE document IS NULL")


def _say(when):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kentcivil.documents', %s, true)", [when])
