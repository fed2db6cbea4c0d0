"""Towns and villages of Kent and Medway by name: the file towns.csv, 541 names with district and middle (WGS 84).

Written for the portal from general knowledge of the county. Each middle was checked against Code-Point Open 2025: the
nearest postcode lies in the district that is given here, within 700 metres (Monks Horton's lies across its border).

People live across the border too, and some of what helps them is on this side: beyond.csv names towns there, each with
the nearest one of ours.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from kentcivil.geography import gazetteer
from kentcivil.geography.models import District
from kentcivil.geography.places import Place, Precision

LONGEST_NAME = 5
"""Words of the longest name."""
AREAS = {
    "thanet": "thanet",
    "swale": "swale",
    "gravesham": "gravesham",
    "tonbridge and malling": "tonbridge-and-malling",
    "folkestone and hythe": "folkestone-and-hythe",
    "shepway district": "folkestone-and-hythe",
    "romney marsh": "folkestone-and-hythe",
}
"""Names that mean a whole district and no town: {name as words_of() gives it: slug of the district}."""
SHORT = {
    "medway": "medway towns",
    "leysdown": "leysdown on sea",
    "westgate": "westgate on sea",
    "birchington on sea": "birchington",
    "t wells": "tunbridge wells",
    "tun wells": "tunbridge wells",
    "twells": "tunbridge wells",
}
"""Other names of towns, as people say and write them: {one as words_of() gives it: the town's, as towns() has it}."""
ORDINARY = frozenset(
    """
    ash barham bean bridge capel chalk cliffe crouch deal denton grain greenhill ham hoo kingston langley leeds leigh
    linton loose luton maxton minster northwood oare platt preston ripple river sandgate sandwich seal selling
    sherwood singleton staple stone tonge warden waltham weald westwood worth wye minster harty hartley newington
    stanhope kingswood parkwood rye welling battle westgate
    """.split()
)
"""Names that are also ordinary words or surnames: they mean the place after "in" or "near", at the end, or alone."""


WHOLE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"})
"""Letters that are no other letter with an accent, as PostgreSQL's unaccent writes them."""


@dataclass(frozen=True)
class Town:
    name: str
    district: str
    """GSS code"""
    latitude: float
    longitude: float


def words_of(text):
    """The words of a name as names are compared: small letters, no accents or apostrophes, "and" for "&".

    >>> words_of("St. Peter's & Sturry-on-Sea")
    ['st', 'peters', 'and', 'sturry', 'on', 'sea']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    plain = plain.translate(WHOLE_LETTERS)
    plain = re.sub(r"\b((?:[a-z]\.){2,})", lambda found: found[1].replace(".", ""), plain)  # "w.i."
    plain = re.sub(r"['’`]", "", re.sub(r"s['’]s\b", "s", plain.replace("&", " and ")))
    return ["st" if word == "saint" else word for word in re.findall(r"[^\W_]+", plain)]


@cache
def towns():
    """{name as words_of() gives it, joined by spaces: Town}"""
    read = [
        Town(row["name"], row["district"], float(row["latitude"]), float(row["longitude"]))
        for row in _rows("towns.csv")
    ]
    return {_plain(town.name): town for town in read}


@cache
def beyond():
    """Towns across the border: {name as towns() has it: (name, name of the nearest town of ours as towns() has it)}"""
    return {_plain(row["name"]): (row["name"], _plain(row["nearest"])) for row in _rows("beyond.csv")}


def _rows(name):
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _plain(name):
    return " ".join(words_of(name))


def place_of(name):
    """The Place of a town or village, or None. Spelling must be right; see :func:`nearly`.

    Of a town across the border it is the nearest one of ours, and the place's `note` says so.
    """
    asked = SHORT.get(_plain(name), _plain(name))
    if asked in beyond():
        across, nearest = beyond()[asked]
        return replace(_place(towns()[nearest]), asked=across)
    town = towns().get(asked)
    return town and _place(town)


@lru_cache(maxsize=1_000)
def _place(town):
    return Place(town.name, town.latitude, town.longitude, _districts()[town.district], Precision.TOWN)


def nearly(name):
    """The name of the town that somebody most likely meant, such as "Tunbridge Wells" for "tunbrige wels", or ""."""
    asked = _plain(name)
    if len(asked) < 4:
        return ""
    allowed = 1 if len(asked) < 6 else 2
    found = process.extractOne(asked, towns().keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    return towns()[found[0]].name if found else ""


def beginning_with(text, most=8):
    """Names of towns that begin so, for suggestions."""
    asked = _plain(text)
    return [town.name for name, town in sorted(towns().items()) if name.startswith(asked)][:most] if asked else []


@cache
def words():
    """Every word of every name, for spelling."""
    return frozenset(word for name in [*towns(), *beyond(), *AREAS, *SHORT] for word in name.split())


@cache
def _districts():
    return {row["code"]: District(**row) for row in gazetteer.districts()}
