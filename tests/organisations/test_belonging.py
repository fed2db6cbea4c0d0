"""Finding one's organisation, adding it, proving that one belongs to it, and inviting colleagues."""

import re
import threading
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import actions, links, permissions, tasks
from organisations.models import EntryClaim, Identifier, Invitation, Membership, Organisation
from organisations.states import ClaimState, NotAllowed, Status
from tests.factories import UserFactory
from tests.organisations.factories import (
    IdentifierFactory,
    MembershipFactory,
    OrganisationFactory,
    RegisteredCharityFactory,
    person_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER, is_staff=True)


@pytest.fixture
def entry():
    """A charity whose mailbox the register knows."""
    entry = OrganisationFactory(name="Deal Rowers")
    IdentifierFactory(organisation=entry, number="1187654")
    RegisteredCharityFactory(number="1187654", email="office@rowers.example")
    return entry


@pytest.fixture
def person():
    return UserFactory(name="Chloe Bennett")


def link_in(message):
    return re.search(r"https?://[^/\s]+(/organisations/\S+)", message.text)[1]


# --- Proving it ---


def test_the_registers_mailbox_says_yes_and_the_person_becomes_an_owner(client, entry, person):
    owner = MembershipFactory(organisation=entry).user
    actions.claim(by=person, organisation=entry, by_mailbox=True)
    asked = Message.objects.get(to="office@rowers.example")
    assert (asked.subject, asked.secret) == ("Does Chloe Bennett belong to Deal Rowers?", True)
    address = link_in(asked)
    assert "Chloe Bennett" in client.get(address).content.decode()
    assert not permissions.is_member(person, entry)
    assert "looks after the page of Deal Rowers now" in client.post(address, {"yes": ""}).content.decode()
    assert permissions.is_owner(person, entry)
    claim = entry.claims.get()
    assert (claim.state, claim.proof, claim.decided_by) == ("accepted", "mailbox", None)
    assert Message.objects.filter(to=person.email, subject="You now look after Deal Rowers").exists()
    assert Message.objects.filter(to=owner.email, subject__contains="Chloe Bennett").exists()
    assert "now" in client.post(address, {"no": ""}).content.decode()
    assert permissions.is_owner(person, entry)


def test_the_registers_mailbox_says_no(client, entry, person):
    actions.claim(by=person, organisation=entry, by_mailbox=True)
    address = link_in(Message.objects.get(to="office@rowers.example"))
    assert "Nothing has changed" in client.post(address, {"no": ""}).content.decode()
    assert not permissions.is_member(person, entry)
    assert "did not agree" in Message.objects.get(to=person.email).text
    assert client.get(address[:-4] + "/").status_code == 404


def test_the_link_in_the_mailbox_expires(client, entry, person):
    with time_machine.travel("2022-03-01T12:00Z"):
        address = links.claim_address(actions.claim(by=person, organisation=entry, by_mailbox=True))
    late = client.post(address, {"yes": ""})
    assert (late.status_code, "too old" in late.content.decode()) == (410, True)
    assert not permissions.is_member(person, entry)
    entry.claims.all().delete()
    with time_machine.travel("2022-03-02T12:00Z"):
        assert client.get(address).status_code == 404


def test_a_stranger_can_be_written_to_once_a_day_and_not_for_many_entries(entry, person):
    with time_machine.travel("2022-03-01T12:00Z", tick=False):
        actions.claim(by=person, organisation=entry, by_mailbox=True)
        actions.claim(by=person, organisation=entry, by_mailbox=True, evidence="See our website")
    assert Message.objects.filter(to="office@rowers.example").count() == 1
    assert entry.claims.get().evidence == "See our website"
    with time_machine.travel("2022-03-02T12:00Z", tick=False):
        assert actions.claim(by=person, organisation=entry, by_mailbox=True).evidence == "See our website"
        assert Message.objects.filter(to="office@rowers.example").count() == 2
        for _ in range(5):
            actions.claim(by=person, organisation=OrganisationFactory(), evidence="See our website")
        with pytest.raises(NotAllowed, match="several entries today"):
            actions.claim(by=person, organisation=OrganisationFactory(), evidence="See our website")


