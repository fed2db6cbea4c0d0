"""The pages of an account, of guardians and of concerns, and what the admin shows of people to whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.volunteering.factories import (
    BrokerFactory,
    OpportunityFactory,
    SafeguardingCheckFactory,
    SessionFactory,
    VolunteerCentreFactory,
    VolunteerFactory,
    district,
)
from volunteering import actions
from volunteering.actions.guardians import token_of
from volunteering.models import Concern, ProposedChange, SafeguardingCheck, SafeguardingLead, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def _said(response):
    return response.content.decode()


def _account(**said):
    return {
        "born_on_0": "17",
        "born_on_1": "5",
        "born_on_2": "1980",
        "district": district().pk,
        "telephone": "01632 960 001",
        **said,
    }


ACCOUNT = "/my/volunteering/account/"


def test_an_account_is_opened_and_leads_back_to_the_session(client):
    user = UserFactory()
    client.force_login(user)
    assert "Who sees what" in _said(client.get(ACCOUNT))
    onwards = client.post(f"{ACCOUNT}?next=/volunteering/", _account(purposes=["contact"]))
    assert onwards.url == "/volunteering/"
    assert client.post(f"{ACCOUNT}?next=https://elsewhere.example/", _account()).url == reverse("my_sessions")
    volunteer = Volunteer.objects.of(user).get()
    assert (volunteer.telephone, volunteer.born_on.year) == ("01632 960 001", 1980)
    page = _said(client.get(ACCOUNT))
    assert "Date of birth" not in page
    assert "01632 960 001" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"born_on_2": "2090"}, "must be in the past"),
        ({"born_on_1": "2", "born_on_0": "30"}, "real date"),
        ({"born_on_2": str(timezone.localdate().year - 16)}, "Enter the name of a parent or guardian"),
        ({"born_on_2": str(timezone.localdate().year - 5)}, "You need to be 13"),
        ({"telephone": "call me"}, "Enter a phone number"),
        ({"district": ""}, "Choose the district"),
        ({"emergency_telephone": "01632 960 009"}, "name of the person to ring"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, said, sentence):
    client.force_login(UserFactory())
    page = _said(client.post(ACCOUNT, _account(access_needs="A ramp please", **said)))
    assert sentence in page
    assert "A ramp please" in page
    assert not Volunteer.objects.exists()


def test_an_own_address_as_the_guardians_is_refused_on_the_page(client):
    user = UserFactory()
    client.force_login(user)
    young = {"born_on_2": str(timezone.localdate().year - 16), "guardian_name": "Me", "guardian_email": user.email}
    assert "not your own" in _said(client.post(ACCOUNT, _account(**young)))


def _young(client):
    user = UserFactory(name="Yan Young")
    client.force_login(user)
    said = {"born_on_2": str(timezone.localdate().year - 16), "guardian_name": "Ann", "guardian_email": "a@example.org"}
    assert client.post(ACCOUNT, _account(**said)).status_code == 302
    return Volunteer.objects.of(user).get()


def test_a_guardian_reads_first_then_answers_and_can_take_it_back(client):
    volunteer = _young(client)
    assert "You can take a place once they agree." in _said(client.get(ACCOUNT))
    client.logout()
    address = reverse("volunteering_guardian", args=[token_of(volunteer.guardian_consents.get())])
    assert "May Yan Young volunteer?" in _said(client.get(address))
    assert not volunteer.guardian_agrees, "opening a link does nothing"
    assert "You have agreed" in _said(client.post(address, {"answer": "yes"}))
    assert "Take my consent back" in _said(client.get(address))
    assert "You have said no" in _said(client.post(address, {"answer": "no"}))
    assert "ask them to send you a new link" in _said(client.get(address))
    assert client.post(address, {"answer": "yes"}).status_code == 404
    assert client.get(reverse("volunteering_guardian", args=["guess"])).status_code == 404


def test_asking_again_is_limited(client):
    _young(client)
    address = reverse("my_guardian")
    assert client.get(address).status_code == 200
    assert "Enter their name" in _said(client.post(address, {}))
    codes = [client.post(address, {"name": "Bo", "email": "b@example.org"}).status_code for _try in range(6)]
    assert codes == [302] * 5 + [429]


def test_a_grown_ups_guardian_who_agreed_is_not_asked_again(client):
    volunteer = _young(client)
    actions.answer_as_guardian(token=token_of(volunteer.guardian_consents.get()), agrees=True)
    page = client.post(reverse("my_guardian"), {"name": "Bo", "email": "b@example.org"})
    assert "agreed already" in _said(page)


def test_closing_asks_first(client):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    address = reverse("my_volunteer_close")
    assert "cannot be undone" in _said(client.get(address))
    assert client.post(reverse("my_calendar_renew")).status_code == 302
    client.post(address)
    assert not Volunteer.objects.of(volunteer.user).exists()
    assert client.get(address).status_code == 404
    assert client.get("/my/").status_code == 200


# --- Concerns ----------------------------------------------------------------------------------------------------


@pytest.fixture
def lead():
    return SafeguardingLead.objects.create(user=UserFactory())


def test_anybody_raises_a_concern_from_any_page(client, lead):
    centre = VolunteerCentreFactory()
    own = SafeguardingLead.objects.create(centre=centre, user=UserFactory())
    opportunity = OpportunityFactory()
    assert 'href="/concern/"' in _said(client.get(opportunity.get_absolute_url()))
    page = client.get("/concern/", headers={"referer": f"http://testserver{opportunity.get_absolute_url()}?q=x"})
    assert f'value="{opportunity.get_absolute_url()}"' in _said(page)
    for elsewhere in (
        "https://example.org/",
        "http://testserver/calendars/volunteering/secret.ics",
        "http://testserver/none/",
    ):
        assert "secret" not in _said(client.get("/concern/", headers={"referer": elsewhere}))
    assert "Say what you are worried about" in _said(client.post("/concern/", {"text": ""}))
    assert client.post("/concern/", {"text": "Worried", "district": district().pk}).url == "/concern/sent/"
    assert client.get("/concern/sent/").status_code == 200
    assert Concern.objects.get().lead == own


def test_where_nobody_is_named_what_was_typed_stays(client):
    page = _said(client.post("/concern/", {"text": "Worried about Sam"}))
    assert "999" in page
    assert "Worried about Sam" in page


def test_a_flood_of_concerns_is_held_back(client, lead):
    codes = [client.post("/concern/", {"text": "x"}, REMOTE_ADDR="203.0.113.9").status_code for _one in range(31)]
    assert codes == [302] * 30 + [429]


def test_only_the_lead_opens_and_closes_it(client, lead):
    concern = actions.raise_concern(text="Worried about Sam", name="Jo", contact="jo@example.org", page="/x/")
    address = reverse("concern", args=[concern.pk])
    everybody = [
        UserFactory(),
        UserFactory(is_superuser=True, is_staff=True),
        BrokerFactory().user,
        SafeguardingLead.objects.create(centre=VolunteerCentreFactory(), user=UserFactory()).user,
    ]
    for user in everybody:
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"outcome": "x"}).status_code == 404
    client.force_login(everybody[0])
    assert client.get("/my/concerns/").status_code == 404
    client.force_login(lead.user)
    assert address in _said(client.get("/my/concerns/"))
    assert 'href="/my/concerns/"' in _said(client.get("/my/volunteering/"))
    assert "Worried about Sam" in _said(client.get(address))
    assert "Write down what was done" in _said(client.post(address, {"outcome": ""}))
    assert client.post(address, {"outcome": "Rang."}).status_code == 302
    assert "closed already" in _said(client.post(address, {"outcome": "Rang."}))
    assert "Closed" in _said(client.get("/my/concerns/"))


# --- The admin ---------------------------------------------------------------------------------------------------


def staff(*roles, **said):
    user = UserFactory(is_staff=True, **said)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def broker(client):
    post = BrokerFactory(user=staff(Role.BROKER))
    client.force_login(post.user)
    return post


def _page(thing, what="change"):
    return reverse(f"admin:volunteering_{thing._meta.model_name}_{what}", args=[thing.pk])


def _list(name, what="changelist"):
    return reverse(f"admin:volunteering_{name}_{what}")


def test_a_broker_reads_own_people_and_none_of_another_centres(client, broker):
    own = VolunteerFactory(centre=broker.centre, user__name="Own Person")
    young = VolunteerFactory(centre=broker.centre, born_on=timezone.localdate() - timedelta(days=16 * 366))
    other = VolunteerFactory(centre=VolunteerCentreFactory(), user__name="Other Person")
    page = _said(client.get(_list("volunteer")))
    assert "Own Person" in page
    assert "no guardian agrees yet" in page
    assert "Other Person" not in page
    assert own.user.email in _said(client.get(_page(own)))
    assert own.calendar_key not in _said(client.get(_page(own)))
    assert client.get(_page(young)).status_code == 200
    for what in ("change", "history", "delete"):
        assert client.get(_page(other, what)).status_code in (403, 404)
    assert client.post(_page(own), {"telephone": "1"}).status_code == 403


def test_checks_are_noted_corrected_and_removed_for_own_people(client, broker):
    own = VolunteerFactory(centre=broker.centre, user__name="Own Person")
    other = VolunteerFactory(centre=VolunteerCentreFactory(), user__name="Other Person")
    add = _list("safeguardingcheck", "add")
    form = _said(client.get(add))
    assert "Own Person" in form
    assert "Other Person" not in form
    today = timezone.localdate()
    said = {"volunteer": own.pk, "kind": "basic", "seen_on": today, "expires_on": today + timedelta(days=90)}
    assert "three years" in _said(client.post(add, {**said, "expires_on": today + timedelta(days=2000)}))
    assert client.post(add, {**said, "volunteer": other.pk}).status_code == 200, "not among the choices"
    assert client.post(add, said).status_code == 302
    check = SafeguardingCheck.objects.get()
    assert check.seen_by == broker.user
    later = {"seen_on": today, "expires_on": today + timedelta(days=200)}
    assert client.post(_page(check), later).status_code == 302
    check.refresh_from_db()
    assert check.expires_on == later["expires_on"]
    theirs = SafeguardingCheckFactory(volunteer=other)
    for what in ("change", "delete", "history"):
        assert client.get(_page(theirs, what)).status_code in (403, 404)
    client.post(
        _list("safeguardingcheck"), {"action": "delete_selected", "_selected_action": [theirs.pk], "post": "yes"}
    )
    assert SafeguardingCheck.objects.filter(pk=theirs.pk).exists()
    client.post(
        _list("safeguardingcheck"), {"action": "delete_selected", "_selected_action": [check.pk], "post": "yes"}
    )
    assert not SafeguardingCheck.objects.filter(pk=check.pk).exists()
    another = SafeguardingCheckFactory(volunteer=own)
    assert client.post(_page(another, "delete"), {"post": "yes"}).status_code == 302
    assert not SafeguardingCheck.objects.filter(volunteer=own).exists()


def test_not_even_the_auditor_reads_whose_check_it_is(client):
    check = SafeguardingCheckFactory(volunteer__user__name="Own Person")
    client.force_login(staff(Role.AUDITOR))
    assert "Own Person" not in _said(client.get(_list("safeguardingcheck")))
    assert client.get(_page(check)).status_code == 404
    client.force_login(staff(is_superuser=True))
    assert "Own Person" in _said(client.get(_list("safeguardingcheck")))
    assert client.get(_list("safeguardingcheck", "add")).status_code == 200


def test_a_proposed_change_is_decided_beside_what_is_live(client, broker):
    opportunity = OpportunityFactory(centre=broker.centre)
    member = MembershipFactory(organisation=opportunity.organisation).user
    values = {"minimum_age": 16, "questions": ["Do you drive?"]}
    _opportunity, change = actions.change_live(opportunity=opportunity, values=values, by=member)
    page = _said(client.get(_page(change)))
    assert "18 → 16" in page
    assert "Do you drive?" in page
    assert "Say why" in _said(client.post(_page(change), {"decision": "refuse", "why": ""}))
    assert client.post(_page(change), {"decision": "accept", "why": ""}).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.minimum_age, opportunity.questions) == (16, ["Do you drive?"])
    assert client.post(_page(change), {"decision": "accept"}).status_code == 403
    theirs = ProposedChange.objects.create(opportunity=OpportunityFactory(), values={"minimum_age": 16})
    assert client.get(_page(theirs)).status_code == 404


def test_sessions_and_leads_are_listed(client, broker):
    own = SessionFactory(opportunity=OpportunityFactory(centre=broker.centre))
    other = SessionFactory()
    page = _said(client.get(_list("session")))
    assert _page(own) in page
    assert _page(other) not in page
    assert client.get(_page(own)).status_code == 200
    SafeguardingLead.objects.create(user=UserFactory())
    assert client.get(_list("safeguardinglead")).status_code == 200
    assert client.get(_list("safeguardinglead", "add")).status_code == 403
    client.force_login(staff(Role.DIRECTORY_OFFICER))
    assert client.get(_list("safeguardinglead", "add")).status_code == 200


# --- What an organisation changes --------------------------------------------------------------------------------


def test_an_organisation_changes_what_is_live_on_its_page(client):
    opportunity = OpportunityFactory()
    client.force_login(MembershipFactory(organisation=opportunity.organisation).user)
    address = reverse("my_opportunity_change", args=[opportunity.slug])
    page = _said(client.get(address))
    assert "Your volunteer centre checks again if you change" in page
    said = {
        "title": opportunity.title,
        "summary": opportunity.summary,
        "tasks": opportunity.tasks,
        "pattern": "regular",
        "commitment": opportunity.commitment,
        "times": ["flexible"],
        "place": opportunity.place,
        "postcode": opportunity.postcode,
        "minimum_age": 18,
        "checks": "none",
        "expenses": "Bus fares",
    }
    assert "Saved." in _said(client.post(address, said, follow=True))
    opportunity.refresh_from_db()
    assert (opportunity.expenses, opportunity.proposed_changes.count()) == ("Bus fares", 0)
    for wrong, sentence in (("\n".join("abcdef"), "at most five"), ("x" * 201, "200 characters")):
        assert sentence in _said(client.post(address, {**said, "questions": wrong}))
    page = _said(client.post(address, {**said, "questions": "Do you drive?\n\n"}, follow=True))
    assert "until then people see what was approved before" in page
    assert "A change of yours waits" in page
    opportunity.refresh_from_db()
    assert opportunity.questions == []
