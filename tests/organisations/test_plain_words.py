"""What ordinary people type, and what they would find wrong in the answer."""

import pytest

from kentcivil.geography.models import District
from organisations import search, spelling, synonyms
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find():
    """Search as a visitor; the names that are found, in order."""
    synonyms.thesaurus.forget()

    def found(text):
        found.answer = search.ask(search.Question(text=text))
        return [row.name for row in found.answer.rows]

    return found


def test_what_is_based_in_the_district_comes_before_what_only_helps_there(find):
    thanet, dover = District.objects.get(slug="thanet"), District.objects.get(slug="dover")
    OrganisationFactory(name="Kent Debt Advice", district=dover, is_countywide=True)
    OrganisationFactory(name="Dover Debt Advice", district=dover, districts_served=[thanet])
    OrganisationFactory(name="Margate Debt Advice", district=thanet)
    assert find("debt advice thanet") == ["Margate Debt Advice", "Dover Debt Advice", "Kent Debt Advice"]


def test_what_a_district_does_not_have_is_looked_for_in_the_others(find):
    OrganisationFactory(name="Deal Chess Circle", district=District.objects.get(slug="dover"))
    OrganisationFactory(name="Margate Larder", district=District.objects.get(slug="thanet"))
    assert find("chess thanet") == ["Deal Chess Circle"]


@pytest.mark.parametrize("typed", ["gas bill", "chess", "my son"])
def test_everyday_words_are_not_put_right_though_no_entry_uses_them(find, typed):
    OrganisationFactory(name="Gay Bell Sen Cheese")
    spelling.refresh()
    assert find(typed) == []
    assert find.answer.corrected == ""


def test_a_short_word_is_put_right_by_a_letter_that_is_missing_and_not_by_another(find):
    OrganisationFactory(name="Food and Tea")
    spelling.refresh()
    assert find("fod") == ["Food and Tea"]
    assert find("tae") == ["Food and Tea"]
    assert find("tex") == []


def test_words_are_not_said_to_be_put_right_where_they_are_as_they_were(find):
    OrganisationFactory(name="Larder", summary="For Deal.")
    OrganisationFactory(name="Larger Orchestra")
    spelling.refresh()
    find("larder orchestra deal")
    assert find.answer.corrected == ""


def test_days_and_whom_it_is_for_do_not_narrow_a_search_down(find):
    OrganisationFactory(name="Autism Group", summary="For autistic children.")
    assert find("free autism group for my son on saturday mornings") == ["Autism Group"]


@pytest.mark.parametrize(
    ("typed", "answer", "instead"),
    [
        ("skint", "Debt Help", "Singers"),
        ("formula milk for my baby", "Deal Baby Bank", "Windmill"),
        ("cant pay my rent", "Debt Help", "Cat Rescue"),
        ("my boyfriend hits me", "Women's Aid", "Friends of the Boys"),
        ("lost a baby", "Stillbirth and Loss Support", "Bay Larder"),
        ("emergency accomodation", "Night Shelter", "Emergency Choir"),
        ("blue badge", "Advice Centre", "Badgers"),
    ],
)
def test_what_worried_people_type_finds_who_helps(find, typed, answer, instead):
    OrganisationFactory(name=answer)
    for number in range(8):
        OrganisationFactory(name=f"{instead} {number}")
    spelling.refresh()
    assert find(typed)[:1] == [answer]


@pytest.mark.parametrize("typed", ["milk", "polish", "changing", "charged", "swimmers", "my cat"])
def test_everyday_words_in_any_form_are_left_as_they_are(find, typed):
    for number in range(6):
        for name in ("Mill Trust", "Parish Hall", "Charing Hall", "Chat Circle", "Swimmer's Rest"):
            OrganisationFactory(name=f"{name} {number}")
    OrganisationFactory(name="Cat Home")
    spelling.refresh()
    find(typed)
    assert find.answer.corrected == ""


def test_a_known_word_that_few_entries_have_may_still_be_a_slip(find):
    OrganisationFactory(name="Foot Clinic")
    for number in range(6):
        OrganisationFactory(name=f"Food Bank {number}")
    spelling.refresh()
    assert find("foot bank")[0].startswith("Food Bank")


def test_a_long_word_with_three_slips_is_still_put_right(find):
    OrganisationFactory(name="Alzheimers Afternoon")
    spelling.refresh()
    assert find("altzimers") == ["Alzheimers Afternoon"]


def test_a_night_out_is_no_night_shelter(find):
    OrganisationFactory(name="Night Shelter")
    OrganisationFactory(name="Youth Club", summary="For teenagers.")
    assert find("somewhere for teenagers to go on friday night") == ["Youth Club"]
    assert find("night shelter") == ["Night Shelter"]


def test_part_of_the_county_is_no_word_of_a_name(find):
    OrganisationFactory(name="East Malling Choir")
    OrganisationFactory(name="Deal Choir")
    assert sorted(find("choir east kent")) == ["Deal Choir", "East Malling Choir"]


def test_where_nothing_has_the_words_the_page_says_that_it_shows_the_place(find, client):
    thanet = District.objects.get(slug="thanet")
    OrganisationFactory(name="Larder", district=thanet, town="Margate", latitude=51.387, longitude=1.386)
    for typed in ("unicycles thanet", "unicycles margate"):
        assert find(typed) == ["Larder"]
        assert find.answer.is_place_alone
        assert "No entry has the other words" in client.get("/organisations/", {"q": typed}).content.decode()
    find("larder margate")
    assert not find.answer.is_place_alone


def test_names_of_places_as_people_say_them(find):
    OrganisationFactory(name="Choir", town="Leysdown-on-Sea", latitude=51.397, longitude=0.922)
    for typed in ("leysdown", "choir leysdown"):
        find(typed)
        assert find.answer.place.label == "Leysdown-on-Sea"
    find("choir medway")
    assert find.answer.place.label == "Medway Towns"
    find("choir hastings")
    assert "Hastings" in find.answer.place.note


def test_letters_of_other_languages_are_read_as_people_without_them_type_them(find):
    OrganisationFactory(name="Złota Łódź Café")
    assert find("zlota lodz") == find("Złota Łódź") == ["Złota Łódź Café"]
