"""A late pass: given by an officer to a named person, used once, for one application of one organisation."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Application, LatePass
from crowdfund.states import RoundState, StepRefused
from kentcivil.mail.models import Message
from tests.crowdfund.factories import draft, finished, full_round, funding_officer, role_holder
from tests.crowdfund.test_at_once import at_once
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def given(application, *, by=None, **fields):
    fields = {"until": application.round.closes_at + DAY, "reason": "The office was flooded", **fields}
    return actions.give_pass(
        round_=fields.pop("round_", application.round),
        organisation=application.organisation,
        given_to=application.started_by,
        by=by or funding_officer(),
        **fields,
    )


def closed(application):
    actions.close_drafts(round_=application.round, at=application.round.closes_at + HOUR)
    return Application.objects.get(pk=application.pk)


def test_the_person_named_is_emailed_the_way_in():
    application = draft()
    late_pass = given(application)
    message = Message.objects.get(to=application.started_by.email)
    assert reverse("crowdfund:late_pass", args=[application.round.slug, late_pass.code]) in message.text
    assert message.secret
    assert late_pass.code not in str(late_pass)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"until": timezone.now()}, "later than the closing time"),
        ({"reason": " "}, "why"),
        ({"given_to": None}, "speaks for the organisation"),
    ],
    ids=["ends too soon", "no reason", "a stranger"],
)
def test_a_pass_is_whole_or_not_given(fields, said):
    application = draft()
    if "given_to" in fields:
        application.started_by = UserFactory()
        fields = {}
    with pytest.raises(actions.NotReady, match=said):
        given(application, **fields)
    with pytest.raises(actions.NotReady, match="Publish"):
        given(application, round_=full_round(state=RoundState.DRAFT))
    with pytest.raises(actions.NotAllowed):
        given(application, by=role_holder("assessor"))


def test_a_closed_draft_is_taken_up_and_submitted_after_the_round():
    application = closed(finished())
    late_pass, by = given(application), application.started_by
    at = application.round.closes_at + 2 * HOUR
    actions.redeem_pass(late_pass=late_pass, application=application, by=by, at=at)
    application = Application.objects.get(pk=application.pk)
    assert application.state == "draft"
    assert actions.close_drafts(round_=application.round, at=at) == 0
    actions.submit(application=application, declared=True, by=by, at=at)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_pass_that_was_used_and_not_followed_by_a_submission_ends_like_a_round():
    application = closed(finished())
    late_pass = given(application)
    at = application.round.closes_at + 2 * HOUR
    actions.redeem_pass(late_pass=late_pass, application=application, by=application.started_by, at=at)
    assert actions.close_drafts(round_=application.round, at=late_pass.until) == 0
    assert actions.close_drafts(round_=application.round, at=late_pass.until + HOUR) == 1


def test_a_pass_is_good_for_one_application_only():
    application = closed(finished())
    late_pass, by = given(application), application.started_by
    at = application.round.closes_at + 2 * HOUR
    actions.redeem_pass(late_pass=late_pass, application=application, by=by, at=at)
    with pytest.raises(actions.PassNotGood, match="has been used"):
        actions.redeem_pass(late_pass=late_pass, project_title="Another", by=by, at=at)
    with pytest.raises(actions.PassNotGood, match="already"):
        actions.redeem_pass(late_pass=given(application), application=application, by=by, at=at)
    with pytest.raises(actions.PassNotGood, match="no longer"):
        actions.redeem_pass(late_pass=given(application), project_title="Another", by=by, at=late_pass.until)


def test_a_pass_is_used_by_its_organisation_and_for_its_round():
    application = draft()
    late_pass = given(application)
    with pytest.raises(actions.NotAllowed):
        actions.redeem_pass(late_pass=late_pass, project_title="Mine", by=MembershipFactory().user)
    with pytest.raises(actions.NotAllowed):
        actions.redeem_pass(late_pass=late_pass, application=draft(), by=application.started_by)
    withdrawn = draft(application.round, application.started_by, project_title="A choir")
    actions.withdraw(application=withdrawn, by=application.started_by)
    with pytest.raises(StepRefused):
        actions.redeem_pass(late_pass=late_pass, application=withdrawn, by=application.started_by)


def test_a_closed_draft_whose_project_stands_elsewhere_stays_closed():
    application = closed(finished())
    title, by = application.project_title, application.started_by
    at = application.round.closes_at + 2 * HOUR
    actions.redeem_pass(late_pass=given(application), project_title=title, by=by, at=at)
    with pytest.raises(actions.AlreadyTaken):
        actions.redeem_pass(late_pass=given(application), application=application, by=by, at=at)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_a_pass_at_once_one_does():
    member = MembershipFactory()
    now = timezone.now()
    round_ = full_round(opens_at=now - 3 * DAY, closes_at=now - DAY)
    late_pass = LatePass.objects.create(
        round=round_, organisation=member.organisation, given_to=member.user, until=now + DAY, reason="Flood"
    )

    def use(title):
        return lambda: actions.redeem_pass(late_pass=late_pass, project_title=title, by=member.user)

    results = at_once(*(use(f"Project {number}") for number in range(5)))
    assert sum(isinstance(one, actions.PassNotGood) for one in results) == 4
    assert Application.objects.count() == 1


# --- On the pages -----------------------------------------------------------------------------------------------


def test_somebody_uses_the_pass_on_its_page(client):
    application = closed(finished())
    late_pass = given(application)
    address = reverse("crowdfund:late_pass", args=[application.round.slug, late_pass.code])
    with time_machine.travel(application.round.closes_at + 2 * HOUR, tick=False):
        client.force_login(application.started_by)
        page = client.get(address).content.decode()
        assert application.reference in page
        assert "Choose the application" in client.post(address, {}).content.decode()
        assert "Enter what the project" in client.post(address, {"application": "new"}).content.decode()
        used = client.post(address, {"application": application.pk}, follow=True).content.decode()
        assert "The late pass is used" in used
        assert "Check your answers, declare and submit" in used
        assert client.get(address)["Location"] == application.get_absolute_url()


def test_what_stands_in_the_way_of_a_pass_is_said_on_its_page(client):
    application = draft()
    late_pass = given(application)
    client.force_login(application.started_by)
    address = reverse("crowdfund:late_pass", args=[application.round.slug, late_pass.code])
    form = {"application": "new", "project_title": application.project_title}
    assert "has an application for this project" in client.post(address, form).content.decode()
    with time_machine.travel(late_pass.until, tick=False):
        client.force_login(application.started_by)
        assert "can no longer be used" in client.get(address).content.decode()
        assert client.post(address, {"application": application.pk}).status_code == 200
    assert LatePass.objects.get().redeemed_at is None


def test_others_find_no_pass(client):
    late_pass = given(draft())
    client.force_login(MembershipFactory(organisation=OrganisationFactory()).user)
    assert client.get(reverse("crowdfund:late_pass", args=[late_pass.round.slug, late_pass.code])).status_code == 404


def test_an_officer_gives_a_pass_in_the_admin(client):
    application = draft()
    client.force_login(funding_officer())
    address = reverse("admin:crowdfund_round_act", args=[application.round.pk, "late-pass"])
    day = (application.round.closes_at + DAY).date().isoformat()
    form = {"until_0": day, "until_1": "12:00", "reason": "Flood"}
    wrong = client.post(address, {**form, "organisation": "nobody", "given_to": "nobody@example.org"}).content.decode()
    assert "There is no organisation with this address." in wrong
    assert "Nobody signs in with this email address." in wrong
    right = {**form, "organisation": application.organisation.slug, "given_to": application.started_by.email}
    assert client.post(address, right).status_code == 302
    late_pass = LatePass.objects.get()
    page = client.get(reverse("admin:crowdfund_latepass_change", args=[late_pass.pk])).content.decode()
    assert "Flood" in page
    assert late_pass.code not in page
