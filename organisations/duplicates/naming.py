"""Names taken apart for comparison: what only says what kind of body it is, and what tells one body from another."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

# Several words that say one thing, whichever way they are written; longer ones first.
PHRASES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bparents?,? (and )?(teachers?,? )(and )?(friends? )?association\b|\bptf?a\b|\bpsa\b", "pta"),
        (r"\bparents?,? (and )?staff association\b", "pta"),
        (r"\bhome (and )?school association\b|\bhsa\b", "pta"),
        (r"\bwomens? institute\b|\bw i\b", "wi"),
        (r"\b(citizens advice( bureau)?|cab)\b", "citizensadvice"),
        (r"\b(university of the third age|u 3 a)\b", "u3a"),
        (r"\b(royal british legion|r b l)\b", "rbl"),
        (r"\bpre school( playgroup)?\b", "preschool"),
        (r"\bplay group\b", "playgroup"),
        (r"\bfood bank\b", "foodbank"),
        (r"\bbaby bank\b", "babybank"),
        (r"\bafter school\b", "afterschool"),
        (r"\bmens? shed\b", "mensshed"),
        (r"\bmulti academy trust\b", "mat"),
        (r"\b(community interest company|c i c|cic)\b", ""),
        (r"\b(charitable incorporated organisation|c i o|cio)\b", ""),
        (r"\b(registered charity|charitable trust|company limited by guarantee)\b", ""),
        (r"\b(parochial church council|p c c|pcc)\b( of)?", "pcc"),
        (r"\bchurch of england\b|\bc of e\b|\bc e\b", "cofe"),
        (r"\broman catholic\b|\br c\b", "catholic"),
    )
]
SPELLINGS = {
    **dict.fromkeys(["st", "ste"], "saint"),
    **dict.fromkeys(["assoc", "assn", "asscn", "associations"], "association"),
    **dict.fromkeys(["soc", "societies"], "society"),
    **dict.fromkeys(["ctr", "cntr", "center"], "centre"),
    **dict.fromkeys(["grp", "groups"], "group"),
    **dict.fromkeys(["cmty"], "community"),
    **dict.fromkeys(["org", "organization"], "organisation"),
    **dict.fromkeys(["meml", "mem"], "memorial"),
    **dict.fromkeys(["rd"], "road"),
    **dict.fromkeys(["utd"], "united"),
    **dict.fromkeys(["fc"], "football"),
    **dict.fromkeys(["cc"], "cricket"),
    **dict.fromkeys(["rfc"], "rugby"),
    **dict.fromkeys(["hse"], "house"),
    **dict.fromkeys(["sch"], "school"),
    **dict.fromkeys(["vol", "voluntary"], "volunteer"),
    **dict.fromkeys(["luncheon"], "lunch"),
    **dict.fromkeys(["hosp"], "hospital"),
    **dict.fromkeys(["young"], "youth"),
    **dict.fromkeys(["cttee", "ctte"], "committee"),
    **dict.fromkeys(["first"], "1st"),
    **dict.fromkeys(["second"], "2nd"),
    **dict.fromkeys(["third"], "3rd"),
    **dict.fromkeys(["fourth"], "4th"),
    **dict.fromkeys(["fifth"], "5th"),
}
IGNORED = frozenset("the a an of for and in at on to with by from ltd limited plc inc uk charity branch".split())
GENERIC = frozenset(
    """
    association society club group trust fund foundation centre community project charity organisation council
    committee network partnership company church kent east west north south mid medway county local district area
    town village parish support services service help care charities league federation forum union team scheme
    appeal initiative guild circle charitable management
    """.split()
)
"""Words that half of all names have: they tell little when two share them, and little when only one has them."""
POINTS = frozenset("east west north south upper lower great little old new".split())
TELLING = frozenset(
    """
    friends pta preschool playgroup nursery toddler toddlers baby babies junior juniors youth young ladies women womens
    men mens boys girls senior seniors veterans over under hall choir band orchestra cadets wi rbl scout
    scouts scouting beavers cubs brownies guides guiding rainbows rangers explorers football cricket rugby bowls hockey
    tennis netball swimming athletics shop cafe library museum garden gardens allotment allotments almshouses school
    academy college infant infants primary secondary grammar holiday afterschool breakfast bell ringers drama theatre
    flower history local historical lunch dementia carers deaf blind cancer stroke hospice hospital surgery
    patients participation alumni endowment benevolent relief poor sick apprenticing lodge chapel mosque temple pcc
    twinning fete carnival festival transport minibus trustees housing tenants residents foodbank babybank mensshed
    citizensadvice u3a foundation
    """.split()
)
"""Words that make it another body when only one name has them: the school, its friends, its nursery, its old boys."""
AREAS = frozenset(
    """
    kent thanet swale gravesham shepway weald wealden romney marsh medway sheppey maidstone dartford dover ashford
    canterbury folkestone hythe sevenoaks tonbridge malling tunbridge wells margate ramsgate broadstairs gravesend
    """.split()
)
"""Parts of the county: in one name only, they say where rather than who."""


@lru_cache(maxsize=50_000)
def words(name):
    """The words of a name that count, in order and in one spelling; what is in brackets at the end is left out."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\s*\([^()]*\)\s*$", "", text) or text
    text = re.sub(r"['`]s\b|['`.]", "", text.replace("&", " and "))
    text = " ".join(re.findall(r"[a-z0-9]+", text))
    for pattern, replacement in PHRASES:
        text = pattern.sub(replacement, text)
    spelt = (SPELLINGS.get(word, word) for word in text.split())
    return tuple(word for word in spelt if word not in IGNORED) or tuple(text.split())


