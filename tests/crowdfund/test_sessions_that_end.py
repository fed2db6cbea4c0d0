"""A session that ends while somebody writes: what they typed waits behind the sign-in, on every form with text."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions
from crowdfund.models import Application, Check
from crowdfund.states import Stage
from tests.crowdfund.deciding import closed_round, to_stage
from tests.crowdfund.factories import full_round, funding_officer
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

ORIGIN = {"Origin": "http://testserver"}


def after_signing_in(client, person, address, **typed):
    """Send a form with a session that has ended, sign in, and read the page on which one then comes out."""
    client.logout()
    sent = client.post(address, typed, headers=ORIGIN)
    assert sent["Location"] == f"{reverse('account_login')}?next={address}"
    kept = client.session["crowdfund_typed"]
    client.force_login(person)
    session = client.session
    session["crowdfund_typed"] = kept
    session.save()
    page = client.get(address, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def test_the_name_of_a_project_that_is_just_being_started(client):
    member = MembershipFactory()
    address = reverse("crowdfund:apply", args=[full_round().slug])
    typed = {"organisation": member.organisation.pk, "project_title": "A choir for all"}
    assert "A choir for all" in after_signing_in(client, member.user, address, **typed)
    assert not Application.objects.exists()
    client.post(address, typed, headers=ORIGIN)
    assert Application.objects.get().project_title == "A choir for all"
    assert "crowdfund_typed" not in client.session


def test_a_late_pass_that_is_just_being_used(client):
    round_, member = closed_round(0), MembershipFactory()
    late_pass = actions.give_pass(
        round_=round_,
        organisation=member.organisation,
        given_to=member.user,
        until=timezone.now() + timedelta(days=1),
        reason="Ill",
        by=funding_officer(),
    )
    address = reverse("crowdfund:late_pass", args=[round_.slug, late_pass.code])
    typed = {"application": "new", "project_title": "A choir for all"}
    assert "A choir for all" in after_signing_in(client, member.user, address, **typed)
    client.post(address, typed, headers=ORIGIN)
    assert Application.objects.get().used_pass == late_pass
    assert "crowdfund_typed" not in client.session


def test_the_note_on_a_check_and_the_reason_of_a_conflict(client):
    officer, round_ = funding_officer(), closed_round(1)
    deliberation = to_stage(Stage.CHECKS, round_, officer=officer)
    application = round_.applications.get()
    kind = Check.objects.first().kind
    address = reverse("crowdfund:confirm_check", args=[application.reference, kind])
    page = after_signing_in(client, officer, address, go="fail", note="The number is another’s")
    assert "You had written: The number is another’s" in page
    address = reverse("crowdfund:interests", args=[round_.slug])
    typed = {"applications": application.pk, "reason": "My brother’s choir"}
    assert "My brother’s choir" in after_signing_in(client, officer, address, **typed)
    assert not deliberation.interests_declared.exists()


def test_a_note_and_a_decision_of_the_panel(client):
    officer, round_ = funding_officer(), closed_round(1)
    to_stage(Stage.PANEL, round_, officer=officer)
    reference = round_.applications.get().reference
    address = reverse("crowdfund:moderation_note", args=[reference])
    assert "Both saw the need" in after_signing_in(client, officer, address, text="Both saw the need")
    address = reverse("crowdfund:decide", args=[reference])
    typed = {"decision": "propose_decline", "reason": "Too dear.", "feedback": "Ask for less."}
    page = after_signing_in(client, officer, address, **typed)
    assert "Too dear." in page
    assert "Ask for less." in page
    client.post(address, typed, headers=ORIGIN)
    assert round_.applications.get().case.feedback == "Ask for less."
    assert "crowdfund_typed" not in client.session