def test_what_cannot_be_asked_for(entry, person):
    without_mailbox = OrganisationFactory()
    for said, sentence in (({"by_mailbox": True}, "no email address"), ({"evidence": "  "}, "how we can check")):
        with pytest.raises(NotAllowed, match=sentence):
            actions.claim(by=person, organisation=without_mailbox, **said)
    with pytest.raises(NotAllowed, match="closed"):
        actions.claim(by=person, organisation=OrganisationFactory(status=Status.CLOSED), evidence="x")
    with pytest.raises(NotAllowed, match="already"):
        actions.claim(by=MembershipFactory(organisation=entry).user, organisation=entry, evidence="x")


def test_an_officer_checks_the_evidence(entry, person, officer):
    asked = actions.claim(by=person, organisation=entry, evidence="See our website")
    for act in (actions.accept_claim, lambda **said: actions.refuse_claim(reason="No", **said)):
        with pytest.raises(NotAllowed, match="Only a directory officer"):
            act(by=person, asked=asked)
    with pytest.raises(NotAllowed, match="reason"):
        actions.refuse_claim(by=officer, asked=asked, reason="")
    actions.refuse_claim(by=officer, asked=asked, reason="Nobody of that name is on the website.")
    assert "Nobody of that name" in Message.objects.get(to=person.email).text
    again = actions.claim(by=person, organisation=entry, evidence="Ring our chair")
    actions.accept_claim(by=officer, asked=again)
    assert permissions.is_owner(person, entry)
    again.refresh_from_db()
    assert (again.proof, again.decided_by) == ("officer", officer)
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.accept_claim(by=officer, asked=again)


def test_an_editor_who_proves_it_becomes_an_owner_only_by_asking_an_owner(entry, person):
    MembershipFactory(organisation=entry, user=person, role="editor")
    with pytest.raises(NotAllowed, match="already"):
        actions.claim(by=person, organisation=entry, by_mailbox=True)


def test_whoever_asked_takes_it_back(entry, person):
    asked = actions.claim(by=person, organisation=entry, evidence="x")
    with pytest.raises(NotAllowed, match="Only whoever asked"):
        actions.withdraw_claim(by=UserFactory(), asked=asked)
    assert actions.withdraw_claim(by=person, asked=asked).state == ClaimState.WITHDRAWN
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.accept_claim_from_mailbox(asked=asked)
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.refuse_claim_from_mailbox(asked=asked)


# --- Colleagues ---


@pytest.fixture
def owner(entry):
    return MembershipFactory(organisation=entry, user__name="Olive Owner").user


def test_a_colleague_is_invited_and_joins_once(client, entry, owner, person):
    actions.invite(by=owner, organisation=entry, email="Chloe@Rowers.example ")
    message = Message.objects.get(to="chloe@rowers.example")
    assert (message.subject, message.secret) == ("Olive Owner asks you to help with Deal Rowers", True)
    address = link_in(message)
    assert client.get(address).headers["Location"].startswith("/accounts/login/?next=/organisations/invitations/")
    client.force_login(person)
    assert "Olive Owner has invited you" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == reverse("my_organisation", args=[entry.slug])
    assert Membership.objects.get(user=person).role == "editor"
    assert Invitation.objects.get().email == ""
    assert Message.objects.filter(to=owner.email, subject__contains="Chloe Bennett").exists()
    client.force_login(UserFactory())
    assert "no longer open" in client.post(address).content.decode()
    assert client.get(address[:-4] + "/").status_code == 404


def test_an_invitation_makes_an_editor_an_owner_but_no_owner_an_editor(entry, owner):
    editor = MembershipFactory(organisation=entry, role="editor").user
    as_owner = actions.invite(by=owner, organisation=entry, email="one@rowers.example", role="owner")
    actions.accept_invitation(by=editor, invitation=as_owner)
    as_editor = actions.invite(by=owner, organisation=entry, email="two@rowers.example")
    assert actions.accept_invitation(by=owner, invitation=as_editor).role == "owner"
    assert permissions.is_owner(editor, entry)


