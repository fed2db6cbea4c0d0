"""From words that were understood to what the database searches for."""

import json
import re
from functools import lru_cache

from django.db import connection

from kentcivil.geography import gazetteer
from organisations.models.organisation import CONFIGURATION


def compiled(text, read, loosened=""):
    """The words as the database searches for them: a dict of tsquery texts, "" where there is nothing to ask.

    `has` is what entries must have, in the fewest steps for the index; `words` finds the same and is in full, for the
    order of results; `direct` leaves out words that mean the same. `names` looks for the typed words in names,
    `also_named` for those or others that mean the same. Where words name a place, `whole` looks for all of them as
    words, `so_named` in names; names that have the latter have each of `pairs`. Where they name a district, `inside`
    looks for what helps there and `works_in` for what names it; `based_in` is its code. `each` holds a search for each
    of the clauses of which some suffice, and `telling` how much each tells.
    """
    if read.operators:
        return _literal(text) | {"typed": read.typed}
    has, words, direct, names, also_named, whole, so_named, of_place, each, words_each, names_each = _compiled(
        json.dumps(read.clauses), json.dumps(read.whole), read.place_words
    )
    has_place = read.place or read.district
    queries = {
        "typed": read.typed,
        "has": has,
        "words": words,
        "direct": direct if direct != words else "",
        "names": names,
        "also_named": also_named if also_named != names else "",
        "whole": whole if has_place else "",
        "so_named": so_named if has_place else "",
        "pairs": _pairs(so_named, of_place) if read.place else (),
        **_inside(read.district),
        "town": read.place.label if read.place else "",
        "each": None,
        "telling": None,
    }
    if loosened:
        queries |= {
            "has": _some(each, loosened),
            "words": _some(words_each, loosened),
            "names": _some(names_each, loosened),
            "each": list(each),
            "telling": _telling(each),
        }
    return queries


def _inside(district):
    if not district:
        return {"inside": "", "works_in": "", "based_in": ""}
    code = next(one["code"] for one in gazetteer.districts() if one["slug"] == district)
    works_in = f"'=in/{district}'"
    return {"inside": f"{works_in} | '=countywide'", "works_in": works_in, "based_in": code}


_EVERY_WORD = re.compile(r"'@\w+'( & '@\w+')+")
_NOTHING = {
    "direct": "",
    "names": "",
    "also_named": "",
    "whole": "",
    "so_named": "",
    "pairs": (),
    "inside": "",
    "works_in": "",
    "based_in": "",
    "town": "",
    "each": None,
    "telling": None,
}


def _literal(text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT websearch_to_tsquery('{CONFIGURATION}', %s)::text", [text])
        words = cursor.fetchone()[0]
    return {**_NOTHING, "has": words, "words": words}


@lru_cache(maxsize=5_000)
def _compiled(clauses, whole, place_words):
    direct = json.dumps([clause[:1] for clause in json.loads(clauses)])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT organisations_quick_query(%(clauses)s)::text,
                organisations_query(%(clauses)s, '')::text, organisations_query(%(direct)s, '')::text,
                organisations_query(%(direct)s, '@')::text, organisations_query(%(clauses)s, '@')::text,
                organisations_query(%(whole)s, '')::text, organisations_query(%(whole)s, '@')::text,
                tsvector_to_array(to_tsvector('kent_english', %(place_words)s)),
                ARRAY(SELECT organisations_quick_query(jsonb_build_array(c))::text
                      FROM jsonb_array_elements(%(clauses)s::jsonb) AS c),
                ARRAY(SELECT organisations_query(jsonb_build_array(c), '')::text
                      FROM jsonb_array_elements(%(clauses)s::jsonb) AS c),
                ARRAY(SELECT organisations_query(jsonb_build_array(c), '@')::text
                      FROM jsonb_array_elements(%(clauses)s::jsonb) AS c)
            """,
            {"clauses": clauses, "direct": direct, "whole": whole, "place_words": place_words},
        )
        *queries, each, words_each, names_each = cursor.fetchone()
    return *queries, *(tuple(filter(None, searches)) for searches in (each, words_each, names_each))


def _pairs(so_named, of_place):
    """What names that have all of these words have in the index of pairs (migration 0045): a word of the place with
    each of the others. There are none where words have others that would do in their place.
    """
    if not _EVERY_WORD.fullmatch(so_named):
        return ()
    words = re.findall(r"@(\w+)", so_named)
    place = next((word for word in words if word in of_place), "")
    return tuple(" ".join(sorted((place, word))) for word in words if place and word != place)


def _some(each, loosened):
    """A search for any of these, or for all but any one."""
    if loosened == "any" or len(each) < 3:
        return " | ".join(f"({one})" for one in each)
    return " | ".join(
        "(" + " & ".join(f"({one})" for other, one in enumerate(each) if other != left_out) + ")"
        for left_out in range(len(each))
    )


def _telling(each):
    """How much each of several searches tells, adding up to 1: what few entries have tells more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array_agg(ln(2 + whole.entries / greatest(1, organisations_expected(one.asked))) ORDER BY one.nth)
            FROM unnest(%s::tsquery[]) WITH ORDINALITY AS one(asked, nth),
                (SELECT greatest(1000, reltuples) AS entries FROM pg_class
                 WHERE oid = 'organisations_organisation'::regclass) AS whole
            """,
            [list(each)],
        )
        weights = cursor.fetchone()[0] or []
    return [weight / sum(weights) for weight in weights]
