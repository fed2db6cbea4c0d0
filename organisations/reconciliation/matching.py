"""Which entries somebody may mean by a name and what stands beside it in their table."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import Q, prefetch_related_objects
from django.db.models.functions import Upper
from rapidfuzz import fuzz

from organisations.models import Identifier, Organisation
from organisations.models.organisation import CONFIGURATION
from organisations.reconciliation.properties import PROPERTIES, belongings

CANDIDATES = 25
"""Looked at for each question, by likeness of the name and by words."""
LEAST = 40
"""A candidate with a lower score is none."""
CERTAIN = 95
AHEAD = 5
"""A certain match is alone: nothing else comes within so many points."""
OF_THE_NAME = 0.7
"""The name's part of the score where other columns are compared too."""
TYPES = {
    "organisation": ("Organisation", "Any entry of the directory."),
    "charity": ("Registered charity", "With a number in the register of England and Wales."),
    "company": ("Company", "With a number at Companies House, charitable companies among them."),
}
_SCHEMES = {"charity": Identifier.Scheme.CHARITY, "company": Identifier.Scheme.COMPANY}
_SAID_BY_FEW = re.compile(r"\b(the|ltd|limited|cio|cic|plc|charity|charitable|trust|incorporated)\b")
_SHORT = ((r"\bst\b", "saint"), (r"&|\+", " and "), (r"\bassoc(iation)?\b", "association"))
_EXACT = {"charity-number", "company-number", "postcode", "email", "phone", "website", "district-code"}


@dataclass
class Candidate:
    """An entry that may be meant.

    :ivar score: from 0 to 100.
    :ivar features: what it comes from: {"name": 0 to 100, property: 0 to 100}.
    """

    entry: Organisation
    score: float
    features: dict
    is_certain: bool = False


@dataclass(frozen=True)
class Asked:
    """One question of a batch.

    :ivar properties: [(id of a property, [values])]
    :ivar types: ids of types, of which an entry has one ("any") or, where `all_types` is set, all.
    """

    text: str = ""
    limit: int = 5
    types: tuple = ()
    all_types: bool = False
    properties: list = field(default_factory=list)


def match(asked):
    """The candidates, the likeliest first, no more than `asked.limit`."""
    entries = _candidates(asked)
    prefetch_related_objects(entries, *belongings())
    found = [_judged(entry, asked) for entry in entries if _has_type(entry, asked)]
    found = sorted(
        (one for one in found if one.score >= LEAST), key=lambda one: (-one.score, one.entry.name, one.entry.pk)
    )
    if found and (len(found) == 1 or found[0].score >= found[1].score + AHEAD):
        found[0].is_certain = found[0].score >= CERTAIN
    return found[: asked.limit]


def types_of(entry):
    """Ids of types, the closest first."""
    schemes = {number.scheme for number in entry.identifiers.all()}
    return [*(one for one, scheme in _SCHEMES.items() if scheme in schemes), "organisation"]


def _has_type(entry, asked):
    if not asked.types:
        return True
    wanted, had = set(asked.types), set(types_of(entry))
    return wanted <= had if asked.all_types else bool(wanted & had)


def _candidates(asked):
    published = Organisation.objects.published()
    found = {}
    numbers = _numbers(asked)
    if numbers:
        found |= {one.pk: one for one in published.filter(identifiers__number__in=numbers).distinct()[:CANDIDATES]}
    if asked.text:
        alike = published.annotate(capitals=Upper("name")).filter(capitals__trigram_similar=asked.text.upper())
        words = SearchQuery(asked.text, config=CONFIGURATION, search_type="plain")
        found |= {one.pk: one for one in _likest(alike, asked.text)[:CANDIDATES]}
        found |= {one.pk: one for one in published.filter(document=words).order_by("name", "pk")[:CANDIDATES]}
    else:
        found |= {one.pk: one for one in _by_columns(published, asked)}
    return list(found.values())


def _likest(queryset, text):
    return queryset.order_by(TrigramSimilarity(Upper("name"), text.upper()).desc(), "pk")


def _by_columns(published, asked):
    """Where there is no name: entries that agree in a column that few share."""
    same = Q(pk__in=())
    for name, values in asked.properties:
        for value in values:
            if name in ("postcode", "email", "phone", "website"):
                same |= Q(**{f"{name}__iexact": str(value).strip()})
    return published.filter(same).order_by("name", "pk")[:CANDIDATES]


def _numbers(asked):
    said = [asked.text] + [
        str(value) for name, values in asked.properties if name.endswith("number") for value in values
    ]
    numbers = set()
    for text in said:
        bare = re.sub(r"^GB-?(CHC|COH)-?", "", text.strip().upper())
        if re.fullmatch(r"[A-Z]{0,2}\d{5,8}(-\d+)?", bare):
            numbers |= {bare, bare.zfill(8)}
    return numbers


def _judged(entry, asked):
    features, weights = {}, []
    if asked.text:
        features["name"] = _name_score(entry, asked.text)
        weights.append((features["name"], OF_THE_NAME))
    compared = {name: _column_score(entry, name, values) for name, values in asked.properties if name in PROPERTIES}
    features |= compared
    for score in compared.values():
        weights.append((score, (1 - OF_THE_NAME if asked.text else 1) / len(compared)))
    score = sum(value * weight for value, weight in weights) / sum(weight for _value, weight in weights or [(0, 1)])
    # A number is the organisation's alone, whatever it is called today.
    known = {number.number for number in entry.identifiers.all()}
    if known & _numbers(asked):
        score = 100
    return Candidate(entry, round(score, 1), {name: round(value, 1) for name, value in features.items()})


def _name_score(entry, text):
    asked = plain(text)
    return max(_alike(asked, plain(name)) for name in [entry.name, *entry.other_names.splitlines()])


def _alike(one, other):
    if one == other:
        return 100
    bare = [_SAID_BY_FEW.sub(" ", text).split() for text in (one, other)]
    if bare[0] and bare[0] == bare[1]:
        return 98
    # Never as sure as the same words in the same order.
    return min(97, 0.5 * fuzz.ratio(one, other) + 0.5 * fuzz.token_sort_ratio(one, other))


def plain(text):
    """A name in small letters without accents and punctuation, common short forms written out."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).replace("'", "").replace("’", "")
    for short, whole in _SHORT:
        text = re.sub(short, whole, text)
    return " ".join(re.findall(r"\w+", text))


def _column_score(entry, name, values):
    had = [_comparable(name, value) for value in PROPERTIES[name].values(entry)]
    asked = [_comparable(name, value) for value in values]
    if not had or not asked:
        return 0
    if name in _EXACT:
        return 100 if set(had) & set(asked) else 0
    return max(fuzz.ratio(one, other) for one in had for other in asked)


def _comparable(name, value):
    text = str(value).casefold()
    if name == "website":
        return re.sub(r"^https?://(www\.)?|/+$", "", text.strip())
    if name in _EXACT:
        return re.sub(r"\s", "", text)
    return plain(text)
