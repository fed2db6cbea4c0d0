"""Misspelt words, put right by the words that published entries use."""

import itertools
import re
import string
import unicodedata

from django.db import connection

from kentcivil.geography import towns
from kentcivil.geography.towns import words_of
from organisations.everyday import EVERYDAY, is_everyday
from organisations.models import Synonym, Word
from organisations.understanding import FILLING

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
MOST_SPELLINGS = 4
OFTENER = 5
"""So many times more entries must have what a known word is taken for a slip of."""
LETTERS = list(string.ascii_lowercase)


WORD = re.compile(r"[^\W_]+")
_WORTH_KEEPING = "length(word) BETWEEN 2 AND 40 AND word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'"


def refresh():
    """Write the list of words anew from all published entries, the places of Kent and the words that mean the same."""
    inner = f"SELECT {WORDS_OF_AN_ENTRY} FROM organisations_organisation o WHERE o.status = 'published'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH used AS (
                SELECT word, max(ndoc) AS ndoc FROM (
                    SELECT word, ndoc FROM ts_stat(%s) WHERE {_WORTH_KEEPING}
                    UNION ALL SELECT word, 0 FROM unnest(%s::text[]) AS word
                ) AS either GROUP BY word
            ), gone AS (
                DELETE FROM organisations_word WHERE word NOT IN (SELECT word FROM used)
            )
            INSERT INTO organisations_word (word, entries) SELECT word, ndoc FROM used ORDER BY word
            ON CONFLICT (word) DO UPDATE SET entries = excluded.entries
            """,
            [inner, sorted(_words_besides())],
        )


def _words_besides():
    """Words that people type whether or not an entry uses them."""
    lists = Synonym.objects.values_list("words", "also")
    typed = {word for pair in lists for word in words_of(" ".join(pair))}
    return {
        word
        for word in typed | towns.words() | FILLING | EVERYDAY
        if 2 <= len(word) <= LONGEST and not word.isdecimal()
    }


def learn(organisation_id):
    """Add the words of one entry, so that what was published a moment ago is found misspelt too."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO organisations_word (word, entries)
            SELECT word, 1 FROM organisations_organisation o, unnest(tsvector_to_array({WORDS_OF_AN_ENTRY})) AS word
            WHERE o.id = %s AND o.status = 'published' AND {_WORTH_KEEPING}
            ORDER BY word
            ON CONFLICT (word) DO NOTHING
            """,
            [organisation_id],
        )


def correct(text):
    """The text with each word that no entry uses replaced by the most likely one that some entry does use.

    Words that are known, short, or like nothing known stay as they are.
    """
    return put_right(text)[0]


def put_right(text, *, known_too=False):
    """A text with misspelt words replaced, and what else each of the words in it could have been.

    :param known_too: take words that entries do use for misspelt ones as well ("foot bank"): they stay in the text, and
        words that are one slip away are further spellings.
    :returns: (the text, {word in it: other spellings}); the second is empty where there is nothing to put right.
    """
    words = {word for word in map(plain, WORD.findall(text)) if 2 <= len(word) <= LONGEST and not word.isdecimal()}
    instead, others = {}, {}
    apart = _apart_or_together(text, words)
    doubtful = {word for word in words - FILLING if not is_everyday(word)}
    for word, alike in _alike(doubtful, known_too=known_too).items():
        likely = _likely(word, alike, allowed=1 if known_too else None)
        if word in apart:
            # "paygroup" is rather "playgroup", one slip away, than "pay group".
            if not (likely and slips(word, likely[0]) == 1):
                continue
            del apart[word]
        entries = dict(alike)
        if known_too and word in entries:
            # Who types a word that many entries have means it: "cat" is no slip for "chat".
            least = max(1, entries[word]) * OFTENER
            if others_than := [candidate for candidate in likely if candidate != word and entries[candidate] >= least]:
                others[word] = tuple(others_than[:MOST_SPELLINGS])
        elif likely:
            instead[word] = likely[0]
            others[likely[0]] = tuple(likely[1:MOST_SPELLINGS])
    corrected = replaced(text, instead)
    for typed, meant in apart.items():
        corrected = re.sub(rf"(?i)\b{re.escape(typed)}\b", meant, corrected)
        others.setdefault(words_in(meant)[0], ())
    return corrected, others


def words_in(text):
    return [plain(word) for word in WORD.findall(text)]


def replaced(text, instead):
    """The text with some words replaced, given as {word: another}."""
    return WORD.sub(lambda found: instead.get(plain(found[0])) or found[0], text)


def _apart_or_together(text, words):
    """Words that were run together ("foodbank") or torn apart ("Mar gate"), as {typed: meant}."""
    in_order = words_in(text)
    torn = {f"{one} {two}": one + two for one, two in itertools.pairwise(in_order)}
    together = {
        word: [(word[:at], word[at:]) for at in range(2, len(word) - 1)] for word in words if 5 <= len(word) <= 30
    }
    asked = words | set(torn.values()) | {part for pairs in together.values() for pair in pairs for part in pair}
    known = dict(Word.objects.filter(word__in=asked).values_list("word", "entries")) if asked else {}
    found = {
        typed: meant
        for typed, meant in torn.items()
        if meant in known and not (typed.split()[0] in known and typed.split()[1] in known)
    }
    taken = {word for typed in found for word in typed.split()}
    for word, pairs in together.items():
        if word in known or word in taken:
            continue
        fitting = [pair for pair in pairs if pair[0] in known and pair[1] in known]
        if fitting:
            # The pair whose rarer half is the commonest: "food bank", not "foodb ank".
            found[word] = " ".join(max(fitting, key=lambda pair: min((known[part], len(part)) for part in pair)))
    return found


def plain(word):
    """Lower case, without accents: as the list of words has it."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(towns.WHOLE_LETTERS)


