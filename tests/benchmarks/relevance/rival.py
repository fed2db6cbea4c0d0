"""The same records in tantivy, a search library written in Rust, asked as its own documentation shows.

English stemming on every field, names counting four times and what entries do twice, every word needed first and any
word after that; for misspelt words its fuzzy search of one slip, of swapped letters too.
"""

import contextlib
import re

import tantivy

FIELDS = {"name": 4.0, "other_names": 4.0, "summary": 2.0, "services": 2.0, "themes": 2.0, "texts": 1.0, "places": 1.0}


class Rival:
    def __init__(self, entries, *, counts=False):
        """:param counts: keep what filters count too, for find_and_count()."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("slug", stored=True, tokenizer_name="raw")
        for name in FIELDS:
            builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
        # Fuzzy search compares whole words, so it has names unstemmed.
        builder.add_text_field("name_words", stored=False, tokenizer_name="default")
        builder.add_text_field("facets", stored=False, tokenizer_name="raw", fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(heap_size=200_000_000, num_threads=1)
        for entry in entries:
            document = tantivy.Document()
            document.add_text("slug", entry.slug)
            document.add_text("name_words", entry.name)
            for name, text in entry.texts.items():
                document.add_text(name, text)
            if counts:
                for mark in entry.facets.split():
                    document.add_text("facets", mark)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()  # else it would go on merging while it is measured
        self.index.reload()

    def find(self, text, most=10):
        """Slugs of the best entries."""
        plain = " ".join(re.findall(r"[^\W_]+", text))
        searcher = self.index.searcher()
        for every_word in (True, False):
            query, _errors = self.index.parse_query_lenient(
                plain, list(FIELDS), field_boosts=FIELDS, conjunction_by_default=every_word
            )
            hits = searcher.search(query, most).hits
            if hits:
                break
        return [searcher.doc(address)["slug"][0] for _score, address in hits]

    def find_and_count(self, text, chosen, *, based="", most=20):
        """The best entries that have the words and the choices, and how many entries have each mark.

        As on the page, what a filter counts leaves its own choices aside: one more count for each filter in use.

        :param chosen: {name of a filter: its marks}; of the marks of one, any will do.
        :param based: a mark that all must have besides, and that is no choice: of the district asked for.
        :returns: (slugs, [what the marks count: of what was found, then for each filter in use])
        """
        plain = " ".join(re.findall(r"[^\W_]+", text))
        words, _errors = self.index.parse_query_lenient(
            plain, list(FIELDS), field_boosts=FIELDS, conjunction_by_default=True
        )
        if based:
            words = self._narrowed(words, {"": [based]})
        searcher = self.index.searcher()
        query = self._narrowed(words, chosen)
        hits = searcher.search(query, most).hits
        asked = [query]
        asked += [self._narrowed(words, {other: chosen[other] for other in chosen if other != name}) for name in chosen]
        counted = [searcher.aggregate(one, {"facets": {"terms": {"field": "facets", "size": 200}}}) for one in asked]
        return [searcher.doc(address)["slug"][0] for _score, address in hits], counted

    def _narrowed(self, words, chosen):
        every = [(tantivy.Occur.Must, words)]
        for marks in chosen.values():
            asked = [tantivy.Query.term_query(self.schema, "facets", mark) for mark in marks]
            any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in asked])
            every.append((tantivy.Occur.Must, any_of if len(asked) > 1 else asked[0]))
        return tantivy.Query.boolean_query(every) if chosen else words

    def find_name(self, text, most=3):
        """Slugs of the entries whose names have the most of the words, each within one slip."""
        parts = []
        for word in re.findall(r"[^\W_]+", text.lower()):
            with contextlib.suppress(ValueError):
                exact = tantivy.Query.term_query(self.schema, "name_words", word)
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(exact, 2.0)))
                fuzzy = tantivy.Query.fuzzy_term_query(
                    self.schema, "name_words", word, distance=1, transposition_cost_one=True
                )
                parts.append((tantivy.Occur.Should, fuzzy))
        searcher = self.index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(parts), most).hits
        return [searcher.doc(address)["slug"][0] for _score, address in hits]
