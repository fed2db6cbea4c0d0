"""What may be done with an entry, by whom, and what each step leaves behind."""

import threading
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from kentcivil.accounts.roles import Role
from kentcivil.audit.history import because
from kentcivil.geography.models import District
from organisations import actions, permissions, states
from organisations.models import Membership, Organisation, Theme, Word
from organisations.states import NotAllowed, Status
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory


def person_with(role):
    from django.contrib.auth.models import Group

    person = UserFactory()
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def officer(db):
    return person_with(Role.DIRECTORY_OFFICER)


@pytest.fixture
def owner(db):
    return MembershipFactory(organisation__status=Status.PUBLISHED).user


@pytest.fixture
def organisation(owner):
    return owner.organisations.get()


# --- Who may ---

PEOPLE = ["nobody", "stranger", "editor", "owner", "left", "officer", "funding", "auditor"]
MAY = {
    permissions.can_see: {"editor", "owner", "officer", "funding", "auditor"},
    permissions.can_edit: {"editor", "owner", "officer"},
    permissions.can_publish: {"officer"},
    permissions.can_manage_members: {"owner", "officer"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("may", MAY, ids=lambda may: may.__name__)
def test_who_may_do_what_with_an_entry_that_is_not_public(may, person):
    organisation = OrganisationFactory(status=Status.SUSPENDED)
    people = {
        "nobody": AnonymousUser,
        "stranger": UserFactory,
        "editor": lambda: MembershipFactory(organisation=organisation, role="editor").user,
        "owner": lambda: MembershipFactory(organisation=organisation).user,
        "left": lambda: MembershipFactory(organisation=organisation, user__is_active=False).user,
        "officer": lambda: person_with(Role.DIRECTORY_OFFICER),
        "funding": lambda: person_with(Role.FUNDING_OFFICER),
        "auditor": lambda: person_with(Role.AUDITOR),
    }
    assert bool(may(people[person](), organisation)) == (person in MAY[may])


@pytest.mark.django_db
def test_everybody_sees_a_published_entry_and_members_do_not_edit_a_closed_one(owner, organisation):
    assert permissions.can_see(AnonymousUser(), organisation)
    organisation.status = Status.CLOSED
    assert not permissions.can_edit(owner, organisation)


# --- States ---


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_states_follow_the_table(before, after):
    if after in states.TRANSITIONS[before]:
        states.check(before, after)
    else:
        with pytest.raises(NotAllowed, match="cannot become"):
            states.check(before, after)


@pytest.mark.django_db
def test_an_entry_goes_through_its_life(officer, owner):
    organisation = actions.register(by=owner, name="Deal Rowers")
    assert organisation.status == Status.PENDING
    assert permissions.is_owner(owner, organisation)
    assert actions.publish(by=officer, organisation=organisation).status == Status.PUBLISHED
    suspended = actions.suspend(by=officer, organisation=organisation, reason="Letters came back.")
    assert suspended.status_reason == "Letters came back."
    assert actions.publish(by=officer, organisation=organisation).status_reason == ""
    assert actions.close(by=officer, organisation=organisation, reason="It ended.").status == Status.CLOSED
    assert actions.reopen(by=officer, organisation=organisation).status == Status.DRAFT
    last = organisation.events.order_by("-pgh_id").select_related("pgh_context").first()
    assert last.pgh_context.metadata["reason"] == "Opened again"
    assert last.pgh_context.metadata["user"] == officer.pk


@pytest.mark.django_db
def test_an_officer_starts_a_draft_without_owner(officer):
    organisation = actions.register(by=officer, name="Deal Rowers", summary="We row.", postcode="CT14 7")
    assert (organisation.status, organisation.memberships.count()) == (Status.DRAFT, 0)
    assert organisation.district.slug == "dover"


@pytest.mark.django_db
def test_taking_down_needs_a_reason_and_an_officer(officer, owner, organisation):
    for step in (actions.suspend, actions.close):
        with pytest.raises(NotAllowed, match="reason"):
            step(by=officer, organisation=organisation, reason="  ")
        with pytest.raises(NotAllowed, match="officer"):
            step(by=owner, organisation=organisation, reason="I wish it")
    with pytest.raises(NotAllowed, match="cannot become"):
        actions.publish(by=officer, organisation=organisation)


# --- What it says ---


@pytest.mark.django_db
def test_an_edit_is_kept_from_imports_and_finds_the_place(officer, organisation):
    food = Theme.objects.get(slug="food")
    actions.edit(
        by=officer, organisation=organisation, summary="New", postcode="CT9 1HP", themes=[food], annual_income=9
    )
    organisation.refresh_from_db()
    assert organisation.summary == "New"
    assert organisation.district.slug == "thanet"
    assert organisation.latitude == pytest.approx(51.39, abs=0.02)
    assert organisation.income_band == "micro"
    assert list(organisation.themes.all()) == [food]
    assert {"summary", "postcode", "district", "latitude", "themes", "income_band"} <= set(organisation.curated_fields)
    assert organisation.verified_on is None
    actions.edit(by=officer, organisation=organisation, postcode="M1 1AA")
    organisation.refresh_from_db()
    assert (organisation.latitude, organisation.district) == (None, None)


@pytest.mark.django_db
def test_a_field_that_is_not_theirs_is_refused(owner, organisation):
    with pytest.raises(ValueError, match="status"):
        actions.edit(by=owner, organisation=organisation, status="draft")
    with pytest.raises(NotAllowed):
        actions.edit(by=UserFactory(), organisation=organisation, summary="Mine now")


@pytest.mark.django_db
def test_slugs_stay_apart(officer):
    first = actions.register(by=officer, name="Deal Rowers")
    second = actions.register(by=officer, name="Deal  Rowers!")
    nameless = actions.register(by=officer, name="你好")
    assert (first.slug, second.slug, nameless.slug) == ("deal-rowers", "deal-rowers-2", "organisation")


# --- Checked by a person ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "next_check"),
    [("2022-06-10", date(2023, 6, 10)), ("2024-02-29", date(2025, 3, 1)), ("2022-06-30T23:30Z", date(2023, 7, 1))],
)
def test_still_correct_sets_the_date_the_person_and_the_next_check(owner, organisation, today, next_check):
    with time_machine.travel(today, tick=False):
        actions.verify(by=owner, organisation=organisation)
    organisation.refresh_from_db()
    assert organisation.verified_by == owner
    assert organisation.review_due == next_check
    with pytest.raises(NotAllowed):
        actions.verify(by=UserFactory(), organisation=organisation)


@pytest.mark.django_db
def test_still_correct_publishes_and_unpublishes_nothing(officer):
    organisation = OrganisationFactory(status=Status.SUSPENDED)
    assert actions.verify(by=officer, organisation=organisation).status == Status.SUSPENDED


# --- Members ---


@pytest.mark.django_db
def test_owners_choose_who_looks_after_the_entry(owner, organisation, officer):
    colleague = UserFactory()
    actions.add_member(by=owner, organisation=organisation, user=colleague)
    with pytest.raises(NotAllowed, match="owner"):
        actions.add_member(by=colleague, organisation=organisation, user=UserFactory())
    with pytest.raises(NotAllowed, match="owner"):
        actions.remove_member(by=colleague, organisation=organisation, user=owner)
    with pytest.raises(ValueError, match="no role"):
        actions.add_member(by=owner, organisation=organisation, user=colleague, role="king")
    with pytest.raises(NotAllowed, match="another owner"):
        actions.remove_member(by=owner, organisation=organisation, user=owner)
    with pytest.raises(NotAllowed, match="another owner"):
        actions.add_member(by=owner, organisation=organisation, user=owner, role="editor")
    actions.add_member(by=owner, organisation=organisation, user=colleague, role="owner")
    actions.remove_member(by=owner, organisation=organisation, user=owner)
    actions.remove_member(by=officer, organisation=organisation, user=colleague)
    assert not organisation.memberships.exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both_go():
    organisation = OrganisationFactory()
    owners = [MembershipFactory(organisation=organisation).user for _ in range(2)]
    together, refused = threading.Barrier(2), []

    def leave(owner):
        together.wait()
        try:
            actions.remove_member(by=owner, organisation=organisation, user=owner)
        except NotAllowed as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[owner]) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(organisation=organisation, role="owner").count() == 1


@pytest.mark.django_db
def test_the_words_of_what_is_published_are_learnt_after_the_commit(officer, django_capture_on_commit_callbacks):
    organisation = actions.register(by=officer, name="Zebra Fanciers")
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(by=officer, organisation=organisation)
    assert Word.objects.filter(word="fanciers").exists()


@pytest.mark.django_db
def test_history_tells_of_an_edit_behind_the_actions():
    organisation = OrganisationFactory()
    with because("tidied"):
        Organisation.objects.update(district=District.objects.get(slug="dover"))
    assert organisation.events.filter(pgh_label="update").count() == 1