def test_invitations_end(entry, owner, person):
    first = actions.invite(by=owner, organisation=entry, email="chloe@rowers.example")
    second = actions.invite(by=owner, organisation=entry, email="CHLOE@rowers.example")
    for invitation, withdrawn in ((first, True), (second, False)):
        invitation.refresh_from_db()
        assert (invitation.withdrawn_at is not None) == withdrawn
    with pytest.raises(NotAllowed, match="no longer open"):
        actions.accept_invitation(by=person, invitation=first)
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(NotAllowed, match="no longer open"):
        actions.accept_invitation(by=person, invitation=second)
    with pytest.raises(NotAllowed, match="Only an owner"):
        actions.withdraw_invitation(by=person, invitation=second)
    actions.withdraw_invitation(by=owner, invitation=second)
    third = actions.invite(by=owner, organisation=entry, email="chloe@rowers.example")
    actions.accept_invitation(by=person, invitation=third)
    with pytest.raises(NotAllowed, match="accepted it already"):
        actions.withdraw_invitation(by=owner, invitation=third)
    with pytest.raises(NotAllowed, match="already"):
        actions.invite(by=owner, organisation=entry, email=person.email)
    fourth = actions.invite(by=owner, organisation=entry, email="dev@rowers.example")
    Organisation.objects.update(status=Status.CLOSED)
    with pytest.raises(NotAllowed, match="closed"):
        actions.accept_invitation(by=UserFactory(), invitation=fourth)


def test_who_may_invite_and_how_often(entry, owner, person, monkeypatch):
    editor = MembershipFactory(organisation=entry, role="editor").user
    with pytest.raises(NotAllowed, match="Only an owner"):
        actions.invite(by=editor, organisation=entry, email="x@rowers.example")
    with pytest.raises(ValueError, match="no role"):
        actions.invite(by=owner, organisation=entry, email="x@rowers.example", role="king")
    for number in range(30):
        actions.invite(by=owner, organisation=entry, email=f"x{number}@rowers.example")
    with pytest.raises(NotAllowed, match="So many"):
        actions.invite(by=owner, organisation=entry, email="x@rowers.example")


def test_an_owner_hands_over_and_leaves(entry, owner):
    colleague = MembershipFactory(organisation=entry, role="editor").user
    with pytest.raises(NotAllowed, match="Choose a colleague"):
        actions.hand_over(by=owner, organisation=entry, to=owner)
    with pytest.raises(NotAllowed, match="Choose a colleague"):
        actions.hand_over(by=owner, organisation=entry, to=UserFactory())
    with pytest.raises(NotAllowed, match="Only an owner"):
        actions.hand_over(by=colleague, organisation=entry, to=owner)
    actions.hand_over(by=owner, organisation=entry, to=colleague)
    assert dict(entry.memberships.values_list("user", "role")) == {owner.pk: "editor", colleague.pk: "owner"}
    assert "Olive Owner has handed" in Message.objects.get(to=colleague.email).text
    actions.remove_member(by=owner, organisation=entry, user=owner)
    assert not permissions.is_member(owner, entry)


def test_what_is_of_no_more_use_is_erased(entry, owner, person, officer):
    with time_machine.travel("2022-01-01T12:00Z"):
        actions.invite(by=owner, organisation=entry, email="late@rowers.example")
        actions.refuse_claim(
            by=officer, asked=actions.claim(by=person, organisation=entry, evidence="My name is …"), reason="No"
        )
    kept = actions.invite(by=owner, organisation=entry, email="new@rowers.example")
    asked = actions.claim(by=person, organisation=entry, evidence="Ask Olive")
    tasks.forget()
    assert sorted(Invitation.objects.values_list("email", flat=True)) == ["", "new@rowers.example"]
    assert set(EntryClaim.objects.values_list("evidence", flat=True)) == {"", "Ask Olive"}
    actions.withdraw_invitation(by=owner, invitation=kept)
    actions.withdraw_claim(by=person, asked=asked)
    columns = {field.name for field in Invitation.pgh_event_model._meta.fields}
    assert "email" not in columns
    assert "evidence" not in {field.name for field in EntryClaim.pgh_event_model._meta.fields}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_invitation_at_once_one_joins():
    owner = MembershipFactory().user
    invitation = actions.invite(by=owner, organisation=owner.organisations.get(), email="x@rowers.example")
    people, together, refused = [UserFactory(), UserFactory()], threading.Barrier(2), []

    def accept(person):
        together.wait()
        try:
            actions.accept_invitation(by=person, invitation=invitation)
        except NotAllowed as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(user__in=people).count() == 1


