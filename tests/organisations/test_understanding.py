"""What the words of a search are taken to mean."""

import pytest

from organisations import synonyms
from organisations.models import Synonym
from organisations.understanding import understand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_words():
    synonyms.thesaurus.forget()
    yield
    synonyms.thesaurus.forget()


@pytest.mark.parametrize(
    ("typed", "place", "left"),
    [
        ("food bank near Margate", "Margate", ["food bank"]),
        ("food bank in or around margate", "Margate", ["food bank"]),
        ("margate food bank", "Margate", ["food bank"]),
        ("dementia cafe tunbridge wells", "Tunbridge Wells", ["dementia cafe"]),
        ("Bridge", "Bridge", []),
        ("brownies in Bridge", "Bridge", ["brownies"]),
        ("bridge brownies", "Bridge", ["brownies"]),
        ("food bank deal", "Deal", ["food bank"]),
        ("choir chatham", "Chatham", ["choir"]),
    ],
)
def test_a_town_among_the_words_is_the_place(typed, place, left):
    read = understand(typed)
    assert read.place.label == place
    assert [clause[0] for clause in read.clauses] == left


@pytest.mark.parametrize("typed", ["bridge club", "river watching for fun", "stone carving lessons"])
def test_a_word_that_is_also_a_village_stays_a_word_where_it_is_likelier_one(typed):
    assert understand(typed).place is None


def test_a_district_is_a_place_of_its_own_kind():
    read = understand("carers in thanet")
    assert (read.place, read.district) == (None, "thanet")
    assert read.clauses[0][0] == "carers"


def test_the_way_back_takes_words_literally():
    read = understand("food bank margate", places=False)
    assert read.place is None
    assert [clause[0] for clause in read.clauses] == ["food bank", "margate"]


@pytest.mark.parametrize("typed", ['"food bank"', "food -dog", "food OR drink"])
def test_operators_are_left_to_the_database(typed):
    assert understand(typed).operators


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("CAB", "citizens advice"),
        ("W.I.", "women's institute"),
        ("PTA", "parent teacher association"),
        ("nappies", "baby bank"),
        ("new parents", "baby bank"),
        ("food parcel", "larder"),
    ],
)
def test_words_that_mean_the_same_are_looked_for_too(typed, also):
    assert also in understand(typed).clauses[0]


def test_what_people_say_of_themselves_is_not_looked_for_when_another_is_typed():
    assert "starving" not in understand("hungry").clauses[0]
    assert "food bank" in understand("hungry").clauses[0]


def test_words_that_an_officer_adds_are_understood():
    Synonym.objects.create(words="tool library; lend a drill", also="borrowing")
    assert understand("lend a drill").clauses == (("lend a drill", "tool library", "borrowing"),)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("help for carers", ["carers"]),
        ("i need someone to help with debt", ["debt"]),
        ("alzheimer's group", ["alzheimers"]),
        ("help", ["help"]),
        ("chess club", ["chess", "club"]),
    ],
)
def test_words_that_say_little_are_not_asked_of_every_entry(typed, left):
    assert [clause[0] for clause in understand(typed).clauses] == left


def test_a_list_of_words_must_hold_words(client):
    from django.core.exceptions import ValidationError

    for words, also, is_mutual in (("; ;", "", True), ("alone", "", True), ("a; b", "", False)):
        with pytest.raises(ValidationError):
            Synonym(words=words, also=also, is_mutual=is_mutual).full_clean()
    Synonym(words="a; b", is_mutual=True).full_clean()
