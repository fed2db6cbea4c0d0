"""Words and filters that hardly ever go together in a large directory: every entry that has them, by reading few lists.

What a filter counts leaves its own choices aside. So where few entries are left without one of the filters too, these
are looked for, and those that have its choices are picked out of them: one reading serves the page and that filter's
numbers.
"""

from django.db import connection

from organisations import sampling, statements

MOST = 500
"""Ids that are handed on; of more, each part of the answer reads the lists for itself."""


def known(question, queries):
    """Where few entries are expected: {"": ids of those that have words and filters, name of a filter: ids without it}.

    :returns: None where there are not so few, or they are not worth it.
    """
    marks = statements.marks(question.chosen)
    if not (queries["has"] and marks) or question.place or queries["inside"] or question.chosen.get("checked"):
        return None
    if sampling.directory.expected(queries["has"], marks) > sampling.RARE:
        return None
    without = {
        name: statements.marks({other: slugs for other, slugs in question.chosen.items() if other != name})
        for name in question.chosen
    }
    expected = {name: sampling.directory.expected(queries["has"], rest) for name, rest in without.items() if rest}
    aside = min(expected, key=expected.get, default="")
    if expected.get(aside, sampling.RARE + 1) > sampling.RARE:
        return _read(queries["has"], marks, "", "")
    return _read(queries["has"], without[aside], aside, statements.marks({aside: question.chosen[aside]}))


def _read(words, marks, aside, picked):
    said = {"has": words, "words": words, "marks": marks, "picked": picked, "most": MOST}
    picking = "document @@ %(picked)s::tsquery" if aside else "true"
    statement = f"""
        WITH found AS MATERIALIZED (
            SELECT id, {picking} AS is_picked FROM organisations_organisation
            WHERE status = 'published' AND document @@ %(marks)s::tsquery AND document @@ %(has)s::tsquery
        )
        SELECT array_agg(id), array_agg(id) FILTER (WHERE is_picked)
        FROM (SELECT * FROM found LIMIT %(most)s + 1) AS few
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.by_index(statement, said), said)
        found, picked_ids = (ids or [] for ids in cursor.fetchone())
    if len(found) > MOST:
        return None
    return {"": picked_ids, aside: found} if aside else {"": picked_ids}
