"""The broker's desk in the admin: own people and opportunities, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from tests.factories import UserFactory
from tests.organisations.factories import ThemeFactory
from tests.volunteering.factories import BrokerFactory, EnquiryFactory, OpportunityFactory, PilotFactory
from volunteering.models import Enquiry, VolunteerCentre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def staff(*roles, **said):
    user = UserFactory(is_staff=True, **said)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def opportunity():
    return OpportunityFactory()


@pytest.fixture
def broker(opportunity, client):
    user = staff(Role.BROKER)
    BrokerFactory(centre=opportunity.centre, user=user)
    client.force_login(user)
    return user


def _page(thing, what="change"):
    return reverse(f"admin:volunteering_{thing._meta.model_name}_{what}", args=[thing.pk])


def _list(name):
    return reverse(f"admin:volunteering_{name}_changelist")


# --- Who sees what ----------------------------------------------------------------------------------------------

EVERY_ROLE = [*Role.values, "superuser", "broker of another centre", "nobody in particular"]
SEES = {
    "enquiry": {Role.AUDITOR, "superuser"},
    "opportunity": {Role.AUDITOR, "superuser"},
}


@pytest.mark.parametrize("who", EVERY_ROLE)
@pytest.mark.parametrize("kind", ["enquiry", "opportunity"])
def test_who_opens_what(client, opportunity, who, kind):
    """The broker of the centre itself is in the tests below; a role alone opens no centre's rows."""
    thing = opportunity if kind == "opportunity" else EnquiryFactory(opportunity=opportunity)
    if who == "broker of another centre":
        user = staff(Role.BROKER)
        BrokerFactory(user=user)
    else:
        user = staff(who, is_superuser=who == "superuser")
    client.force_login(user)
    page = client.get(_page(thing))
    assert (page.status_code == 200) is (who in SEES[kind]), page.status_code
    assert client.get(_page(thing, "history")).status_code in ({200} if who in SEES[kind] else {403, 404})
    listed = client.get(_list(kind))
    if listed.status_code == 200:
        assert (str(thing.pk) in [str(row.pk) for row in listed.context["cl"].result_list]) is (who in SEES[kind])
    else:
        assert listed.status_code == 403


def test_a_broker_of_another_centre_gets_404_and_cannot_write(client, opportunity):
    enquiry = EnquiryFactory(opportunity=opportunity, name="Jo Fern")
    user = staff(Role.BROKER)
    BrokerFactory(user=user)
    client.force_login(user)
    assert client.get(_page(enquiry)).status_code == 404
    assert client.post(_page(enquiry), {"move_to": "contacted"}).status_code == 404
    assert client.get(_page(enquiry, "delete")).status_code in (403, 404)
    client.post(_list("enquiry"), {"action": "contacted", "_selected_action": [enquiry.pk]})
    client.post(_list("opportunity"), {"action": "close", "_selected_action": [opportunity.pk]})
    enquiry.refresh_from_db()
    opportunity.refresh_from_db()
    assert (enquiry.state, opportunity.state) == ("new", "published")
    assert "Jo Fern" not in client.get(_list("enquiry") + "?q=Jo").content.decode()


def test_the_auditor_changes_nothing(client, opportunity):
    enquiry = EnquiryFactory(opportunity=opportunity)
    client.force_login(staff(Role.AUDITOR))
    assert client.post(_page(enquiry), {"move_to": "contacted"}).status_code == 403
    assert client.post(_page(opportunity), {"decision": "closed"}).status_code == 403
    enquiry.refresh_from_db()
    assert enquiry.state == "new"


def test_the_second_key_a_directory_officer_who_makes_himself_broker_sees_no_people(client, opportunity):
    user = staff(Role.DIRECTORY_OFFICER)
    BrokerFactory(centre=opportunity.centre, user=user)
    client.force_login(user)
    enquiry = EnquiryFactory(opportunity=opportunity)
    assert client.get(_page(enquiry)).status_code == 403
    assert client.get(_list("enquiry")).status_code == 403


def test_unconfirmed_people_are_not_on_the_desk(client, broker, opportunity):
    enquiry = EnquiryFactory(opportunity=opportunity, state="unconfirmed")
    assert client.get(_page(enquiry)).status_code == 404


# --- Enquiries --------------------------------------------------------------------------------------------------


