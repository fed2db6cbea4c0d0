"""Misspelt words, put right by the words that published entries use."""

import re
import unicodedata

from django.db import connection

WORDS_OF_AN_ENTRY = """
    to_tsvector('kent_words', concat_ws(
        ' ', o.name, left(o.other_names, 5000), o.summary, o.town,
        (SELECT d.name FROM geography_district d WHERE d.code = o.district_id),
        (SELECT string_agg(s.name, ' ') FROM organisations_service s WHERE s.organisation_id = o.id AND s.is_running),
        (SELECT string_agg(t.name, ' ') FROM organisations_organisation_themes l
            JOIN organisations_theme t ON t.id = l.theme_id WHERE l.organisation_id = o.id)
    ))
"""
LONGEST = 40
"""Letters of a word worth correcting."""


def refresh():
    """Write the list of words anew from all published entries."""
    inner = f"SELECT {WORDS_OF_AN_ENTRY} FROM organisations_organisation o WHERE o.status = 'published'"
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH used AS (
                SELECT word, ndoc FROM ts_stat(%s) WHERE length(word) BETWEEN 2 AND 40 AND word ~ '^[[:alpha:]]+$'
            ), gone AS (
                DELETE FROM organisations_word WHERE word NOT IN (SELECT word FROM used)
            )
            INSERT INTO organisations_word (word, entries) SELECT word, ndoc FROM used ORDER BY word
            ON CONFLICT (word) DO UPDATE SET entries = excluded.entries
            """,
            [inner],
        )


def learn(organisation_id):
    """Add the words of one entry, so that what was published a moment ago is found misspelt too."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO organisations_word (word, entries)
            SELECT word, 1 FROM organisations_organisation o, unnest(tsvector_to_array({WORDS_OF_AN_ENTRY})) AS word
            WHERE o.id = %s AND o.status = 'published' AND length(word) BETWEEN 2 AND 40 AND word ~ '^[[:alpha:]]+$'
            ORDER BY word
            ON CONFLICT (word) DO NOTHING
            """,
            [organisation_id],
        )


def correct(text):
    """The text with each word that no entry uses replaced by the most likely one that some entry does use.

    Words that are known, short, or like nothing known stay as they are.
    """
    words = {word for word in map(plain, re.findall(r"[^\W\d_]+", text)) if 3 <= len(word) <= LONGEST}
    instead = {word: _most_likely(word, alike) for word, alike in _alike(words).items()}
    return re.sub(r"[^\W\d_]+", lambda found: instead.get(plain(found[0])) or found[0], text)


def plain(word):
    """Lower case, without accents: as the list of words has it."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _alike(words):
    """For each word that no entry uses: words like it, as {word: [(candidate, entries)]}.

    Trigrams find what differs anywhere in a longer word; the same first letter and about the same length find letters
    that changed places in a short one.
    """
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.word, alike.word, alike.entries
            FROM unnest(%s::text[]) AS asked(word)
            CROSS JOIN LATERAL (
                (SELECT word, entries FROM organisations_word w ORDER BY w.word <-> asked.word LIMIT 12)
                UNION
                (SELECT word, entries FROM organisations_word w
                 WHERE w.word LIKE left(asked.word, 1) || '%%'
                 AND length(w.word) BETWEEN length(asked.word) - 1 AND length(asked.word) + 1
                 AND levenshtein_less_equal(w.word, asked.word, 2) <= 2)
            ) AS alike
            WHERE NOT EXISTS (SELECT FROM organisations_word known WHERE known.word = asked.word)
            """,
            [sorted(words)],
        )
        found = {}
        for word, candidate, entries in cursor.fetchall():
            found.setdefault(word, []).append((candidate, entries))
        return found


def _most_likely(word, candidates):
    """The candidate fewest slips away, and of those the one most entries use; None when all are too far."""
    allowed = 1 if len(word) < 5 else 2
    near = [
        (slips(word, candidate), -entries, candidate)
        for candidate, entries in candidates
        if abs(len(candidate) - len(word)) <= allowed
    ]
    near = [one for one in near if one[0] <= allowed]
    return min(near)[2] if near else None


def slips(one, other):
    """How many letters were left out, added, changed, or swapped with their neighbour (optimal string alignment)."""
    before, last = None, list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