def _alike(words, *, known_too=False):
    """For each word that no entry uses: words like it, as {word: [(candidate, entries)]}.

    Trigrams find what differs anywhere in a longer word; the same first letter and about the same length find letters
    that changed places in a short one, and the same rest of the word a first letter that is wrong. Words that begin
    with a letter are one stretch of the index that knows no language.
    """
    if not words:
        return {}
    known = "EXISTS (SELECT FROM organisations_word known WHERE known.word = asked.word)"
    unknown = "" if known_too else f"WHERE NOT {known}"
    statement = f"""
        SELECT asked.word, alike.word, alike.entries
        FROM unnest(%(spelt)s::text[]) AS asked(word)
        CROSS JOIN LATERAL (
            (SELECT word, entries FROM organisations_word w ORDER BY w.word <-> asked.word LIMIT 12)
            UNION
            (SELECT word, entries FROM organisations_word w
             WHERE w.word ~>=~ left(asked.word, 1) AND w.word ~<~ chr(ascii(asked.word) + 1)
             AND length(w.word) BETWEEN length(asked.word) - 1 AND length(asked.word) + 1
             AND levenshtein_less_equal(w.word, asked.word, 2) <= 2)
            UNION
            (SELECT word, entries FROM organisations_word w WHERE w.word = ANY(
                ARRAY(SELECT letter || substr(asked.word, 2) FROM unnest(%(letters)s::text[]) AS letter)
                || ARRAY(SELECT letter || asked.word FROM unnest(%(letters)s::text[]) AS letter)
                || substr(asked.word, 2)
                || (substr(asked.word, 2, 1) || left(asked.word, 1) || substr(asked.word, 3))
            ))
        ) AS alike
        {unknown}
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"spelt": sorted(words), "letters": LETTERS})
        for word, candidate, entries in cursor.fetchall():
            found.setdefault(word, []).append((candidate, entries))
    return found


def _likely(word, candidates, *, allowed=None):
    """The candidates that are not too far, the fewest slips first, and of those the ones most entries use.

    Of a word of three letters or fewer, one that changed makes another word ("gas", "gay"): there a letter may be
    missing, or two have changed places.
    """
    if allowed is None:
        allowed = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    if len(word) <= 3:
        candidates = [one for one in candidates if len(one[0]) > len(word) or sorted(one[0]) == sorted(word)]
    near = [
        (slips(word, candidate), word[0] != candidate[0], -entries, candidate)
        for candidate, entries in candidates
        if abs(len(candidate) - len(word)) <= allowed
    ]
    return [one[-1] for one in sorted(near) if one[0] <= allowed]


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
