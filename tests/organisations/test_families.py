"""Marks of words that mean the same: all that is found by a line of the officers' table has its mark."""

from datetime import date, timedelta

import pytest
from django.db import connection

from organisations import compiling, families, rare, search, synonyms
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


def names(asked):
    found = Organisation.objects.published().extra(where=["document @@ %s::tsquery"], params=[asked])
    return set(found.values_list("name", flat=True))


def queries(typed):
    synonyms.thesaurus.forget()
    compiling._compiled.cache_clear()
    return compiling.compiled(typed, understand(typed, places=False))


def marks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM organisations_family")
        return {mark for (mark,) in cursor.fetchall()}


TEXTS = ["Food parcels", "Parcels of food", "A food bank", "Food, and a bank", "Youth club", "People who are young"]
TEXTS += ["Advice centre", "A centre with advice", "Debt help", "Baby bundle", "Nappies", "A larder", "Adults"]


@pytest.mark.parametrize(
    "typed", ["food bank", "foodbanks", "hungry", "young people", "debt advice", "nappies", "baby bank in debt"]
)
def test_all_that_is_found_is_within_the_marks(typed):
    for number, text in enumerate(TEXTS):
        OrganisationFactory(name=f"Entry {number}", summary=text, purpose="")
    OrganisationFactory(name="Both", summary="Nappies and debt help", purpose="")
    asked = queries(typed)
    assert asked["within"].startswith("'##")
    assert names(asked["has"])
    assert names(asked["has"]) <= names(asked["within"])


@pytest.mark.parametrize("typed", ["zest", "zest zoo", '"food bank"', ""])
def test_words_without_others_have_no_mark(typed):
    assert queries(typed)["within"] == ""


def test_a_new_line_is_marked_at_night_on_entries_of_before_and_after():
    OrganisationFactory(name="Before", summary="We run a tool library on Mondays.")
    Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    assert queries("lend a drill")["within"] == ""
    families.refresh()
    OrganisationFactory(name="After", summary="A tool library.")
    within = queries("lend a drill")["within"]
    assert names(within) == {"Before", "After"}
    families.refresh()
    assert queries("lend a drill")["within"] == within


def test_marks_that_nothing_asks_for_go_after_some_days():
    line = Synonym.objects.create(words="borrowing; lend a drill", also="tool library", is_mutual=False)
    families.refresh()
    there = marks()
    line.delete()
    families.refresh()
    assert marks() == there
    with connection.cursor() as cursor:
        long_ago = date.today() - timedelta(days=families.KEPT + 2)
        cursor.execute("UPDATE organisations_family SET wanted_on = %s", [long_ago])
    families.refresh()
    assert len(there - marks()) == 1


def test_parts_that_have_brackets_make_no_family():
    """Of those it could not be told where one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_families_wanted() WHERE asked::text ~ '[()]'")
        assert cursor.fetchone() == (0,)


def test_what_is_rare_is_found_by_the_marks_as_it_is_without():
    OrganisationFactory(name="One", summary="A food bank.", is_countywide=True)
    OrganisationFactory(name="Two", summary="Food parcels.", is_countywide=True)
    OrganisationFactory(name="Three", summary="A choir.", is_countywide=True)
    asked = queries("food bank")
    with_marks, without = (
        rare._read(asked | {"within": within}, "'=countywide'", "", "")[""] for within in (asked["within"], "")
    )
    by_name = Organisation.objects.in_bulk(with_marks)
    assert {one.name for one in by_name.values()} == {"One", "Two"}
    assert sorted(with_marks) == sorted(without)
    assert {row.name for row in search.ask(search.Question(text="food bank")).rows} == {"One", "Two"}
