"""What the words of a search mean: which name a place, which have others that mean the same, which say little.

Pure but for the officers' words that mean the same. Places are never taken away for good: the words of a place are
looked for in names as well, since "Margate Football Club" may be based in Broadstairs.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

from kentcivil.geography import towns
from kentcivil.geography.places import Place
from kentcivil.geography.towns import words_of
from organisations.synonyms import MOST_WORDS, thesaurus

MOST_CLAUSES = 12
"""Words of a search that are looked for; of more, the first."""

NEAR = frozenset({"near", "nearby", "around", "in", "at", "by", "within", "from", "close", "to", "next", "of"})
FILLING = frozenset(
    """
    a an and any are at available can could do does everyone find for from get give go has have help helping helps how
    i id ill im in into is ive join like local looking me my near nearby need needing needs of offer offering on or org
    organisation organisations our people person place places please provide providing run service services some
    someone something somewhere start support supporting that the their them there they thing things to us want wanting
    we what when where which who with would you your close around within kent
    free son sons daughter daughters mum mums mother dad father husband wife gran nan granny grandad brother sister open
    monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday
    sundays morning mornings afternoon afternoons evening evenings weekend weekends weekday weekdays today tonight
    night nights boyfriend girlfriend partner cant cannot dont didnt doesnt wont isnt was be been go going got getting
    about really very old cope coping struggling
    """.split()
)
"""Words that say little of what is looked for: small ones, for whom it is, and days, which documents do not have.
They count when there is nothing else, and in the order of results."""
GENERAL = frozenset(
    """
    association bit charities charity club clubs course courses group groups meeting meetings national project
    session sessions society societies team trust
    """.split()
)
"""Words that name no need: beside one that the thesaurus knows ("Alzheimer's group") they only order the results."""
DIRECTIONS = frozenset({"north", "south", "east", "west", "mid"})
"""Before "Kent" they mean a part of the county that is no district: what is there is looked for in all of Kent."""
OPERATORS = re.compile(r'["“”]|(^|\s)-\w|\sOR\s')


@dataclass(frozen=True)
class Understood:
    """
    :ivar clauses: for each thing that an entry must speak of, the phrases that will do, the typed one first.
    :ivar whole: the same of the whole text, with the words of the place; looked for in names.
    :ivar typed: the text as names are compared with it.
    :ivar place: the town or village that was named, or None.
    :ivar district: slug of the district that was named instead, or "".
    :ivar place_words: what was typed for either, or "".
    :ivar operators: the text uses quotation marks, a minus or OR, so it is taken literally.
    """

    clauses: tuple = ()
    whole: tuple = ()
    typed: str = ""
    place: Place | None = None
    district: str = ""
    place_words: str = ""
    operators: bool = False


def understand(text, *, places=True, alternatives=None):
    """
    :param places: whether words may name a place.
    :param alternatives: {word: other spellings of it to look for as well}, for misspelt words.
    """
    words = words_of(text)
    typed = " ".join(words)
    if OPERATORS.search(text):
        return Understood(typed=typed, operators=True)
    alternatives = alternatives or {}
    place = district = None
    start = end = 0
    if places:
        place, district, start, end = _place_in(words)
    rest = words
    if place or district:
        before = words[:start]
        while before and before[-1] in NEAR:
            before.pop()
        rest = before + words[end:]
    rest = [word for word, after in zip_longest(rest, rest[1:]) if not (word in DIRECTIONS and after == "kent")]
    return Understood(
        clauses=_clauses(rest, alternatives),
        whole=_plainly([word for word in words if word not in NEAR] if place or district else words, alternatives),
        typed=typed,
        place=place,
        district=district or "",
        place_words=" ".join(words[start:end]),
    )


def _place_in(words):
    """The place or district that the words name, and from where to where: the longest name, the last of two."""
    for length in range(min(towns.LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            end = start + length
            name = " ".join(words[start:end])
            if name in towns.AREAS:
                return None, towns.AREAS[name], start, end
            if (place := towns.place_of(name)) and _is_meant(words, name, start, end):
                return place, None, start, end
    return None, None, 0, 0


def _is_meant(words, name, start, end):
    if name not in towns.ORDINARY:
        return True
    if len(words) == 1 or (start > 0 and (words[start - 1] in NEAR or end == len(words))):
        return True
    # "bridge brownies" is about the village of Bridge, "bridge club" may be about cards.
    return start == 0 and any(thesaurus.others(words[end : end + length]) for length in range(1, MOST_WORDS))


def _clauses(words, alternatives):
    clauses, position = [], 0
    while position < len(words):
        for length in range(min(MOST_WORDS, len(words) - position), 0, -1):
            phrase = words[position : position + length]
            others = thesaurus.others(phrase)
            if others is not None or length == 1:
                break
        spellings = [other for word in phrase[:1] if length == 1 for other in alternatives.get(word, ())]
        more = [other for spelling in spellings for other in thesaurus.others(words_of(spelling)) or ()]
        clauses.append((" ".join(phrase), *dict.fromkeys([*spellings, *(others or ()), *more])))
        position += length
    telling = [clause for clause in clauses if len(clause) > 1 or clause[0] not in FILLING]
    if any(len(clause) > 1 for clause in telling):
        telling = [clause for clause in telling if len(clause) > 1 or clause[0] not in GENERAL]
    return tuple((telling or clauses)[:MOST_CLAUSES])


def _plainly(words, alternatives):
    """Each word by itself, as names have them."""
    return tuple((word, *alternatives.get(word, ())) for word in words[:MOST_CLAUSES])
