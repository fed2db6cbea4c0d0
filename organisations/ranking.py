"""What makes one entry a better answer than another, as SQL over the columns of organisations_organisation.

A rank adds up where the words stand and how like the name is to what was typed; how lately a person checked the
entry, and how near it is, then take something off.
"""

from organisations import freshness
from organisations.models.organisation import WEIGHTS

FRESHNESS = freshness.weight(root=0.3)
"""The one place where the date of the last check enters the order of results. Its root: of two that fit alike the one
that was checked comes first, but a food bank a mile away stays ahead of one four miles off."""

NAMED, ALSO_NAMED, SAID, ALIKE, EXACT, COVERED = 0.5, 2.0, 0.2, 0.8, 1.0, 2.0
"""What it adds that the name has every word; that it has them or others that mean the same; that the words are the
typed ones and not others that mean the same; that the name is like the text; that it is the text; that the entry has
all of the words of which some suffice. What an organisation is called it is for; what its entry speaks of it may do now
and then: so a food bank five miles off comes before a church next door that mentions one."""
FALLS_OFF = 10
"""Miles after which nearness counts a third as much."""
ELSEWHERE, EVERYWHERE = 0.3, 0.25
"""How much an entry counts that is based elsewhere and serves the place; that works across Kent or online: as much as
one that is based twelve or fourteen miles away."""

_NAME = "lower(unaccent(name))"
_ALIKE = f"""greatest(
    similarity({_NAME}, %(typed)s),
    CASE WHEN other_names <> '' THEN 0.9 * word_similarity(%(typed)s, lower(left(other_names, 500))) ELSE 0 END
)"""


def words(said):
    """How well an entry fits the words, and how lately it was checked. Nothing but the latter without words.

    :param said: the parameters of the statement, see statements.py.
    """
    parts = [f"{ALIKE} * {_ALIKE}", f"{EXACT} * ({_NAME} = %(typed)s)::int"] if said["typed"] else []
    if said["words"]:
        parts.append(f"ts_rank('{{{','.join(map(str, WEIGHTS))}}}'::real[], document, %(words)s::tsquery, 1)")
    if said["names"]:
        parts.append(f"{NAMED} * (document @@ %(names)s::tsquery)::int")
    if said["also_named"]:
        parts.append(f"{ALSO_NAMED} * (document @@ %(also_named)s::tsquery)::int")
    if said["direct"]:
        parts.append(f"{SAID} * (document @@ %(direct)s::tsquery)::int")
    if said["each"]:
        parts.append(
            f"{COVERED} * (SELECT coalesce(sum(one.weight), 0) FROM unnest(%(each)s::tsquery[], %(telling)s::float[])"
            " AS one(asked, weight) WHERE document @@ one.asked)"
        )
    return f"(0.2 + {' + '.join(parts)}) * {FRESHNESS}" if parts else f"{FRESHNESS}::float"


def nearness(said):
    """From 1 for what is based right there down to what only helps there from elsewhere."""
    here = "WHEN lower(town) = lower(%(town)s) THEN 1" if said["town"] else ""
    named = "WHEN document @@ %(so_named)s::tsquery THEN 1" if said["so_named"] else ""
    return f"""CASE {here} {named}
        WHEN miles <= %(radius)s THEN exp(-miles / {FALLS_OFF})
        WHEN document @@ %(serves_here)s::tsquery THEN {ELSEWHERE}
        ELSE {EVERYWHERE}
    END"""


def inside(said):
    """The same of a whole district that is named: what is based there, then what only helps there."""
    named = "WHEN document @@ %(so_named)s::tsquery THEN 1" if said["so_named"] else ""
    return f"""CASE WHEN district_id = %(based_in)s THEN 1 {named}
        WHEN document @@ %(works_in)s::tsquery THEN {ELSEWHERE}
        ELSE {EVERYWHERE}
    END"""
