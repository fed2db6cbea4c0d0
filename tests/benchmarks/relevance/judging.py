"""Judged queries over a directory: what is typed, and how good an answer each entry is, from 3 down to nothing.

Grades come from the records alone, by patterns over names (needs.toml) and by distance, never from a search. Places,
names and typing slips are drawn by chance from a fixed start.
"""

import math
import random
import re
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path

NEEDS = tomllib.loads(Path(__file__).with_name("needs.toml").read_text(encoding="utf-8"))["need"]
WAYS = ["{need} near {place}", "{need} in {place}", "{need} {place}", "{place} {need}", "{need} around {place}"]
NAMES, PLACES, WITH_PLACE, WITH_POSTCODE = 60, 25, 100, 40
VERY_NEAR, NEAR, NOT_FAR = 2, 5, 10
"""Miles: worth 3, 2 and 1."""


@dataclass(frozen=True)
class Entry:
    """A published entry, as judging and the rival search see it."""

    slug: str
    name: str
    town: str
    latitude: float | None
    longitude: float | None
    texts: dict
    facets: str = ""
    """What filters count, such as "theme/food cost/free"."""


@dataclass(frozen=True)
class Judged:
    """:ivar grades: {slug: grade}, without the entries that are no answer."""

    kind: str
    text: str
    grades: dict


def judged(entries, towns, sectors):
    """All judged queries.

    :param towns: {name: (latitude, longitude)}; sectors: the same of postcode sectors, such as "CT9 1".
    """
    chance = random.Random(2022)
    queries = [_need(need, typed, entries) for need in NEEDS for typed in need["typed"]]
    queries += _with_places(chance, entries, towns, WITH_PLACE, "need and place", WAYS)
    queries += _with_places(chance, entries, sectors, WITH_POSTCODE, "need and postcode", ["{need} {place}"])
    queries += [Judged("name", one.name, {one.slug: 3}) for one in chance.sample(entries, NAMES)]
    lived_in = sorted({entry.town for entry in entries} & set(towns))
    for place in chance.sample(lived_in, PLACES):
        found = {entry.slug: grade for entry in entries if (grade := _lies(entry, place, towns[place]))}
        queries.append(Judged("place", place, found))
    return queries


def slipped(chance, name):
    """A name with one letter left out, added, changed or swapped with the next."""
    places = [at for at, letter in enumerate(name) if letter.isalnum()]
    at = chance.choice(places)
    kind = chance.choice(["out", "added", "changed", "swapped"])
    letter = chance.choice(string.ascii_lowercase)
    if kind == "swapped" and at + 1 < len(name) and name[at] != name[at + 1]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == "added":
        return name[:at] + letter + name[at:]
    if kind == "changed" and letter != name[at].lower():
        return name[:at] + letter + name[at + 1 :]
    return name[:at] + name[at + 1 :]


def ndcg(found, grades, depth=10):
    """Normalised discounted cumulative gain of the first ten, with gains of 2 to the grade, less 1."""

    def gain(graded):
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(graded[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(slug, 0) for slug in found]) / best if best else 1.0


def _need(need, typed, entries):
    return Judged("need", typed, {entry.slug: grade for entry in entries if (grade := _answers(need, entry))})


def _answers(need, entry):
    if re.search(need["answers"], entry.name):
        return 3
    return 1 if "close" in need and re.search(need["close"], entry.name) else 0


def _with_places(chance, entries, places, count, kind, ways):
    queries, names = [], sorted(places)
    while len(queries) < count:
        need, name = chance.choice(NEEDS), chance.choice(names)
        near = {
            entry.slug: grade
            for entry in entries
            if re.search(need["answers"], entry.name) and (grade := _lies(entry, name, places[name]))
        }
        if near:
            text = chance.choice(ways).format(need=chance.choice(need["typed"]), place=name)
            queries.append(Judged(kind, text, near))
    return queries


def _lies(entry, name, place):
    if entry.town == name:
        return 3
    away = miles(entry, place)
    return 3 if away <= VERY_NEAR else 2 if away <= NEAR else 1 if away <= NOT_FAR else 0


def miles(entry, place):
    """Great circle, by the haversine formula."""
    if entry.latitude is None:
        return math.inf
    latitude, longitude = place
    high = math.radians(entry.latitude - latitude) / 2
    wide = math.radians(entry.longitude - longitude) / 2
    square = (
        math.sin(high) ** 2
        + math.cos(math.radians(latitude)) * math.cos(math.radians(entry.latitude)) * math.sin(wide) ** 2
    )
    return 2 * 6_371_008.8 / 1609.344 * math.asin(math.sqrt(square))
