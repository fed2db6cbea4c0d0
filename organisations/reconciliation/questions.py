"""Reading what reconciliation clients send. Each mistake is refused with a sentence that says where it is."""

import json
import uuid

from django.utils.translation import gettext as _

from organisations.open_door import NotUnderstood
from organisations.reconciliation.matching import Asked
from organisations.reconciliation.properties import PROPERTIES

MOST_QUERIES = 100
MOST_IDS = 1_000
MOST_RESULTS = 50
LONGEST_TEXT = 300


def read_batch(text):
    """:returns: {key: Asked}
    :raises NotUnderstood: when it is not a batch of queries.
    """
    batch = _json(text, "queries")
    if not isinstance(batch, dict):
        raise NotUnderstood(_("“queries” is an object of queries by their keys."))
    if len(batch) > MOST_QUERIES:
        raise NotUnderstood(_("Send at most %(most)d queries at a time.") % {"most": MOST_QUERIES})
    return {key: _query(key, said) for key, said in batch.items()}


def _query(key, said):
    if not isinstance(said, dict):
        raise NotUnderstood(_("The query “%(key)s” is not an object.") % {"key": clean(key)[:40]})
    text, types, properties = said.get("query", ""), said.get("type") or [], said.get("properties") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(text, str) or not isinstance(types, list) or not isinstance(properties, list):
        raise NotUnderstood(
            _("The query “%(key)s” needs a text as “query”, and lists as “type” and “properties”.")
            % {"key": clean(key)[:40]}
        )
    return Asked(
        text=clean(text),
        limit=_limit(said.get("limit")),
        types=tuple(one for one in types if isinstance(one, str)),
        all_types=said.get("type_strict") == "all",
        properties=[_column(key, one) for one in properties[:20]],
    )


def _column(key, said):
    if not isinstance(said, dict) or not isinstance(said.get("pid"), str) or "v" not in said:
        raise NotUnderstood(_("Each property of “%(key)s” needs “pid” and “v”.") % {"key": clean(key)[:40]})
    values = said["v"] if isinstance(said["v"], list) else [said["v"]]
    # What was reconciled before comes with its id and name.
    plain = [value.get("name") or value.get("id") if isinstance(value, dict) else value for value in values[:20]]
    return said["pid"], [clean(str(value)) for value in plain if value not in (None, "")]


def _limit(said):
    """Of a query: an odd one is as good as none."""
    if isinstance(said, int | float) and not isinstance(said, bool) and 0 < said < 1e9:
        return max(1, min(int(said), MOST_RESULTS))
    return 5


def read_extension(text):
    """:returns: (ids of entries, ids of properties)
    :raises NotUnderstood: when it is not a data extension query, or names a property that there is not.
    """
    said = _json(text, "extend")
    ids, properties = (said.get("ids"), said.get("properties")) if isinstance(said, dict) else (None, None)
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise NotUnderstood(_("“extend” is an object with the lists “ids” and “properties”."))
    if not all(isinstance(one, str) for one in ids) or len(ids) > MOST_IDS:
        raise NotUnderstood(_("“ids” are up to %(most)d texts.") % {"most": MOST_IDS})
    names = [one.get("id") if isinstance(one, dict) else None for one in properties]
    for name in names:
        if not isinstance(name, str) or name not in PROPERTIES:
            raise NotUnderstood(
                _("There is no property “%(name)s”. There are: %(names)s.")
                % {"name": clean(str(name))[:40], "names": ", ".join(PROPERTIES)}
            )
    return ids, list(dict.fromkeys(names))


def read_limit(text, usual, *, least=1, most=100):
    """A number in an address; an odd one is as good as none."""
    if text and text.isascii() and text.isdecimal() and len(text) < 10:
        return max(least, min(int(text), most))
    return usual


def as_uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def clean(text):
    """Without control characters, with single spaces, and no longer than any name."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST_TEXT])
    return " ".join(text.split())[:LONGEST_TEXT]


def _json(text, name):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotUnderstood(_("“%(name)s” is not JSON.") % {"name": name}) from None
