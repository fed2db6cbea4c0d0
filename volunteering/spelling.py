"""Words of a search that are nearly right, put beside the words that opportunities use.

A list of words stays small whatever the number of opportunities, so a slip costs no more in a large county. Triggers
add the words of what is published (migration 0031).
"""

import re

from django.db import connection

from organisations.spelling import slips

MOST = 4
"""Spellings that one word may stand for, besides itself."""
# Left off before spelling is compared: "gardning" is nearer to "garden" without it.
_ENDING = re.compile(r"(?<=...)(ing|ers?|ed|s)$")
_ALIKE = """
    SELECT asked.word, alike.word
    FROM unnest(%s::text[]) AS asked(word)
    CROSS JOIN LATERAL (
        (SELECT word FROM volunteering_word w ORDER BY w.word <-> asked.word LIMIT 12)
        UNION
        (SELECT word FROM volunteering_word w
         WHERE w.word LIKE left(asked.word, 1) || '%%'
         AND length(w.word) BETWEEN length(asked.word) - 1 AND length(asked.word) + 1
         AND levenshtein_less_equal(w.word, asked.word, 2) <= 2)
    ) AS alike
"""


def spellings(words):
    """What each word may have been meant to be: {word: [other words, the fewest slips first]}.

    :param words: in lower case.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [sorted(set(words))])
        found = {word: [] for word in words}
        for word, other in cursor.fetchall():
            if (far := _slips(word, other)) is not None:
                found[word].append((far, other))
    return {word: [other for _far, other in sorted(others)][:MOST] for word, others in found.items()}


def _slips(word, other):
    """How many letters are wrong, ending apart; None for too many. A short word may have one, a longer one two."""
    stem, others = _ENDING.sub("", word), _ENDING.sub("", other)
    far = min(slips(word, other), slips(stem, others))
    return far if far <= (1 if len(stem) < 5 else 2) and word != other else None