def test_those_without_a_next_step_come_first(client, broker, opportunity):
    today = timezone.localdate()
    planned = EnquiryFactory(opportunity=opportunity, next_step="Ring", next_step_on=today)
    over = EnquiryFactory(opportunity=opportunity, state="left", left_because="elsewhere")
    forgotten = EnquiryFactory(opportunity=opportunity)
    assert list(client.get(_list("enquiry")).context["cl"].result_list) == [forgotten, planned, over]
    for step, shown in {"none": [forgotten], "due": [planned], "mine": [], "over": [over]}.items():
        assert list(client.get(_list("enquiry") + f"?step={step}").context["cl"].result_list) == shown


def test_an_enquiry_is_moved_on_with_a_next_step(client, broker, opportunity):
    enquiry = EnquiryFactory(opportunity=opportunity, name="Jo Fern")
    assert "Jo Fern" in client.get(_page(enquiry)).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(
        _page(enquiry), {"move_to": "contacted", "next_step": "Introduce her", "next_step_on": tomorrow.isoformat()}
    )
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_step, enquiry.broker) == ("contacted", "Introduce her", broker)
    client.post(_page(enquiry), {"next_step": "Ring her", "next_step_on": tomorrow.isoformat()})
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_step) == ("contacted", "Ring her")
    # Moving on without writing a new step: the old one is done with.
    client.post(
        _page(enquiry), {"move_to": "introduced", "next_step": "Ring her", "next_step_on": tomorrow.isoformat()}
    )
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_step) == ("introduced", "")
    history = client.get(_page(enquiry, "history")).content.decode()
    assert "Moved along the pipeline" in history
    assert broker.name in history or str(broker) in history
    assert "Jo Fern" not in history


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"move_to": "left"}, "Say why they left"),
        ({"move_to": "settled"}, "Select a valid choice"),
        ({"next_step": "Ring"}, "or neither"),
        ({"next_step_on": "2099-01-01"}, "or neither"),
        ({"next_step": "Ring", "next_step_on": "2001-01-01"}, "in the past"),
        ({"next_step": "Ring", "next_step_on": "soon"}, "Enter a valid date"),
    ],
)
def test_what_the_desk_gets_wrong_is_said_beside_the_field(client, broker, opportunity, said, sentence):
    enquiry = EnquiryFactory(opportunity=opportunity)
    assert sentence in client.post(_page(enquiry), said).content.decode()
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_step) == ("new", "")


def test_why_somebody_left_is_kept(client, broker, opportunity):
    enquiry = EnquiryFactory(opportunity=opportunity)
    client.post(_page(enquiry), {"move_to": "left", "why_left": "no-answer"})
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.left_because) == ("left", "no-answer")
    page = client.post(_page(enquiry), {"next_step": "Ring", "next_step_on": "2099-01-01"}, follow=True)
    assert "there is no next step to plan" in page.content.decode()


def test_many_are_moved_on_at_once_and_those_that_cannot_are_named(client, broker, opportunity):
    new = EnquiryFactory(opportunity=opportunity)
    settled = EnquiryFactory(opportunity=opportunity, state="settled")
    for state in ("contacted", "introduced", "placed", "settled"):
        page = client.post(
            _list("enquiry"), {"action": state, "_selected_action": [new.pk, settled.pk]}, follow=True
        ).content.decode()
        assert "Moved on: 1" in page
        assert f"Enquiry {settled.pk}:" in page
        new.refresh_from_db()
        assert new.state == state


# --- Opportunities ----------------------------------------------------------------------------------------------


def _text(opportunity, **changed):
    said = {
        name: getattr(opportunity, name)
        for name in ("title", "summary", "tasks", "commitment", "pattern", "place", "postcode", "minimum_age", "checks")
    }
    return {**said, "times": opportunity.times, **changed}


@pytest.fixture
def waiting(opportunity):
    return OpportunityFactory(centre=opportunity.centre, state="waiting", published_at=None, title="Waiting helper")


