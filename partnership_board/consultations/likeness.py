"""Which answers are alike: the same words, or nearly the same, as in a letter that a campaign writes for people.

Only what people wrote at length is compared. Two people who tick the same boxes agree; they are not one.

For "nearly" each text leaves a few numbers behind (MinHash over its runs of three words, in bands): two texts that
share most of their runs very likely share a band, so the database finds pairs by equal numbers and not by comparing
each with each. Whether a pair is really alike is then said by its letters (pg_trgm).
"""

import hashlib
import random
import re
import unicodedata

SHORTEST = 40
"""Characters. Many people say "I agree" in the same words; that is no copy."""
ALIKE = 0.7
"""From this share of common three-letter groups on, two texts are nearly the same."""
RUN = 3
BANDS = 16
ROWS = 4
MOST_WORDS = 2_000
PRIME = (1 << 61) - 1

_chance = random.Random(20220401)
_PERMUTATIONS = [(_chance.randrange(1, PRIME), _chance.randrange(PRIME)) for _ in range(BANDS * ROWS)]
_NO_LETTER = re.compile(r"[\W_]+")


def plain_words(texts):
    """What was written, without what does not tell texts apart: capitals, accents' forms, signs and line ends."""
    together = unicodedata.normalize("NFKC", " ".join(texts)).casefold()
    return _NO_LETTER.sub(" ", together).strip()


def fingerprint(words):
    """The same for the same words; empty for what is too short to say anything.

    :param words: from :func:`plain_words`.
    """
    return hashlib.sha256(words.encode()).hexdigest() if len(words) >= SHORTEST else ""


def bands(words):
    """Numbers of which texts that are nearly the same very likely share one. None for what is too short.

    :param words: from :func:`plain_words`.
    :returns: 16 whole numbers that fit a bigint.
    """
    if len(words) < SHORTEST:
        return []
    split = words.split(" ")[:MOST_WORDS]
    runs = {" ".join(split[place : place + RUN]) for place in range(max(1, len(split) - RUN + 1))}
    hashes = [int.from_bytes(hashlib.blake2b(run.encode(), digest_size=7).digest()) for run in runs]
    least = [min((a * one + b) % PRIME for one in hashes) for a, b in _PERMUTATIONS]
    return [
        int.from_bytes(
            hashlib.blake2b(repr((band, least[band * ROWS : (band + 1) * ROWS])).encode(), digest_size=8).digest(),
            signed=True,
        )
        for band in range(BANDS)
    ]
