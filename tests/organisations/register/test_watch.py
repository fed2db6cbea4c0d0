"""What the register says anew comes before an officer, once, with the difference."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import actions
from organisations.models import Organisation, RegisterChange
from organisations.states import ChangeState, NotAllowed, Status
from tests.factories import UserFactory
from tests.organisations.factories import IdentifierFactory, MembershipFactory, OrganisationFactory, person_with
from tests.organisations.register.extract import CHARITY_COLUMNS, charity, tabs

pytestmark = pytest.mark.django_db
HERE = {"address1": "1 HIGH STREET", "address2": "MARGATE", "postcode": "CT9 1HP"}
ELSEWHERE = {"address1": "2 LOW ROAD", "address2": "DEAL", "postcode": "CT14 7AA"}


@pytest.fixture
def imported(tmp_path):
    """A function that imports these rows, and says how many changes the command told of."""

    def imported(*rows):
        told = io.StringIO()
        file = tabs(tmp_path / "charity.txt", rows, CHARITY_COLUMNS)
        call_command("import_charity_register", str(file), stdout=told, stderr=io.StringIO(), verbosity=0)
        lines = [line for line in told.getvalue().splitlines() if "changes in the register" in line]
        return int(lines[0].rpartition(" ")[2]) if lines else 0

    return imported


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER, is_staff=True)


def one(**said):
    return charity(1187654, **{"name": "MAMA TO MAMA", **HERE, **said})


def waiting():
    return {change.kind: change for change in RegisterChange.objects.open()}


def test_a_first_import_and_one_without_news_ask_nobody(imported):
    assert imported(one(charity_reporting_status="Submission Received")) == 0
    assert imported(one(charity_reporting_status="Submission Received")) == 0
    assert not RegisterChange.objects.exists()


def test_each_kind_of_news_is_noticed_once_with_the_difference(imported):
    imported(one())
    news = one(
        name="MAMAS OF THANET",
        charity_reporting_status="Submission Overdue",
        charity_in_administration=True,
        **ELSEWHERE,
    )
    assert imported(news) == 4
    found = waiting()
    assert (found["name"].before, found["name"].after) == ({"name": "Mama to Mama"}, {"name": "Mamas of Thanet"})
    assert found["address"].before == {"address": "1 High Street", "town": "Margate", "postcode": "CT9 1HP"}
    assert found["address"].after == {"address": "2 Low Road", "town": "Deal", "postcode": "CT14 7AA"}
    assert found["overdue"].after["reporting_status"] == "Submission Overdue"
    assert found["insolvent"].after == {"is_insolvent": False, "in_administration": True}
    assert {kind for kind, change in found.items() if change.is_followed} == {"name", "address"}
    assert imported(news) == 0


def test_a_removed_charity_is_asked_about_while_its_entry_stays(imported, officer):
    imported(one())
    entry = Organisation.objects.get()
    MembershipFactory(organisation=entry)
    removed = one(registration_status="Removed", date_of_removal="2023-05-06")
    assert imported(removed) == 1
    entry.refresh_from_db()
    assert entry.status == Status.PUBLISHED
    change = waiting()["removed"]
    assert (change.after, change.is_followed) == ({"status": "removed", "removed_on": "2023-05-06"}, False)
    actions.settle_change(by=officer, change=change, note="They carry on without being a charity.")
    assert imported(removed) == 0


def test_an_entry_that_the_import_closes_is_said_to_be_closed(imported):
    imported(one())
    imported(one(registration_status="Removed", date_of_removal="2023-05-06"))
    assert Organisation.objects.get().status == Status.CLOSED
    assert waiting()["removed"].is_followed
    assert imported(one(registration_status="Removed", date_of_removal="2023-05-06")) == 0


def test_what_a_person_wrote_stays_and_the_officer_sees_that_it_differs(imported, officer):
    imported(one())
    entry = Organisation.objects.get()
    actions.edit(by=officer, organisation=entry, name="Mama to Mama Thanet", postcode="CT9 2AA")
    imported(one(name="MAMAS OF THANET", **ELSEWHERE))
    entry.refresh_from_db()
    assert (entry.name, entry.postcode) == ("Mama to Mama Thanet", "CT9 2AA")
    assert not any(change.is_followed for change in waiting().values())


def test_an_entry_made_by_hand_is_compared_with_the_register_that_comes_later(imported):
    same = OrganisationFactory(name="MAMA TO MAMA", postcode="CT9 1HP", curated_fields=["name", "postcode"])
    other = OrganisationFactory(name="Thanet Baby Bank", postcode="CT14 7AA", curated_fields=["name", "postcode"])
    IdentifierFactory(organisation=same, number="1187654")
    IdentifierFactory(organisation=other, number="1187655")
    assert imported(one(), charity(1187655, name="BABIES OF THANET", **HERE)) == 2
    assert {change.organisation for change in RegisterChange.objects.all()} == {other}


def test_what_is_no_longer_so_is_taken_back_and_what_changes_again_is_shown_as_it_is(imported):
    imported(one())
    bad = {"charity_reporting_status": "Submission Overdue", "charity_insolvent": True}
    imported(one(name="MAMAS", **bad, **ELSEWHERE))
    imported(one(name="MOTHERS", charity_reporting_status="Submission Double Overdue", charity_insolvent=True))
    found = waiting()
    assert found["name"].before == {"name": "Mama to Mama"}
    assert found["name"].after == {"name": "Mothers"}
    assert found["overdue"].after["reporting_status"] == "Submission Double Overdue"
    assert set(found) == {"name", "overdue", "insolvent"}
    imported(one())
    assert waiting() == {}
    assert set(RegisterChange.objects.values_list("state", flat=True)) == {ChangeState.LAPSED}
    MembershipFactory(organisation=Organisation.objects.get())
    imported(one(registration_status="Removed", date_of_removal="2023-05-06"))
    assert set(waiting()) == {"removed"}
    imported(one())
    assert waiting() == {}


def test_what_is_closed_is_of_no_more_interest(imported):
    imported(one())
    Organisation.objects.update(status=Status.CLOSED)
    assert imported(one(name="MAMAS", charity_insolvent=True)) == 0


def test_addresses_of_small_charities_stay_out_of_the_history(imported):
    columns = {field.name for field in RegisterChange.pgh_event_model._meta.fields}
    assert not columns & {"before", "after"}


# --- What officers do ---


@pytest.fixture
def change(imported):
    """A function that makes a change in the register, of a kind."""

    def change(kind, **said):
        imported(one())
        entry = Organisation.objects.get()
        entry.curated_fields = ["name", "postcode", "address", "town"]
        entry.save()
        MembershipFactory(organisation=entry, user__email="owner@mama.example")
        imported(one(**said))
        return waiting()[kind]

    return change


def test_the_entry_follows_the_register(change, officer):
    moved = change("address", **ELSEWHERE)
    entry = actions.follow_register(by=officer, change=moved).organisation
    entry.refresh_from_db()
    assert (entry.address, entry.town, entry.postcode) == ("2 Low Road", "Deal", "CT14 7AA")
    assert entry.district.slug == "dover"
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.follow_register(by=officer, change=moved)


def test_who_decides_and_about_what(change, officer):
    overdue = change("overdue", charity_reporting_status="Submission Overdue")
    with pytest.raises(NotAllowed, match="new name or address"):
        actions.follow_register(by=officer, change=overdue)
    for act in (
        lambda by: actions.follow_register(by=by, change=overdue),
        lambda by: actions.settle_change(by=by, change=overdue),
        lambda by: actions.take_down_over(by=by, change=overdue, reason="x"),
    ):
        with pytest.raises(NotAllowed, match="Only a directory officer"):
            act(UserFactory())
    with pytest.raises(NotAllowed, match="reason"):
        actions.take_down_over(by=officer, change=overdue, reason="")
    assert waiting() == {"overdue": overdue}


@pytest.mark.parametrize(("closing", "status"), [(False, Status.SUSPENDED), (True, Status.CLOSED)])
def test_an_entry_is_taken_down_over_it_and_its_people_are_told(change, officer, closing, status):
    insolvent = change("insolvent", charity_insolvent=True)
    done = actions.take_down_over(by=officer, change=insolvent, reason="It is being wound up.", closing=closing)
    done.organisation.refresh_from_db()
    assert (done.organisation.status, done.note) == (status, "It is being wound up.")
    assert "It is being wound up." in Message.objects.get(to="owner@mama.example").text


@pytest.fixture
def desk(client, officer, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client.force_login(officer)
    return client


@pytest.mark.parametrize(
    ("kind", "said", "step", "shown"),
    [
        ("name", {"name": "MAMAS"}, "follow", "<ins>Mamas</ins>"),
        ("address", ELSEWHERE, "nothing", "Deal"),
        ("insolvent", {"charity_insolvent": True}, "suspend", "<ins>Yes</ins>"),
        ("overdue", {"charity_reporting_status": "Submission Overdue"}, "nothing", "Overdue"),
        (
            "removed",
            {"registration_status": "Removed", "date_of_removal": "2023-05-06"},
            "close",
            "6 May 2023",
        ),
    ],
)
def test_the_desk_shows_each_kind_and_what_can_be_done(desk, change, kind, said, step, shown):
    found = change(kind, **said)
    address = reverse("admin:organisations_registerchange_change", args=[found.pk])
    assert address in desk.get(reverse("admin:organisations_registerchange_changelist")).content.decode()
    page = desk.get(address).content.decode()
    assert shown in page
    assert f'value="{step}"' in page
    assert desk.post(address, {"step": step, "reason": "Looked at."}).status_code == 302
    found.refresh_from_db()
    assert found.state == ChangeState.SETTLED
    assert 'name="step"' not in desk.get(address).content.decode()


def test_of_an_entry_that_is_down_already_there_is_nothing_to_take_down(desk, change):
    found = change("insolvent", charity_insolvent=True)
    Organisation.objects.update(status=Status.SUSPENDED)
    page = desk.get(reverse("admin:organisations_registerchange_change", args=[found.pk])).content.decode()
    assert 'value="suspend"' not in page
    assert 'value="nothing"' in page
