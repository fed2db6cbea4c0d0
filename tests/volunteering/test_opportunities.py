"""An organisation asks for volunteers; its centre checks, publishes or returns; the public list keeps itself tidy."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from kentcivil.geography.places import UnknownPlace
from kentcivil.mail.models import Message
from organisations.states import Status
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory, ThemeFactory
from tests.volunteering.factories import BrokerFactory, OpportunityFactory, VolunteerCentreFactory, district
from volunteering import actions
from volunteering.models import Opportunity, Skill, VolunteerCentre
from volunteering.states import NotAllowed, OpportunityState

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return VolunteerCentreFactory()


@pytest.fixture
def broker(centre):
    return BrokerFactory(centre=centre).user


@pytest.fixture
def member():
    return MembershipFactory(organisation__district=district()).user


def _said(**changed):
    return {
        "title": "Befriending by phone",
        "summary": "Ring somebody who lives alone.",
        "tasks": "A chat of half an hour a week.",
        "commitment": "Half an hour a week",
        "pattern": "regular",
        "times": ["flexible"],
        "starts_on": None,
        "ends_on": None,
        "from_home": True,
        "postcode": "",
        **changed,
    }


def _post(member, **changed):
    return actions.post_opportunity(organisation=member.organisations.get(), values=_said(**changed), by=member)


def test_a_draft_goes_to_the_centre_of_its_place(member, centre):
    elsewhere = VolunteerCentreFactory(districts=[district("Thanet")])
    opportunity = _post(
        member, postcode="ct9 1", from_home=False, skills=Skill.objects.all()[:2], causes=[ThemeFactory()]
    )
    assert opportunity.centre == elsewhere
    assert (opportunity.state, opportunity.postcode, opportunity.district.name) == ("draft", "CT9 1", "Thanet")
    assert opportunity.latitude == pytest.approx(51.38, abs=0.05)
    assert opportunity.skills.count() == 2
    assert opportunity.causes.count() == 1
    moved = actions.change_opportunity(opportunity=opportunity, values=_said(postcode="TN23 3"), by=member)
    assert moved.centre == centre


def test_what_is_done_from_home_goes_to_the_centre_of_the_organisation(member, centre):
    assert _post(member).centre == centre


def test_the_centre_with_the_fewest_districts_is_asked_first(member, centre):
    VolunteerCentreFactory(districts=[district(), district("Dover")])
    assert VolunteerCentre.objects.serving(district()).count() == 2
    assert _post(member).centre == centre


def test_where_no_centre_works_the_reason_is_said(member, centre):
    with pytest.raises(NotAllowed, match="No volunteer centre works in Dover yet"):
        _post(member, postcode="CT16 1")
    VolunteerCentre.objects.update(open=False)
    with pytest.raises(NotAllowed, match="Ashford"):
        _post(member)
    organisation = MembershipFactory(user=member).organisation
    with pytest.raises(NotAllowed, match="your district"):
        actions.post_opportunity(organisation=organisation, values=_said(), by=member)


def test_a_postcode_elsewhere_is_refused(member, centre):
    with pytest.raises(UnknownPlace):
        _post(member, postcode="M1 1AE")


def test_nobody_posts_for_an_organisation_of_others(centre):
    with pytest.raises(PermissionDenied):
        actions.post_opportunity(organisation=OrganisationFactory(), values=_said(), by=UserFactory())


def test_two_of_the_same_name_and_a_name_that_is_an_address_get_addresses_of_their_own(member, centre):
    assert _post(member).slug == "befriending-by-phone"
    assert _post(member).slug.startswith("befriending-by-phone-")
    assert _post(member, title="Pilot").slug.startswith("pilot-")
    assert _post(member, title="!!!").slug == "opportunity"


def test_a_one_off_ends_on_the_day_it_is(member, centre):
    assert _post(member, pattern="one-off", starts_on=date(2030, 6, 1)).ends_on == date(2030, 6, 1)


def test_from_draft_to_published(member, broker):
    opportunity = _post(member)
    assert not Opportunity.objects.published().exists()
    actions.submit_opportunity(opportunity=opportunity, by=member)
    assert Message.objects.get(to=broker.email).subject == "An opportunity is waiting for your volunteer centre"
    assert list(Opportunity.objects.waiting()) == [opportunity]
    actions.publish_opportunity(opportunity=opportunity, by=broker)
    assert list(Opportunity.objects.published()) == [opportunity]
    assert opportunity.get_absolute_url() in Message.objects.get(to=member.email).text


def test_a_returned_one_says_why_and_can_be_sent_again(member, broker):
    opportunity = actions.submit_opportunity(opportunity=_post(member), by=member)
    with pytest.raises(NotAllowed, match="Say what should be changed"):
        actions.return_opportunity(opportunity=opportunity, reason="  ", by=broker)
    actions.return_opportunity(opportunity=opportunity, reason="Say who trains them.", by=broker)
    assert "Say who trains them." in Message.objects.get(to=member.email).text
    again = actions.submit_opportunity(opportunity=opportunity, by=member)
    assert (again.state, again.returned_because) == ("waiting", "")
    assert Message.objects.filter(to=broker.email).count() == 2


def test_a_published_one_can_be_taken_down(broker, centre):
    opportunity = OpportunityFactory(centre=centre)
    actions.return_opportunity(opportunity=opportunity, reason="A complaint came in.", by=broker)
    assert not Opportunity.objects.published().exists()


def test_a_closed_one_leaves_the_list_and_stays_in_the_record(broker, centre):
    opportunity = OpportunityFactory(centre=centre)
    actions.close_opportunity(opportunity=opportunity, by=broker)
    assert not Opportunity.objects.published().exists()
    assert list(Opportunity.objects.once_published()) == [opportunity]
    with pytest.raises(NotAllowed):
        actions.close_opportunity(opportunity=opportunity, by=broker)


def test_what_others_may_not_do(member, broker, centre):
    stranger, published = UserFactory(), OpportunityFactory(centre=centre)
    draft = _post(member)
    waiting = actions.submit_opportunity(opportunity=_post(member), by=member)
    refused = [
        (actions.change_opportunity, {"opportunity": published, "values": _said(), "by": member}),
        (actions.change_opportunity, {"opportunity": waiting, "values": _said(), "by": member}),
        (actions.submit_opportunity, {"opportunity": draft, "by": broker}),
        (actions.publish_opportunity, {"opportunity": waiting, "by": member}),
        (actions.publish_opportunity, {"opportunity": waiting, "by": BrokerFactory().user}),
        (actions.return_opportunity, {"opportunity": waiting, "reason": "No", "by": member}),
        (actions.close_opportunity, {"opportunity": published, "by": stranger}),
    ]
    for action, asked in refused:
        with pytest.raises(PermissionDenied):
            action(**asked)


def test_the_centre_corrects_a_published_text_and_keeps_it(broker, centre):
    VolunteerCentreFactory(districts=[district("Thanet")])
    opportunity = OpportunityFactory(centre=centre)
    changed = actions.change_opportunity(opportunity=opportunity, values=_said(postcode="CT9 1"), by=broker)
    assert (changed.centre, changed.state, changed.title) == (centre, "published", "Befriending by phone")


def test_nothing_is_offered_nowhere_or_yesterday(member, broker):
    nowhere = _post(member, from_home=False)
    with pytest.raises(NotAllowed, match="Say where it is"):
        actions.submit_opportunity(opportunity=nowhere, by=member)
    with time_machine.travel("2026-05-01"):
        soon_over = actions.submit_opportunity(opportunity=_post(member, ends_on=date(2026, 5, 2)), by=member)
    with time_machine.travel("2026-05-03"), pytest.raises(NotAllowed, match="last day is over"):
        actions.publish_opportunity(opportunity=soon_over, by=broker)


def test_a_centre_without_brokers_hears_at_its_own_address(member, centre):
    actions.submit_opportunity(opportunity=_post(member), by=member)
    assert Message.objects.get().to == centre.email
    VolunteerCentre.objects.update(email="")
    actions.submit_opportunity(opportunity=_post(member), by=member)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "listed"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), True),  # a minute to midnight in Kent, in summer
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_ends_at_midnight_in_kent(moment, listed):
    opportunity = OpportunityFactory(ends_on=date(2026, 6, 30))
    with time_machine.travel(moment, tick=False):
        assert Opportunity.objects.published().exists() is listed
        assert opportunity.is_past is not listed


def test_an_organisation_that_leaves_the_directory_takes_its_opportunities_along():
    opportunity = OpportunityFactory()
    assert list(Opportunity.objects.published().at(opportunity.organisation)) == [opportunity]
    opportunity.organisation.status = Status.SUSPENDED
    opportunity.organisation.save()
    assert not Opportunity.objects.published().exists()
    assert not Opportunity.objects.once_published().exists()


@pytest.mark.parametrize(
    "text",
    [
        "garden",
        "GARDENS",
        "gardning",
        "watering seedlings",
        "helper for the garden",
        "repton",
        "  garden   helper ",
    ],
)
def test_words_find_it_misspelled_or_not(text):
    opportunity = OpportunityFactory(organisation__name="Good Neighbours of Ashford")
    OpportunityFactory(title="Minibus driver", summary="Drive people to lunch.", tasks="Drive.", place="Kennington")
    assert list(Opportunity.objects.published().matching(text)) == [opportunity]


@pytest.mark.parametrize(
    "text", ["aeroplane", "garden aeroplane", "'; DROP TABLE", "\x00", "the of", "& | !", "((", "%"]
)
def test_other_words_find_nothing_and_break_nothing(text):
    OpportunityFactory()
    assert list(Opportunity.objects.matching(text)) == []


def test_no_words_leave_the_list_as_it_is():
    opportunity = OpportunityFactory()
    assert list(Opportunity.objects.matching("  ")) == [opportunity]


def test_a_very_long_search_is_cut():
    OpportunityFactory()
    assert Opportunity.objects.matching("garden " * 5000).count() == 1


def test_the_better_match_comes_first():
    second = OpportunityFactory(title="Cook", summary="Cook lunch.", tasks="Peel and stir. There is a garden.")
    first = OpportunityFactory(title="Garden helper")
    assert list(Opportunity.objects.matching("garden")) == [first, second]


def test_an_organisation_that_changes_its_name_is_found_by_the_new_one():
    opportunity = OpportunityFactory(organisation__name="Old Name Trust")
    opportunity.organisation.name = "Phoenix Rising"
    opportunity.organisation.save()
    assert list(Opportunity.objects.matching("phoenix")) == [opportunity]
    assert not Opportunity.objects.matching("old name").exists()


def test_what_each_person_sees_of_drafts():
    draft = OpportunityFactory(state=OpportunityState.DRAFT, published_at=None)
    member = MembershipFactory(organisation=draft.organisation).user
    broker = BrokerFactory(centre=draft.centre).user
    assert list(Opportunity.objects.of(member)) == [draft]
    assert not Opportunity.objects.seen_by_broker(broker).exists()
    assert not Opportunity.objects.of(broker).exists()


@pytest.mark.parametrize(
    "impossible",
    [
        {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
        {"pattern": "one-off"},
        {"district": None},
        {"latitude": 91.0},
        {"longitude": None},
        {"published_at": None},
        {"state": "returned"},
    ],
)
def test_the_database_refuses_what_cannot_be(impossible):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityFactory(**impossible)


@pytest.mark.parametrize(
    ("place", "from_home", "expected"),
    [
        ("Repton Centre", False, "Repton Centre, Ashford"),
        ("Library, Ashford", False, "Library, Ashford"),
        ("", False, "Ashford"),
        ("", True, "Ashford, or from home"),
    ],
)
def test_where_it_is_in_words(place, from_home, expected):
    assert str(OpportunityFactory(place=place, from_home=from_home).where) == expected


def test_from_home_alone_in_words():
    opportunity = OpportunityFactory(place="", district=None, latitude=None, longitude=None, from_home=True)
    assert str(opportunity.where) == "From home"
    assert opportunity.ongoing
    assert opportunity.published_at < timezone.now() + timedelta(days=1)