# --- Pages ---


def test_somebody_finds_their_entry_or_their_charity(client, entry, person):
    RegisteredCharityFactory(number="1199999", name="Walmer Swimmers", town="Walmer")
    RegisteredCharityFactory(number="1199998", name="Walmer Walkers", status="removed")
    OrganisationFactory(name="Deal Drafters", status=Status.DRAFT)
    client.force_login(person)
    address = reverse("my_organisations")
    assert client.get(address).status_code == 200
    for asked in ("deal rowers", "1187654", " 118 7654 "):
        page = client.get(address, {"q": asked}).content.decode()
        assert reverse("organisation_claim", args=["deal-rowers"]) in page, asked
        assert "Deal Drafters" not in page
    for asked in ("walmer", "1199999"):
        page = client.get(address, {"q": asked}).content.decode()
        assert f"{reverse('organisation_new')}?charity=1199999" in page
        assert "Walkers" not in page
    for odd in ("%", "<script>", "x" * 10_000, "\0", "٣"):
        assert client.get(address, {"q": odd}).status_code == 200
    MembershipFactory(organisation=entry, user=person)
    assert "already" in client.get(address, {"q": "deal rowers"}).content.decode()


def test_a_charity_number_fills_the_form_and_the_entry_waits_for_an_officer(client, person, officer):
    RegisteredCharityFactory(
        number="1199999", name="Walmer Swimmers", summary="We swim.", activities="We swim.", phone="01304 960222"
    )
    client.force_login(person)
    address = reverse("organisation_new")
    page = client.get(address, {"charity": "1199999"}).content.decode()
    for text in ('value="Walmer Swimmers"', 'value="1199999"', "We swim.", 'value="01304 960222"'):
        assert text in page
    said = {"name": "Walmer Swimmers", "charity_number": "119 9999", "summary": "We swim.", "is_true": "on"}
    client.post(address, said)
    entry = Organisation.objects.get(name="Walmer Swimmers")
    assert (entry.status, entry.verified_by) == (Status.PENDING, person)
    assert entry.identifiers.get().number == "1199999"
    assert permissions.is_owner(person, entry)
    assert client.get(reverse("my_organisation", args=[entry.slug])).status_code == 200
    again = client.post(address, {**said, "name": "Walmer Swimming"}).content.decode()
    assert "already" in again
    assert reverse("organisation_claim", args=[entry.slug]) in again
    assert 'value="Walmer Swimming"' in again
    actions.publish(by=officer, organisation=entry)
    assert Message.objects.filter(to=person.email, subject="Walmer Swimmers is in the directory").exists()


def test_somebody_who_adds_what_is_there_already_is_shown_it(client, person):
    OrganisationFactory(name="Walmer Swimmers", town="Walmer", slug="known")
    client.force_login(person)
    address, said = reverse("organisation_new"), {"name": "The Walmer Swimmers", "town": "Walmer", "is_true": "on"}
    page = client.post(address, said).content.decode()
    assert "Is it one of these?" in page
    assert reverse("organisation_claim", args=["known"]) in page
    assert 'name="not_among"' in page
    assert 'value="The Walmer Swimmers"' in page
    assert client.post(address, {**said, "not_among": "on"}).status_code == 302
    assert Organisation.objects.filter(name="The Walmer Swimmers").exists()


def test_wrong_answers_get_a_sentence_and_nothing_is_lost(client, person):
    client.force_login(person)
    address = reverse("organisation_new")
    assert client.get(address, {"charity": "12345678901234567890"}).status_code == 200
    assert client.get(address, {"charity": "٣"}).status_code == 200
    wrong = {
        "name": "…",
        "charity_number": "12",
        "postcode": "Deal",
        "website": "rowers",
        "themes": "999999",
        "town": "T",
    }
    page = client.post(address, wrong).content.decode()
    for sentence in ("Enter the name", "6 or 7 digits", "like CT9 1HP", "Choose from the list", "Tick the box"):
        assert sentence in page
    assert 'value="Deal"' in page
    assert client.post(address, {"name": "x\0y", "is_true": "on"}).status_code == 200
    assert not Organisation.objects.exists()


