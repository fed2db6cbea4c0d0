"""Which words search also looks for when it is asked for some: the officers' table, kept in memory for a moment."""

import csv
import time
from pathlib import Path

from kentcivil.geography.towns import words_of
from organisations.models.synonym import Synonym, entries

SECONDS = 30
"""How long a process keeps the table; an officer's change is in use after that."""
MOST_WORDS = 6
"""Words of the longest phrase that is recognised."""
MOST_OTHERS = 24


class Thesaurus:
    """The table as search needs it: by the words that people type."""

    def __init__(self):
        self.forget()

    def forget(self):
        self._others, self._kinds, self._until = {}, {}, 0.0

    def others(self, words):
        """What else to look for in place of a phrase.

        :param words: the words of the phrase, as words_of() gives them.
        :returns: phrases, or None where the table does not have the phrase.
        """
        self._refresh()
        return self._others.get(_key(words))

    def beginning_with(self, text, most):
        """Kinds of help, such as "food bank", that begin as somebody types: of each mutual line one name.

        What people say about themselves ("hits me") is never suggested to others.
        """
        self._refresh()
        asked = " ".join(words_of(text))
        found = {}
        for words, (phrase, line) in self._kinds.items():
            if asked and words.startswith(asked):
                found.setdefault(line, phrase)
        return list(found.values())[:most]

    def _refresh(self):
        if time.monotonic() > self._until:
            (self._others, self._kinds), self._until = _read(), time.monotonic() + SECONDS


thesaurus = Thesaurus()


def _read():
    others, kinds = {}, {}
    for words, also, is_mutual in Synonym.objects.order_by("pk").values_list("words", "also", "is_mutual"):
        same = entries(words)
        found = [*(same if is_mutual else ()), *entries(also)]
        if is_mutual:
            kinds |= {" ".join(words_of(phrase)): (phrase, words) for phrase in same}
        for phrase in same:
            known = others.setdefault(_key(words_of(phrase)), {})
            known.update({other: None for other in found if other != phrase})
    return {key: tuple(phrases)[:MOST_OTHERS] for key, phrases in others.items()}, dict(sorted(kinds.items()))


def _key(words):
    """A phrase whatever the number of its nouns: "food parcel" and "food parcels" are one."""
    return tuple(_singular(word) for word in words)


def _singular(word):
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def fill(Synonym):
    """Write the list that the directory starts with; the model is passed, since a migration has its own version."""
    with Path(__file__).with_name("synonyms.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Synonym(words=row["words"], also=row["also"], is_mutual=row["mutual"] == "yes")
            for row in csv.DictReader(file)
        ]
    Synonym.objects.bulk_create(rows, ignore_conflicts=True)