def test_one_that_waits_is_corrected_and_published(client, broker, waiting):
    page = client.get(_page(waiting)).content.decode()
    assert "Publish it" in page
    assert 'name="state"' not in page
    cause = ThemeFactory()
    client.post(_page(waiting), _text(waiting, title="Better title", causes=[cause.pk], decision="published"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.title, list(waiting.causes.all())) == ("published", "Better title", [cause])


def test_the_organisations_own_questions_are_checked_too(client, broker, waiting):
    waiting.questions = ["Do you drive?", "What is your religion?"]
    waiting.save()
    assert "What is your religion?" in client.get(_page(waiting)).content.decode()
    client.post(_page(waiting), _text(waiting, questions="Do you drive?\n\nCan you lift?", decision="published"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.questions) == ("published", ["Do you drive?", "Can you lift?"])
    page = client.post(_page(waiting), _text(waiting, questions="\n".join("abcdef"))).content.decode()
    assert "Ask at most five questions" in page


def test_one_that_waits_is_returned_only_with_a_reason(client, broker, waiting):
    assert (
        "Say what should be changed"
        in client.post(_page(waiting), _text(waiting, decision="returned")).content.decode()
    )
    client.post(_page(waiting), _text(waiting, decision="returned", reason="Who trains them?"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.returned_because) == ("returned", "Who trains them?")


def test_a_wrong_postcode_or_state_is_refused(client, broker, waiting):
    page = client.post(_page(waiting), _text(waiting, postcode="M1 1AE")).content.decode()
    assert "not in Kent or Medway" in page
    page = client.post(_page(waiting), _text(waiting, decision="draft")).content.decode()
    assert "Select a valid choice" in page


def test_one_whose_last_day_is_over_is_not_published(client, broker, waiting):
    waiting.ends_on = timezone.localdate() - timedelta(days=1)
    waiting.save()
    said = _text(waiting, decision="published", ends_on=waiting.ends_on.isoformat())
    assert "last day is over" in client.post(_page(waiting), said, follow=True).content.decode()


def test_many_are_published_or_closed_at_once(client, broker, waiting, opportunity):
    chosen = {"_selected_action": [waiting.pk, opportunity.pk]}
    page = client.post(_list("opportunity"), {"action": "publish", **chosen}, follow=True).content.decode()
    assert "Published: 1" in page
    assert "cannot become" in page
    page = client.post(_list("opportunity"), {"action": "close", **chosen}, follow=True).content.decode()
    assert "Closed: 2" in page
    closed = client.get(_list("opportunity") + "?state=closed").context["cl"].result_list
    assert {one.pk for one in closed} == {waiting.pk, opportunity.pk}


def test_drafts_are_their_organisations_own(client, broker, opportunity):
    draft = OpportunityFactory(centre=opportunity.centre, state="draft")
    assert client.get(_page(draft)).status_code == 404


@pytest.mark.parametrize("kind", ["enquiry", "opportunity"])
def test_the_desk_asks_as_often_for_a_hundred_as_for_one(
    client, broker, opportunity, django_assert_max_num_queries, kind
):
    asked, rows = [], 0
    for size in (1, 10, 90):
        if kind == "enquiry":
            EnquiryFactory.create_batch(size - rows, opportunity=opportunity, broker=broker)
        else:
            same = {"organisation": opportunity.organisation, "centre": opportunity.centre}
            OpportunityFactory.create_batch(size - rows, **same)
        rows = size
        with django_assert_max_num_queries(20) as queries:
            client.get(_list(kind))
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked


# --- The network ------------------------------------------------------------------------------------------------


def test_a_broker_changes_what_is_public_about_the_own_centre_only(client, broker, opportunity):
    own, other = opportunity.centre, BrokerFactory().centre
    inline = {"broker_posts-TOTAL_FORMS": "0", "broker_posts-INITIAL_FORMS": "0"}
    client.post(_page(own), {"email": "new@example.org", "telephone": "1", **inline})
    own.refresh_from_db()
    assert (own.email, own.open) == ("new@example.org", True)
    assert client.post(_page(other), {"email": "new@example.org", **inline}).status_code == 403


def test_a_centre_joins_by_a_row(client):
    client.force_login(staff(Role.DIRECTORY_OFFICER))
    organisation = OpportunityFactory().organisation
    client.post(
        reverse("admin:volunteering_volunteercentre_add"),
        {
            "organisation": organisation.pk,
            "districts": ["E07000108"],
            "open": "on",
            "first_reply_days": 2,
            "broker_posts-TOTAL_FORMS": "1",
            "broker_posts-INITIAL_FORMS": "0",
            "broker_posts-0-user": UserFactory().pk,
        },
    )
    centre = VolunteerCentre.objects.get(organisation=organisation)
    assert centre.districts.get().name == "Dover"
    assert centre.brokers.count() == 1
    assert str(centre) == organisation.name
    assert organisation.name in str(centre.broker_posts.get())


def test_the_pilot_is_the_funding_officers(client):
    pilot = PilotFactory()
    client.force_login(staff(Role.FUNDING_OFFICER))
    assert "170000" in client.get(_page(pilot)).content.decode()
    assert str(pilot) == pilot.name
    assert Enquiry.objects.count() == 0