def test_two_who_add_one_charity_at_once_make_one_entry(person):
    actions.register(by=person, name="Walmer Swimmers", charity_number="1199999")
    with pytest.raises(NotAllowed, match="already"):
        actions.register(by=UserFactory(), name="Walmer Swimmers", charity_number="1199999")
    assert Identifier.objects.count() == 1


def test_the_claim_page(client, entry, person):
    client.force_login(person)
    address = reverse("organisation_claim", args=[entry.slug])
    page = client.get(address).content.decode()
    assert "o•••••@rowers.example" in page
    assert "office@rowers.example" not in page
    assert "Choose how" in client.post(address).content.decode()
    assert "Tell us how we can check" in client.post(address, {"proof": "evidence"}).content.decode()
    assert "letters or fewer" in client.post(address, {"proof": "evidence", "evidence": "x" * 2_001}).content.decode()
    client.post(address, {"proof": "evidence", "evidence": "See our website"})
    assert "An officer looks at what you wrote" in client.get(address).content.decode()
    client.post(address, {"proof": "mailbox"})
    assert "We have written to the address" in client.get(address).content.decode()
    taken_back = reverse("organisation_claim_take_back", args=[entry.slug])
    assert client.post(taken_back).headers["Location"] == reverse("my")
    assert client.post(taken_back).status_code == 404
    MembershipFactory(organisation=entry, user=person)
    assert client.get(address).headers["Location"] == reverse("my_organisation", args=[entry.slug])
    drafted = OrganisationFactory(status=Status.DRAFT)
    assert client.get(reverse("organisation_claim", args=[drafted.slug])).status_code == 404


def test_the_claim_page_says_why_not(client, person):
    client.force_login(person)
    for _ in range(5):
        actions.claim(by=person, organisation=OrganisationFactory(), evidence="x")
    address = reverse("organisation_claim", args=[OrganisationFactory().slug])
    page = client.post(address, {"proof": "evidence", "evidence": "See our website"}).content.decode()
    assert "several entries today" in page
    assert "See our website</textarea>" in page


def test_owners_see_and_choose_who_looks_after_the_entry(client, entry, owner):
    editor = MembershipFactory(organisation=entry, role="editor", user__name="Edie Editor")
    address = reverse("my_organisation_people", args=[entry.slug])
    client.force_login(owner)
    assert "Make Edie Editor an owner" in client.get(address).content.decode()
    assert "like name@example.com" in client.post(address, {"email": "x", "role": "editor"}).content.decode()
    assert "already" in client.post(address, {"email": editor.user.email, "role": "editor"}).content.decode()
    client.post(address, {"email": "new@rowers.example", "role": "editor"})
    page = client.get(address).content.decode()
    withdraw = reverse("my_organisation_uninvite", args=[entry.slug, Invitation.objects.get().pk])
    assert withdraw in page
    client.post(withdraw)
    assert client.post(withdraw).status_code == 404
    person = reverse("my_organisation_person", args=[entry.slug, editor.pk])
    client.post(person, {"step": "owner"})
    assert permissions.is_owner(editor.user, entry)
    client.post(person, {"step": "editor"})
    client.post(person, {"step": "nonsense"})
    assert not permissions.is_owner(editor.user, entry)
    own = reverse("my_organisation_person", args=[entry.slug, entry.memberships.get(user=owner).pk])
    assert "another owner" in client.post(own, {"step": "remove"}, follow=True).content.decode()
    client.post(person, {"step": "hand over"})
    left = client.post(own, {"step": "remove"}, follow=True)
    assert left.redirect_chain[0][0] == reverse("my")
    assert "Done: you no longer look after this entry." in left.content.decode()
    assert client.get(address).status_code == 404


def test_what_cannot_be_taken_back_is_asked_about_first(client, entry, owner, officer):
    editor = MembershipFactory(organisation=entry, role="editor", user__name="Edie Editor")
    client.force_login(owner)
    listed = reverse("my_organisation_people", args=[entry.slug])
    about = {
        member.user: reverse("my_organisation_person", args=[entry.slug, member.pk])
        for member in entry.memberships.select_related("user")
    }
    page = client.get(listed).content.decode()
    for step, question in (("hand over", "Hand over"), ("remove", "Take Edie Editor off")):
        asking = f"{about[editor.user]}?{urlencode({'step': step})}"
        assert asking in page
        asked = client.get(asking).content.decode()
        assert question in asked
        assert listed in asked
    assert permissions.is_member(editor.user, entry)
    assert "another owner first" in client.get(f"{about[owner]}?step=remove", follow=True).content.decode()
    assert client.get(f"{about[owner]}?step=hand+over").status_code == 404
    assert client.get(f"{about[editor.user]}?step=dance").status_code == 404
    client.post(about[editor.user], {"step": "remove"})
    assert not permissions.is_member(editor.user, entry)
    assert "no longer look after" in Message.objects.get(to=editor.user.email).subject
    client.force_login(officer)
    assert "no other owner" in client.get(f"{about[owner]}?step=remove").content.decode()


