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
