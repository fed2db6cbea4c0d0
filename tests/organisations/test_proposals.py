"""Words that an officer looks at first: the public sees what was approved last until then."""

import pytest
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import actions, differences, trust
from organisations.models import Beneficiary, Proposal
from organisations.states import NotAllowed, ProposalState, Status
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory, person_with

pytestmark = pytest.mark.django_db
WORDS = {"name": "Deal Rowers", "purpose": "We row.", "email": "old@rowers.example", "town": "Deal"}


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER, is_staff=True)


@pytest.fixture
def owner():
    return MembershipFactory(organisation=OrganisationFactory(**WORDS)).user


@pytest.fixture
def entry(owner):
    return owner.organisations.get()


def waiting(entry):
    return entry.proposals.waiting().get()


def test_trusted_words_go_live_and_the_others_wait(owner, entry):
    babies = Beneficiary.objects.get(slug="babies")
    actions.edit(
        by=owner, organisation=entry, summary="On the sea", name="Deal Rowing Club", town="Deal", beneficiaries=[babies]
    )
    entry.refresh_from_db()
    assert (entry.summary, entry.name, entry.beneficiaries.count()) == ("On the sea", "Deal Rowers", 0)
    assert waiting(entry).proposed == {"name": "Deal Rowing Club", "beneficiaries": ["babies"]}
    assert waiting(entry).before == {"name": "Deal Rowers", "beneficiaries": []}


@pytest.mark.parametrize("field", sorted(trust.WAITING))
def test_each_field_that_waits_is_out_of_sight_until_approved(field, owner, entry, officer, client):
    value = (
        [Beneficiary.objects.get(slug="carers")]
        if field in trust.LINKS
        else "ct9 1hp"
        if field == "postcode"
        else "zzz"
    )
    actions.edit(by=owner, organisation=entry, **{field: value})
    page = client.get(entry.get_absolute_url()).content.decode()
    shown = "Carers" if field in trust.LINKS else str(value)
    assert shown not in page
    actions.approve_proposal(by=officer, proposal=waiting(entry), seen=waiting(entry).proposed_at)
    entry.refresh_from_db()
    assert trust.said(entry, field) == trust.kept(field, value)


def test_an_entry_nobody_sees_and_an_officers_word_wait_for_nothing(owner, officer, entry):
    actions.edit(by=officer, organisation=entry, name="Deal Rowing Club")
    drafted = MembershipFactory(organisation__status=Status.DRAFT)
    actions.edit(by=drafted.user, organisation=drafted.organisation, name="Walmer Rowers")
    entry.refresh_from_db()
    drafted.organisation.refresh_from_db()
    assert (entry.name, drafted.organisation.name) == ("Deal Rowing Club", "Walmer Rowers")
    assert not Proposal.objects.exists()


def test_editing_again_changes_what_waits_and_the_old_words_take_it_back(owner, entry):
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club", email="new@rowers.example")
    first = waiting(entry)
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club", email="new@rowers.example")
    assert waiting(entry).proposed_at == first.proposed_at
    actions.edit(by=owner, organisation=entry, email="other@rowers.example")
    assert waiting(entry).proposed == {"name": "Deal Rowing Club", "email": "other@rowers.example"}
    actions.edit(by=owner, organisation=entry, name="Deal Rowers", email="old@rowers.example")
    assert not entry.proposals.waiting().exists()
    assert entry.proposals.get().state == ProposalState.WITHDRAWN
    actions.edit(by=owner, organisation=entry, email="old@rowers.example")
    assert entry.proposals.count() == 1


def test_an_officer_edits_and_approves_and_the_member_is_told(owner, entry, officer):
    actions.edit(by=owner, organisation=entry, name="DEAL ROWING!!", phone="01304 960111")
    proposal = waiting(entry)
    actions.approve_proposal(by=officer, proposal=proposal, seen=proposal.proposed_at, name="Deal Rowing")
    entry.refresh_from_db()
    assert (entry.name, entry.phone, entry.slug) == ("Deal Rowing", "01304 960111", entry.slug)
    assert {"name", "phone"} <= set(entry.curated_fields)
    assert entry.proposals.get().decided_by == officer
    assert Message.objects.get(to=owner.email).subject == "Your change to Deal Rowing is public"
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.approve_proposal(by=officer, proposal=proposal, seen=proposal.proposed_at)