def test_an_editor_is_asked_before_leaving_and_never_about_others(client, entry, owner):
    editor = MembershipFactory(organisation=entry, role="editor")
    client.force_login(editor.user)
    own = reverse("my_organisation_person", args=[entry.slug, editor.pk])
    assert "Yes, leave" in client.get(f"{own}?step=remove").content.decode()
    others = reverse("my_organisation_person", args=[entry.slug, entry.memberships.get(user=owner).pk])
    for step in ("remove", "hand over"):
        assert client.get(others, {"step": step}).status_code == 404
    client.post(own, {"step": "remove"})
    assert not permissions.is_member(editor.user, entry)
    assert not Message.objects.filter(to=editor.user.email).exists()


def test_editors_see_their_colleagues_but_choose_nobody(client, entry, owner):
    editor = MembershipFactory(organisation=entry, role="editor")
    client.force_login(editor.user)
    address = reverse("my_organisation_people", args=[entry.slug])
    page = client.get(address).content.decode()
    assert "Olive Owner" in page
    assert "Leave" in page
    assert "Take Olive" not in page
    assert client.post(address, {"email": "x@rowers.example", "role": "owner"}).status_code == 404
    invitation = actions.invite(by=owner, organisation=entry, email="y@rowers.example")
    refused = client.post(reverse("my_organisation_uninvite", args=[entry.slug, invitation.pk]), follow=True)
    assert "Only an owner" in refused.content.decode()


def test_a_new_entry_is_sent_back_changed_and_sent_again(client, person, officer):
    entry = actions.register(by=person, name="Walmer Swimmers")
    actions.send_back(by=officer, organisation=entry, reason="Tell us where you swim.")
    assert "Tell us where you swim." in Message.objects.get(to=person.email).text
    with pytest.raises(NotAllowed, match="waits for an officer"):
        actions.send_back(by=officer, organisation=entry, reason="Again")
    with pytest.raises(NotAllowed, match="cannot change"):
        actions.submit(by=UserFactory(), organisation=entry)
    client.force_login(person)
    address = reverse("my_organisation", args=[entry.slug])
    assert "Tell us where you swim." in client.get(address).content.decode()
    client.post(address, {"name": "Walmer Swimmers", "summary": "In the sea"})
    client.post(reverse("my_organisation_submit", args=[entry.slug]))
    entry.refresh_from_db()
    assert (entry.status, entry.status_reason, entry.summary) == (Status.PENDING, "", "In the sea")
    again = client.post(reverse("my_organisation_submit", args=[entry.slug]), follow=True)
    assert "cannot become" in again.content.decode()


def test_the_officers_desk_for_requests(client, entry, person, officer, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client.force_login(officer)
    asked = actions.claim(by=person, organisation=entry, evidence="See our website", by_mailbox=True)
    address = reverse("admin:organisations_entryclaim_change", args=[asked.pk])
    assert address in client.get(reverse("admin:organisations_entryclaim_changelist")).content.decode()
    page = client.get(address).content.decode()
    for text in ("See our website", person.email, "office@rowers.example", "Let them look after it"):
        assert text in page
    assert "Give a reason" in client.post(address, {"step": "refuse", "reason": ""}).content.decode()
    assert client.post(address, {"step": "dance"}).status_code == 200
    client.post(address, {"step": "refuse", "reason": "Not on the website."})
    assert "Not on the website." in client.get(address).content.decode()
    again = actions.claim(by=person, organisation=entry, evidence="Ring us")
    client.post(reverse("admin:organisations_entryclaim_change", args=[again.pk]), {"step": "accept"})
    assert permissions.is_owner(person, entry)
