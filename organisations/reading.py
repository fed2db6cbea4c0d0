"""Statements of the search are asked here, each with the settings that make it read the right indexes."""

from django.db import connection

from organisations import sampling


def rows(statement, said, *, first=""):
    """What a statement gives.

    :param said: {name: value}; it may hold more than the statement refers to.
    :param first: settings for this statement alone, see by_index().
    """
    with connection.cursor() as cursor:
        cursor.execute(first + statement, said)
        return cursor.fetchall()


def by_index(said, *, drawn=False):
    """Settings for a statement, that make it look documents up in their index, and drawn entries in theirs.

    To look into a document costs the planner nothing and the machine much: where many entries have a word it would
    read all documents, which takes ten times as long. SET LOCAL holds for this statement, or the transaction around it.
    In a large directory it would start workers to read all that is found, where the first few hundred are enough.
    """
    if not (said["words"] or said["marks"] or drawn):
        return ""
    alone = "SET LOCAL max_parallel_workers_per_gather = 0; " if sampling.directory.is_large() else ""
    return f"SET LOCAL enable_seqscan = off; {alone}"
