"""Phrases of the officers' table: entries that have one bear its mark, whatever was there first, and all is found."""

import json
import re

import pytest
from django.db import connection

from organisations import compiling, documents, search, synonyms
from organisations.models import Organisation, Synonym
from organisations.understanding import understand
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_is_now():
    synonyms.thesaurus.forget()
    compiling._compiled.cache_clear()
    yield
    synonyms.thesaurus.forget()
    compiling._compiled.cache_clear()


def found(text):
    synonyms.thesaurus.forget()
    return {row.name for row in search.ask(search.Question(text=text)).rows}


def quick(clauses):
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisations_quick_query(%s)::text", [json.dumps(clauses)])
        return cursor.fetchone()[0]


def test_entries_of_before_and_after_are_found_by_a_phrase_that_officers_add():
    OrganisationFactory(name="Before", summary="We run a tool library on Mondays.")
    OrganisationFactory(name="Apart", summary="The library lends a tool.")
    Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    OrganisationFactory(name="After", summary="A tool library.")
    assert quick([["borrowing", "tool library"]]) == "'borrow' | '#''tool'' <-> ''librari'''"
    assert found("lend a drill") == {"Before", "After"}


def test_an_entry_that_gets_or_loses_a_phrase_is_found_so():
    Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    one = OrganisationFactory(name="One", summary="A library.")
    assert "One" not in found("borrowing")
    one.summary = "A tool library."
    one.save()
    assert found("borrowing") == {"One"}
    one.summary = "A library."
    one.save()
    assert "One" not in found("borrowing")


def test_entries_written_in_bulk_bear_their_phrases():
    Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    with documents.written_later():
        OrganisationFactory(name="Many", summary="A tool library.")
    assert found("borrowing") == {"Many"}


def test_a_phrase_that_is_no_longer_in_the_table_is_looked_for_word_by_word():
    added = Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    added.also = "repairs"
    added.save()
    assert quick([["borrowing", "tool library"]]) == "'borrow' | 'tool' <-> 'librari'"
    added.delete()
    assert quick([["borrowing", "repairs"]]) == "'borrow' | 'repair'"


def test_each_phrase_of_the_table_is_seen_in_an_entry_that_has_it():
    # What is typed by people alone is never looked for in its place, so it needs no mark.
    looked_for = [one.also + (f";{one.words}" if one.is_mutual else "") for one in Synonym.objects.all()]
    phrases = [phrase for line in looked_for for phrase in re.split("[;\n]", line)]
    for number in range(4):
        OrganisationFactory(purpose=". ".join(phrases[number::4]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mark, mark IN (SELECT unnest(tsvector_to_array(document)) FROM organisations_organisation)"
            " FROM organisations_phrase"
        )
        is_seen = dict(cursor.fetchall())
    assert len(is_seen) > 250
    assert [mark for mark, seen in is_seen.items() if not seen] == []


@pytest.mark.parametrize(
    ("clauses", "asked"),
    [
        # What another phrase finds anyway is left out; of two that find the same the first is kept.
        ([["youth", "youth club", "open door youth"]], "'youth'"),
        ([["debt help", "debt", "help"]], "'debt' | 'help'"),
        ([["carers", "carer", "carers support"]], "'carer'"),
        ([["zest zoo", "zoo zest", "zest zoo"]], "'zest' & 'zoo'"),
        ([["quiet", "zest zoo", "zoo zest"]], "'quiet' | 'zest' <-> 'zoo' | 'zoo' <-> 'zest'"),
        ([["zoo", "a"], ["the", "of"], ["zest"]], "'zoo' & 'zest'"),
        ([["the"]], ""),
        ([], ""),
    ],
)
def test_a_search_takes_the_fewest_steps(clauses, asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery::text", [asked])
        (asked,) = cursor.fetchone()
        cursor.execute("SELECT %s::tsquery @> %s::tsquery", [quick(clauses) or "x", asked or "x"])
    assert sorted(quick(clauses).split()) == sorted(asked.split())


def test_it_finds_what_the_search_in_full_finds():
    texts = ["Youth club", "A club for youth", "Open door for youth", "Young people", "People who are young", "Adults"]
    texts += ["Food parcels", "Parcels of food", "Advice centre", "A centre that gives advice", "Debt help on Mondays"]
    for number, text in enumerate(texts):
        OrganisationFactory(name=f"Entry {number}", summary=text, purpose="")
    for typed in [
        "young people",
        "food bank",
        "debt advice",
        "carers",
        "advice",
        "legal advice",
        "youth",
        "food in debt",
    ]:
        read = understand(typed)
        queries = compiling.compiled(typed, read)
        entries = Organisation.objects.published()
        by = {
            kind: set(
                entries.extra(where=["document @@ %s::tsquery"], params=[queries[kind]]).values_list("name", flat=True)
            )
            for kind in ("has", "words")
        }
        assert by["has"] == by["words"], typed
