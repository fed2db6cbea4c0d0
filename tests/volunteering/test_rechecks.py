"""Changes to what is live: at once where they only inform, after the centre's check where they matter."""

import pytest
from django.core.exceptions import PermissionDenied

from kentcivil.mail.models import Message
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import BrokerFactory, OpportunityFactory
from volunteering import actions
from volunteering.models import ProposedChange
from volunteering.states import NotAllowed, OpportunityState

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def member(opportunity):
    return MembershipFactory(organisation=opportunity.organisation).user


@pytest.fixture
def broker(opportunity):
    return BrokerFactory(centre=opportunity.centre).user


def _change(opportunity, by, **values):
    result = actions.change_live(opportunity=opportunity, values=values, by=by)
    opportunity.refresh_from_db()
    return result[1]


def test_what_only_informs_is_live_at_once(opportunity, member):
    assert _change(opportunity, member, expenses="Bus fares", title=opportunity.title) is None
    assert (opportunity.expenses, opportunity.state) == ("Bus fares", "published")
    assert opportunity.latitude is not None


def test_what_matters_waits_while_the_approved_version_shows(opportunity, member, broker, client):
    change = _change(opportunity, member, checks="enhanced", tasks="Drive the bus.", expenses="Fuel")
    assert change.values == {"tasks": "Drive the bus.", "checks": "enhanced"}
    assert (opportunity.checks, opportunity.expenses) == ("none", "Fuel")
    page = client.get(opportunity.get_absolute_url()).content.decode()
    assert "Weed the beds" in page
    assert "Drive the bus" not in page
    assert Message.objects.get().to == broker.email
    actions.decide_change(change=change, accept=True, by=broker)
    opportunity.refresh_from_db()
    assert (opportunity.checks, opportunity.tasks, opportunity.state) == ("enhanced", "Drive the bus.", "published")
    assert Message.objects.filter(to=member.email, subject="Your change is live").exists()


def test_a_refusal_has_a_reason_and_leaves_everything(opportunity, member, broker):
    change = _change(opportunity, member, minimum_age=14)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.decide_change(change=change, accept=False, reason=" ", by=broker)
    actions.decide_change(change=change, accept=False, reason="Too young for ladders.", by=broker)
    opportunity.refresh_from_db()
    assert opportunity.minimum_age == 18
    assert "Too young for ladders." in Message.objects.get(to=member.email).text
    with pytest.raises(NotAllowed, match="decided already"):
        actions.decide_change(change=change, accept=True, by=broker)


def test_a_second_change_takes_the_place_of_the_first_and_going_back_withdraws_it(opportunity, member, broker):
    first = _change(opportunity, member, minimum_age=16)
    assert _change(opportunity, member, minimum_age=16) is None, "the same again is the same change"
    second = _change(opportunity, member, minimum_age=17)
    assert _change(opportunity, member, minimum_age=18) is None
    assert list(ProposedChange.objects.order_by("pk").values_list("pk", "state")) == [
        (first.pk, "withdrawn"),
        (second.pk, "withdrawn"),
    ]


def test_who_may(opportunity, member, broker):
    with pytest.raises(PermissionDenied):
        _change(opportunity, broker, expenses="None")
    change = _change(opportunity, member, minimum_age=16)
    with pytest.raises(PermissionDenied):
        actions.decide_change(change=change, accept=True, by=member)
    draft = OpportunityFactory(organisation=opportunity.organisation, state=OpportunityState.DRAFT)
    with pytest.raises(NotAllowed, match="not published"):
        _change(draft, member, expenses="None")
