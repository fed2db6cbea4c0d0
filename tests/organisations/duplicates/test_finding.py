"""The officers' list of likely duplicates: what comes onto it, what stays, what goes."""

import pytest

from kentcivil.accounts.roles import Role
from organisations import actions, tasks
from organisations.duplicates import finding
from organisations.duplicates.entries import read
from organisations.models import Likeness
from organisations.states import LikenessState, NotAllowed, Status
from tests.factories import UserFactory
from tests.organisations.factories import (
    IdentifierFactory,
    OrganisationFactory,
    RegisteredCharityFactory,
    person_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER)


def pairs():
    return {(pair.first.name, pair.second.name): pair for pair in Likeness.objects.all()}


def test_the_list_follows_the_directory_and_decisions_stay(officer):
    first = OrganisationFactory(name="Deal Rowing Club", slug="a", town="Deal", phone="01304 960111")
    second = OrganisationFactory(name="DEAL ROWING CLUB", slug="b", town="Deal")
    OrganisationFactory(name="Deal Rowing Club", slug="c", town="Deal", status=Status.CLOSED)
    OrganisationFactory(name="Sandwich Bowls", town="Sandwich")
    tasks.find_likenesses()
    (pair,) = Likeness.objects.all()
    assert (pair.first, pair.second, pair.reasons) == (first, second, ["name", "town"])
    found_at = pair.found_at
    second.phone = "+44 1304 960111"
    second.save()
    assert finding.find_likenesses() == 1
    pair.refresh_from_db()
    assert (pair.reasons, pair.found_at) == (["name", "phone", "town"], found_at)
    assert finding.find_likenesses() == 1
    actions.keep_apart(by=officer, likeness=pair)
    assert finding.find_likenesses() == 0
    assert Likeness.objects.get().state == LikenessState.APART
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.keep_apart(by=officer, likeness=pair)
    third = OrganisationFactory(name="The Deal Rowing Club", slug="d", town="Deal")
    assert finding.find_likenesses() == 2
    third.name = "Walmer Chess"
    third.save()
    assert finding.find_likenesses() == 0
    assert Likeness.objects.count() == 1


def test_a_charity_and_the_company_that_the_register_says_it_is():
    charity, company = OrganisationFactory(name="Zebra Trust"), OrganisationFactory(name="Striped Horses Limited")
    IdentifierFactory(organisation=charity, number="1187654")
    IdentifierFactory(organisation=company, scheme="GB-COH", number="01234567")
    RegisteredCharityFactory(number="1187654", company_number="1234567")
    finding.find_likenesses()
    assert Likeness.objects.get().reasons[0] == "number"


def test_two_whose_names_share_nothing_else_meet_by_another_name():
    OrganisationFactory(name="Mama to Mama", other_names="Thanet Baby Bank\n\nThanet Nappies", town="Margate")
    OrganisationFactory(name="Thanet Baby Bank", town="Margate")
    finding.find_likenesses()
    assert ("Mama to Mama", "Thanet Baby Bank") in pairs()


def test_a_page_among_those_of_many_is_only_the_same_as_itself():
    where = {"town": "Deal", "postcode": "CT14 7AA"}
    OrganisationFactory(name="Deal Hope Kitchen", website="https://www.facebook.com/dealhope", **where)
    OrganisationFactory(name="Deal Hope Community Kitchen", website="https://m.facebook.com/dealhope/", **where)
    OrganisationFactory(name="Dover Kites", website="https://www.facebook.com/doverkites")
    finding.find_likenesses()
    (pair,) = Likeness.objects.all()
    assert "web" in pair.reasons


def test_what_is_in_everybodys_block_is_compared_by_what_else_there_is(monkeypatch):
    monkeypatch.setattr(finding, "MOST_IN_BLOCK", 5)
    monkeypatch.setattr(finding, "BATCH", 3)
    for number in range(8):
        OrganisationFactory(name=f"Deal {'abcdefgh'[number] * 6} Society", town="Deal", postcode="CT14 7AA")
    OrganisationFactory(name="Deal Zebra Society", slug="one", town="Deal", postcode="CT14 7AA")
    OrganisationFactory(name="Deal Zebras Society", slug="other", town="Deal", postcode="CT14 7AA")
    finding.find_likenesses()
    assert set(pairs()) == {("Deal Zebra Society", "Deal Zebras Society")}


def test_what_a_new_entry_may_be_already():
    known = OrganisationFactory(name="Deal Rowing Club", slug="known", town="Deal", email="office@rowers.example")
    OrganisationFactory(name="Deal Rowing Club", slug="gone", town="Deal", status=Status.CLOSED)
    OrganisationFactory(name="Deal Rowing Club Juniors", town="Deal")
    new = OrganisationFactory(name="Deal Rowing Club Ltd", slug="new", town="Deal", status=Status.CLOSED)
    assert finding.like(read([new.pk])[new.pk]) == [known.pk]


def test_an_officer_puts_two_together_whatever_their_score(officer):
    one, other = OrganisationFactory(name="Zebra Trust"), OrganisationFactory(name="Striped Horses")
    likeness = actions.put_together(by=officer, entries=[other, one])
    assert (likeness.first, likeness.score, likeness.state) == (one, 0, LikenessState.OPEN)
    actions.keep_apart(by=officer, likeness=likeness)
    assert actions.put_together(by=officer, entries=[one, other]).state == LikenessState.OPEN
    assert actions.put_together(by=officer, entries=[one, other]).pk == likeness.pk
    for entries in ([one], [one, other, OrganisationFactory()], [one, OrganisationFactory(status=Status.CLOSED)]):
        with pytest.raises(NotAllowed, match="Choose two entries"):
            actions.put_together(by=officer, entries=entries)
    for act in (
        lambda by: actions.put_together(by=by, entries=[one, other]),
        lambda by: actions.keep_apart(by=by, likeness=likeness),
        lambda by: actions.merge(by=by, kept=one, gone=other),
    ):
        with pytest.raises(NotAllowed, match="Only a directory officer"):
            act(UserFactory())