def test_an_officer_returns_it_with_a_reason_and_nothing_typed_is_lost(owner, entry, officer, client):
    actions.edit(by=owner, organisation=entry, purpose="BEST IN KENT")
    proposal = waiting(entry)
    with pytest.raises(NotAllowed, match="reason"):
        actions.return_proposal(by=officer, proposal=proposal, seen=proposal.proposed_at, reason=" ")
    actions.return_proposal(by=officer, proposal=proposal, seen=proposal.proposed_at, reason="Say what you do.")
    entry.refresh_from_db()
    assert entry.purpose == "We row."
    assert "Say what you do." in Message.objects.get(to=owner.email).text
    client.force_login(owner)
    page = client.get(reverse("my_organisation", args=[entry.slug])).content.decode()
    assert "Say what you do." in page
    assert ">\nBEST IN KENT</textarea>" in page


def test_only_officers_decide_and_only_on_what_they_read(owner, entry, officer):
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club")
    read = waiting(entry)
    with pytest.raises(NotAllowed, match="Only a directory officer"):
        actions.approve_proposal(by=owner, proposal=read, seen=read.proposed_at)
    actions.edit(by=owner, organisation=entry, name="Something rude")
    with pytest.raises(NotAllowed, match="while you were reading"):
        actions.approve_proposal(by=officer, proposal=read, seen=read.proposed_at)
    entry.refresh_from_db()
    assert entry.name == "Deal Rowers"


def test_a_member_takes_it_back_and_a_stranger_cannot(owner, entry):
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club")
    with pytest.raises(NotAllowed, match="cannot change"):
        actions.withdraw_proposal(by=UserFactory(), proposal=waiting(entry))
    proposal = actions.withdraw_proposal(by=owner, proposal=waiting(entry))
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.withdraw_proposal(by=owner, proposal=proposal)


def test_nobody_is_written_to_who_has_left(owner, entry, officer):
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club")
    owner.is_active = False
    owner.save()
    actions.approve_proposal(by=officer, proposal=waiting(entry), seen=waiting(entry).proposed_at)
    assert not Message.objects.exists()


# --- Pages ---


def sent(entry, **changes):
    return {**WORDS, "summary": entry.summary, **changes}


def test_the_members_page_shows_what_waits_and_what_is_different(client, owner, entry):
    client.force_login(owner)
    address = reverse("my_organisation", args=[entry.slug])
    page = client.post(address, sent(entry, purpose="We row and swim.", summary="On the sea"), follow=True)
    text = page.content.decode()
    assert "Some of it waits for an officer" in text
    assert "<ins><span" in text
    assert "and swim." in text
    entry.refresh_from_db()
    assert (entry.summary, entry.purpose) == ("On the sea", "We row.")
    asked = client.get(reverse("my_organisation_take_back", args=[entry.slug])).content.decode()
    assert "What you typed is not kept" in asked
    assert entry.proposals.waiting().exists()
    assert (
        "Taken back"
        in client.post(reverse("my_organisation_take_back", args=[entry.slug]), follow=True).content.decode()
    )
    assert client.get(reverse("my_organisation_take_back", args=[entry.slug])).status_code == 302
    again = client.post(reverse("my_organisation_take_back", args=[entry.slug]), follow=True)
    assert "Taken back" in again.content.decode()


def test_a_text_with_the_ends_of_lines_that_browsers_send_is_no_change(client, owner, entry):
    entry.purpose = "We row.\nAnd swim."
    entry.save()
    client.force_login(owner)
    client.post(reverse("my_organisation", args=[entry.slug]), sent(entry, purpose="We row.\r\nAnd swim."))
    assert not entry.proposals.exists()


