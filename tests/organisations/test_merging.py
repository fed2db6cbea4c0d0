"""Two entries become one: what goes over, what stays, and where the old address leads."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from organisations import actions, merging
from organisations.models import Beneficiary, EntryClaim, Identifier, Likeness, Merger, Organisation, Theme
from organisations.reminders import still_correct_address
from organisations.states import LikenessState, NotAllowed, Status
from tests.organisations.factories import (
    ContactFactory,
    IdentifierFactory,
    MembershipFactory,
    OrganisationFactory,
    ServiceFactory,
    person_with,
)
from tests.volunteering.factories import OpportunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return person_with(Role.DIRECTORY_OFFICER, is_staff=True)


@pytest.fixture
def kept():
    return OrganisationFactory(name="Mama to Mama", summary="", town="Margate", email="hello@mama.example")


@pytest.fixture
def gone():
    return OrganisationFactory(
        name="Thanet Baby Bank",
        other_names="TBB",
        summary="Clothes for babies.",
        email="tbb@bank.example",
        annual_income=5_000,
        income_band="micro",
        is_online=True,
        verified_on=date(2022, 3, 4),
        review_due=date(2023, 3, 4),
        themes=[Theme.objects.get(slug="food")],
        beneficiaries=[Beneficiary.objects.get(slug="babies")],
    )


def test_what_belongs_to_one_belongs_to_the_other(kept, gone, officer):
    IdentifierFactory(organisation=gone, number="1187654")
    ServiceFactory(organisation=gone, name="Pram library")
    ContactFactory(organisation=gone)
    opportunity = OpportunityFactory(organisation=gone)
    merger = actions.merge(by=officer, kept=kept, gone=gone)
    for things in (kept.identifiers, kept.services, kept.contacts):
        assert things.count() == 1
    opportunity.refresh_from_db()
    assert opportunity.organisation == kept
    assert merger.moved == {
        "contacts": 1,
        "registered numbers": 1,
        "services": 1,
        str(opportunity._meta.verbose_name_plural): 1,
    }
    assert merger.left_behind == {}


def test_the_entry_says_the_best_of_both(kept, gone, officer):
    kept.themes.set([Theme.objects.get(slug="volunteering")])
    actions.merge(by=officer, kept=kept, gone=gone)
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.summary) == ("Mama to Mama", "hello@mama.example", "Clothes for babies.")
    assert kept.other_names == "Thanet Baby Bank\nTBB"
    assert (kept.annual_income, kept.income_band, kept.is_online) == (5_000, "micro", True)
    assert (kept.verified_on, kept.review_due) == (date(2022, 3, 4), date(2023, 3, 4))
    assert {theme.slug for theme in kept.themes.all()} == {"volunteering", "food"}
    assert [people.slug for people in kept.beneficiaries.all()] == ["babies"]


def test_the_officer_takes_what_the_other_says(kept, gone, officer):
    kept.verified_on = date(2022, 5, 6)
    kept.income_band = "small"
    kept.save()
    actions.merge(by=officer, kept=kept, gone=gone, taken=["name", "email", "annual_income", "is_online"])
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.slug) == ("Thanet Baby Bank", "tbb@bank.example", "mama-to-mama")
    assert kept.other_names == "Mama to Mama\nTBB"
    assert (kept.income_band, kept.is_online, kept.verified_on) == ("micro", True, date(2022, 5, 6))
    with pytest.raises(ValueError, match="status"):
        actions.merge(by=officer, kept=kept, gone=OrganisationFactory(), taken=["status"])


def test_members_come_over_and_are_what_they_are_most(kept, gone, officer):
    both = MembershipFactory(organisation=kept, role="editor").user
    MembershipFactory(organisation=gone, user=both, role="owner")
    owner = MembershipFactory(organisation=kept).user
    MembershipFactory(organisation=gone, user=owner, role="editor")
    joining = MembershipFactory(organisation=gone, role="editor").user
    actions.merge(by=officer, kept=kept, gone=gone)
    roles = dict(kept.memberships.values_list("user", "role"))
    assert roles == {both.pk: "owner", owner.pk: "owner", joining.pk: "editor"}
    assert not gone.memberships.exists()
    assert set(Message.objects.values_list("to", flat=True)) == {both.email, owner.email, joining.email}
    assert "Thanet Baby Bank is now part of Mama to Mama" in Message.objects.first().subject


def test_both_histories_are_kept_and_the_old_address_leads_on(client, kept, gone, officer):
    old = gone.get_absolute_url()
    actions.merge(by=officer, kept=kept, gone=gone)
    gone.refresh_from_db()
    assert (gone.status, gone.status_reason) == (Status.CLOSED, "It is the same organisation as Mama to Mama.")
    for entry in (kept, gone):
        last = entry.events.order_by("-pgh_id").select_related("pgh_context").first()
        assert last.pgh_context.metadata["reason"] == "Merged: Thanet Baby Bank into Mama to Mama"
        assert entry.events.filter(pgh_label="insert").exists()
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, kept.get_absolute_url())
    third = OrganisationFactory(name="Margate Baby Bank")
    actions.merge(by=officer, kept=third, gone=kept)
    assert client.get(old).headers["Location"] == third.get_absolute_url()
    assert client.get(kept.get_absolute_url()).headers["Location"] == third.get_absolute_url()
    assert client.get(third.get_absolute_url()).status_code == 200


def test_a_link_in_an_old_email_still_works(client, kept, gone, officer):
    membership = MembershipFactory(organisation=gone)
    kept.verified_on = gone.verified_on
    kept.save()
    address = still_correct_address(membership)
    actions.merge(by=officer, kept=kept, gone=gone)
    assert "Thank you" in client.post(address).content.decode()
    kept.refresh_from_db()
    assert kept.verified_by == membership.user


def test_what_waits_at_the_entry_that_goes_ends(kept, gone, officer):
    owner = MembershipFactory(organisation=gone).user
    actions.edit(by=owner, organisation=gone, name="Something else")
    invitation = actions.invite(by=owner, organisation=gone, email="x@bank.example")
    actions.merge(by=officer, kept=kept, gone=gone)
    assert gone.proposals.get().state == "withdrawn"
    invitation.refresh_from_db()
    assert (invitation.withdrawn_at is not None, invitation.email) == (True, "")


def test_pairs_of_the_entry_that_went_are_settled(kept, gone, officer):
    third = OrganisationFactory()
    with_kept = Likeness.objects.create(first=kept, second=gone, score=80)
    Likeness.objects.create(first=gone, second=third, score=70)
    others = Likeness.objects.create(first=kept, second=third, score=70)
    actions.merge(by=officer, kept=kept, gone=gone)
    assert dict(Likeness.objects.values_list("pk", "state")) == {
        with_kept.pk: LikenessState.MERGED,
        others.pk: LikenessState.OPEN,
    }


def test_what_cannot_be_merged(kept, gone, officer):
    with pytest.raises(NotAllowed, match="Choose two"):
        actions.merge(by=officer, kept=kept, gone=kept)
    actions.merge(by=officer, kept=kept, gone=gone)
    for one, other in ((kept, gone), (gone, kept)):
        with pytest.raises(NotAllowed, match="closed already"):
            actions.merge(by=officer, kept=one, gone=other)


def test_a_row_that_a_rule_forbids_stays_and_the_officer_is_told(kept, gone, officer):
    """Two members who both asked: one wish waits at each entry, and only one may wait at one."""
    person = MembershipFactory().user
    for entry in (kept, gone):
        actions.claim(by=person, organisation=entry, evidence="x")
    other = MembershipFactory().user
    actions.claim(by=other, organisation=gone, evidence="x")
    merger = actions.merge(by=officer, kept=kept, gone=gone)
    assert merger.moved["requests to look after entries"] == 1
    assert merger.left_behind == {"requests to look after entries": 1}


def test_an_app_says_what_its_rows_need(kept, gone, officer):
    IdentifierFactory(organisation=gone)

    @merging.when_merging(Identifier)
    def leave(kept, gone):
        return 0, 1

    try:
        with pytest.raises(ValueError, match="mover already"):
            merging.when_merging(Identifier)(leave)
        assert actions.merge(by=officer, kept=kept, gone=gone).left_behind == {"registered numbers": 1}
    finally:
        merging.forget_mover(Identifier)
    assert gone.identifiers.exists()


def test_nothing_that_points_to_an_organisation_is_forgotten(kept, gone, officer):
    """Whatever app has a foreign key to organisations: no row of it is left at the entry that went, or it is said."""
    pointing = {
        relation.related_model
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.one_to_many or relation.one_to_one and relation.auto_created
    }
    ours = {model for model in pointing if model._meta.label.split(".")[0] and not hasattr(model, "pgh_tracked_model")}
    assert ours <= merging._models_that_point_here() | merging.LEFT_TO_THE_ACTION


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_merge_the_pair_both_ways_at_once_merge_it_once():
    one, other = OrganisationFactory(), OrganisationFactory()
    officers = [person_with(Role.DIRECTORY_OFFICER) for _ in range(2)]
    together, refused = threading.Barrier(2), []

    def merge(officer, kept, gone):
        together.wait()
        try:
            actions.merge(by=officer, kept=kept, gone=gone)
        except NotAllowed as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=merge, args=[officers[0], one, other]),
        threading.Thread(target=merge, args=[officers[1], other, one]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Merger.objects.count() == 1


# --- The desk ---


@pytest.fixture
def desk(client, officer, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client.force_login(officer)
    return client


def test_officers_compare_two_field_by_field_and_merge_them(desk, kept, gone):
    asking = MembershipFactory(organisation=gone, user__name="Olive Owner").user
    for entry in (kept, gone):
        EntryClaim.objects.create(organisation=entry, user=asking)
    entries = reverse("admin:organisations_organisation_changelist")
    answer = desk.post(entries, {"action": "merge_two", "_selected_action": [kept.pk, gone.pk]})
    address = answer.headers["Location"]
    page = desk.get(address).content.decode()
    for text in ("Olive Owner", "Clothes", "tbb@bank.example", "Food and essentials", "Which entry stays"):
        assert text in page
    assert address in desk.get(reverse("admin:organisations_likeness_changelist")).content.decode()
    assert "required" in desk.post(address, {"step": "merge"}).content.decode()
    said = {"step": "merge", "stays": "first", "field_name": "second", "field_email": "first"}
    told = desk.post(address, said, follow=True).content.decode()
    assert "Left with the entry that went: 1 requests to look after entries." in told
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Thanet Baby Bank", "hello@mama.example")
    assert "Merged" in desk.get(address).content.decode()
    merger = Merger.objects.get()
    assert "Thanet Baby Bank" in desk.get(reverse("admin:organisations_merger_changelist")).content.decode()
    assert desk.get(reverse("admin:organisations_merger_change", args=[merger.pk])).status_code == 200


def test_officers_say_that_two_are_two(desk, kept, gone):
    gone.purpose = "x" * 400
    kept.purpose = "y" * 400
    gone.save()
    kept.save()
    likeness = Likeness.objects.create(first=kept, second=gone, score=80, reasons=["name", "town"])
    address = reverse("admin:organisations_likeness_change", args=[likeness.pk])
    assert "the same town" in desk.get(address).content.decode()
    sides = {"stays": "first", "field_name": "first", "field_email": "first", "field_purpose": "first"}
    assert desk.post(address, {"step": "apart", **sides}).status_code == 302
    likeness.refresh_from_db()
    assert likeness.state == LikenessState.APART


def test_one_entry_alone_cannot_be_compared(desk, kept):
    entries = reverse("admin:organisations_organisation_changelist")
    answer = desk.post(entries, {"action": "merge_two", "_selected_action": [kept.pk]}, follow=True)
    assert "Choose two entries" in answer.content.decode()