def weight(word):
    return 0.35 if word in GENERIC else 1.0


ENDINGS = re.compile(r"(ations?|ators?|ists?|ors?|ers?|ings?|als?|ies|ys?|es?|s)$")


@lru_cache(maxsize=50_000)
def stem(word):
    """A word without its ending: walkers, walks and walking are one."""
    short = ENDINGS.sub("", word)
    if len(short) > 3 and short[-1] == short[-2]:
        short = short[:-1]
    return short if len(short) >= 3 else word


@lru_cache(maxsize=200_000)
def is_one_word(first, second):
    """Whether two words are the same but for an ending or a slip; numbers must be the same."""
    if first == second:
        return True
    if any(letter.isdigit() for letter in first + second) or min(len(first), len(second)) < 3:
        return False
    if stem(first) == stem(second):
        return True
    if first in AREAS and second in AREAS or first in TELLING and second in TELLING:
        return False
    if sorted(first) == sorted(second):
        return OSA.distance(first, second) == 1
    shorter = min(len(first), len(second))
    slips = 2 if shorter >= 8 else 1 if shorter >= 5 or (shorter == 4 and len(first) != len(second)) else 0
    return first[0] == second[0] and OSA.distance(first, second, score_cutoff=slips) <= slips


@lru_cache(maxsize=100_000)
def likeness(first, second, places=frozenset()):
    """How alike two names are, from 0 to 1, and whether they tell two bodies apart.

    :param first: the words() of one; so is second of the other.
    :param places: words that are the name of where one of them is: in one name only, they say little.
    :returns: (likeness, is_telling).
    """
    if "".join(first) == "".join(second):
        return 1.0, False
    first, second = _joined(first, second), _joined(second, first)
    left, alone, shared = list(second), [], 0.0
    for word in first:
        match = next((other for other in left if other == word), None) or next(
            (other for other in left if is_one_word(word, other)), None
        )
        if match is None:
            alone.append(word)
        else:
            left.remove(match)
            shared += min(weight(word), weight(match))
    both_sides = _says_something(alone) and _says_something(left)
    apart = sum(_apart(word, places, bool(alone and left), both_sides) for word in (*alone, *left))
    telling = both_sides or any(word in TELLING or word in POINTS or word[0].isdigit() for word in (*alone, *left))
    return (shared / (shared + apart) if shared else 0.0), telling


def _says_something(words):
    return any(weight(word) == 1 for word in words)


def _apart(word, places, is_instead, both_sides):
    """What a word weighs that only one name has: less where the other has nothing in its place."""
    if word in places and not both_sides:
        return 0.15
    return 0.15 if word in GENERIC and not is_instead else weight(word)


def _joined(words, others):
    """With two words as one where the other name has them so: "wood church" beside "woodchurch"."""
    for place in range(len(words) - 1):
        together = words[place] + words[place + 1]
        if together in others and words[place] not in others:
            return (*words[:place], together, *words[place + 2 :])
    return words