@pytest.fixture
def desk(client, officer, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client.force_login(officer)
    return client


def test_the_officers_queue_and_page(desk, owner, entry):
    actions.edit(by=owner, organisation=entry, purpose="We row and <b>swim</b>.", email="new@rowers.example")
    proposal = waiting(entry)
    address = reverse("admin:organisations_proposal_change", args=[proposal.pk])
    queue = reverse("admin:organisations_proposal_changelist")
    assert address in desk.get(queue).content.decode()
    page = desk.get(address).content.decode()
    assert "&lt;b&gt;swim&lt;/b&gt;.</ins>" in page
    assert "<del>old@rowers.example</del>" in page
    said = {"purpose": "We row and swim.", "email": "new@rowers.example", "seen": proposal.proposed_at.isoformat()}
    assert "Give a reason" in desk.post(address, {**said, "step": "return"}).content.decode()
    assert "Open this page again" in desk.post(address, {**said, "seen": "never", "step": "approve"}).content.decode()
    wrong = desk.post(address, {**said, "email": "nowhere", "step": "approve"}).content.decode()
    assert "like name@example.com" in wrong
    assert 'value="nowhere"' in wrong
    assert desk.post(address, {**said, "step": "approve"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.purpose, entry.email) == ("We row and swim.", "new@rowers.example")
    assert address not in desk.get(queue).content.decode()
    assert address in desk.get(queue, {"decided": "yes"}).content.decode()
    assert address in desk.get(queue, {"decided": "all"}).content.decode()
    assert "decided this already" in desk.post(address, {**said, "step": "approve"}).content.decode()


def test_an_officer_is_told_when_the_entry_has_moved_on(desk, owner, entry, officer):
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club")
    actions.edit(by=officer, organisation=entry, name="Deal Rowers CIO")
    page = desk.get(reverse("admin:organisations_proposal_change", args=[waiting(entry).pk])).content.decode()
    assert "Changed by somebody else since" in page
    returned = waiting(entry)
    actions.return_proposal(by=officer, proposal=returned, seen=returned.proposed_at, reason="Which is it?")
    decided = desk.get(reverse("admin:organisations_proposal_change", args=[returned.pk])).content.decode()
    assert "Which is it?" in decided
    assert 'name="step"' not in decided


def test_the_desk_is_for_officers(client, entry, owner, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    actions.edit(by=owner, organisation=entry, name="Deal Rowing Club")
    address = reverse("admin:organisations_proposal_change", args=[waiting(entry).pk])
    client.force_login(person_with(Role.AUDITOR, is_staff=True))
    assert 'name="step"' not in client.get(address).content.decode()
    assert client.post(address, {"step": "approve"}).status_code == 403
    client.force_login(person_with(Role.ASSESSOR, is_staff=True))
    assert client.get(address).status_code == 403
    client.force_login(person_with(Role.DIRECTORY_OFFICER, is_staff=True))
    assert client.get(reverse("admin:organisations_proposal_change", args=[9_999_999])).status_code == 404
    assert client.get(reverse("admin:organisations_proposal_add")).status_code == 404


@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_queue_asks_the_database_as_often_however_long_it_is(desk, count, django_assert_max_num_queries):
    for _ in range(count):
        entry = OrganisationFactory()
        Proposal.objects.create(organisation=entry, before={"name": "a"}, proposed={"name": "b"})
    with django_assert_max_num_queries(9):
        desk.get(reverse("admin:organisations_proposal_changelist"))


# --- Differences ---


def test_parts_show_what_went_and_what_came():
    assert differences.parts("We row.", "We row and swim.") == [
        *[("same", "We "), ("gone", "row."), ("new", "row and swim.")]
    ]
    assert differences.parts("", "New") == [("new", "New")]
    assert differences.parts("Old", "") == [("gone", "Old")]
    long = "word " * 3_000
    assert differences.parts(long, long + "more") == [("gone", long), ("new", long + "more")]
