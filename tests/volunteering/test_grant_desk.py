"""The grant in the admin: what the centre enters there, what the council decides, and who sees whose."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kentcivil.accounts.roles import Role
from tests.volunteering.factories import (
    BrokerFactory,
    BudgetLineFactory,
    PilotFactory,
    SpendFactory,
    VolunteerCentreFactory,
    district,
    staff,
)
from tests.volunteering.test_ledgers import A_PDF
from volunteering.models import BudgetLine, Claim, Lesson, Outcome, RollOut, Spend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def line():
    return BudgetLineFactory()


@pytest.fixture
def broker(line):
    return BrokerFactory(centre=line.pilot.centre, user=staff(Role.BROKER)).user


@pytest.fixture
def council():
    return staff(Role.FUNDING_OFFICER)


def _page(name, *args):
    return reverse(f"admin:volunteering_{name}", args=args)


def _claim(line, **changed):
    day = line.pilot.started_on
    return {
        "pilot": line.pilot.pk,
        "since": day.isoformat(),
        "until": (day + timedelta(days=90)).isoformat(),
        "amount": "42500",
        "note": "First months",
        **changed,
    }


def _spend(of, **changed):
    return {
        "line": of.pk,
        "claim": "",
        "paid_on": of.pilot.started_on.isoformat(),
        "amount": "99.50",
        "what": "Leaflets",
        "evidence": SimpleUploadedFile("receipt.pdf", A_PDF),
        **changed,
    }


def test_the_centre_sends_a_claim_and_the_council_agrees_and_pays(client, line, broker, council):
    client.force_login(broker)
    client.post(_page("claim_add"), _claim(line))
    claim = Claim.objects.get()
    assert (claim.state, claim.sent_by, claim.number) == ("sent", broker, 1)
    assert client.post(_page("claim_change", claim.pk), {"decision": "agreed"}).status_code == 403
    client.force_login(council)
    assert "Agree to it" in client.get(_page("claim_change", claim.pk)).content.decode()
    client.post(_page("claim_change", claim.pk), {"decision": "agreed"})
    page = client.post(_page("claim_change", claim.pk), {"decision": "paid"}).content.decode()
    assert "Enter the day on which it was paid" in page
    client.post(_page("claim_change", claim.pk), {"decision": "paid", "day_paid": "2022-01-20"})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("paid", council)
    assert "Paid the claim" in client.get(_page("claim_history", claim.pk)).content.decode()
    assert client.get(_page("claim_change", claim.pk)).status_code == 200


def test_a_returned_claim_goes_back_to_the_centre(client, line, broker, council):
    client.force_login(broker)
    client.post(_page("claim_add"), _claim(line))
    claim = Claim.objects.get()
    client.force_login(council)
    page = client.post(_page("claim_change", claim.pk), {"decision": "returned"}).content.decode()
    assert "Say what should be changed" in page
    client.post(_page("claim_change", claim.pk), {"decision": "returned", "reason": "Which months?"})
    client.force_login(broker)
    assert "Which months?" in client.get(_page("claim_change", claim.pk)).content.decode()
    client.post(_page("claim_change", claim.pk), _claim(line, amount="40000", decision="sent"))
    claim.refresh_from_db()
    assert (claim.state, claim.amount) == ("sent", 40_000)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "-1"}, "more than £0"),
        ({"until": "2001-01-01"}, "on or after the first day"),
        ({"amount": "much"}, "Enter a number"),
        ({"amount": "170001"}, "is left to claim"),
        ({"since": "2001-01-01"}, "since the start of the pilot"),
    ],
)
def test_a_claim_that_makes_no_sense_gets_a_sentence(client, line, broker, changed, sentence):
    client.force_login(broker)
    assert sentence in client.post(_page("claim_add"), _claim(line, **changed), follow=True).content.decode()
    assert not Claim.objects.exists()


def test_a_payment_is_entered_with_evidence_and_accepted_by_somebody_else(client, line, broker, council):
    client.force_login(broker)
    assert client.get(_page("spend_add")).status_code == 200
    client.post(_page("spend_add"), _spend(line))
    spend = Spend.objects.get()
    assert (spend.state, spend.entered_by) == ("entered", broker)
    assert client.get(_page("spend_change", spend.pk)).status_code == 200
    client.force_login(council)
    assert "receipt.pdf" in client.get(_page("spend_change", spend.pk)).content.decode()
    client.post(_page("spend_change", spend.pk), {"decision": "accepted"})
    spend.refresh_from_db()
    assert spend.state == "accepted"
    page = client.post(_page("spend_change", spend.pk), {"decision": "reverse"}).content.decode()
    assert "Say why" in page
    client.post(_page("spend_change", spend.pk), {"decision": "reverse", "reason": "Entered twice"})
    assert Spend.objects.total() == 0
    assert client.get(_page("spend_change", spend.reversed_by.pk)).status_code == 200


def test_a_claim_shows_the_payments_it_covers_with_their_evidence(client, line, broker, council):
    client.force_login(broker)
    client.post(_page("claim_add"), _claim(line))
    claim = Claim.objects.get()
    client.force_login(council)
    assert "None has been entered yet." in client.get(_page("claim_change", claim.pk)).content.decode()
    client.force_login(broker)
    client.post(_page("spend_add"), _spend(line, claim=claim.pk))
    spend = Spend.objects.get()
    client.force_login(council)
    page = client.get(_page("claim_change", claim.pk)).content.decode()
    for words in ("Leaflets", "£99.50", "receipt.pdf", reverse("volunteering_evidence", args=[spend.pk])):
        assert words in page
    assert "Accepted: £0 of the £42,500 that is claimed." in page
    client.post(_page("spend_change", spend.pk), {"decision": "accepted"})
    assert "Accepted: £99.50 of" in client.get(_page("claim_change", claim.pk)).content.decode()


def test_a_payment_is_refused_with_a_reason_and_many_are_accepted_at_once(client, line, broker, council):
    client.force_login(broker)
    for _one in range(3):
        client.post(_page("spend_add"), _spend(line))
    first, *rest = Spend.objects.order_by("pk")
    client.force_login(council)
    client.post(_page("spend_change", first.pk), {"decision": "refused", "reason": "Not of the pilot"})
    chosen = {"action": "accept", "_selected_action": [spend.pk for spend in (first, *rest)]}
    page = client.post(_page("spend_changelist"), chosen, follow=True).content.decode()
    assert "cannot become" in page
    assert sorted(Spend.objects.values_list("state", flat=True)) == ["accepted", "accepted", "refused"]


def test_what_the_council_enters_itself_somebody_else_accepts(client, line, council):
    client.force_login(council)
    client.post(_page("spend_add"), _spend(line))
    spend = Spend.objects.get()
    chosen = {"action": "accept", "_selected_action": [spend.pk]}
    page = client.post(_page("spend_changelist"), chosen, follow=True).content.decode()
    assert "Nobody decides on what they entered themselves" in page
    spend.refresh_from_db()
    assert spend.state == "entered"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0"}, "more than £0"),
        ({"evidence": ""}, "This field is required"),
        ({"evidence": SimpleUploadedFile("receipt.pdf", b"MZ\x90\x00nothing")}, "PDF or a picture"),
        ({"paid_on": "2999-01-01"}, "not in the future"),
        ({"line": "999999"}, "Select a valid choice"),
    ],
)
def test_a_payment_that_makes_no_sense_gets_a_sentence(client, line, broker, changed, sentence):
    client.force_login(broker)
    assert sentence in client.post(_page("spend_add"), _spend(line, **changed), follow=True).content.decode()
    assert not Spend.objects.exists()


def test_a_centre_sees_and_enters_only_what_is_its_own(client, line, broker):
    other = SpendFactory(state="entered", decided_at=None)
    claim = Claim.objects.create(
        pilot=other.line.pilot, number=1, since="2021-10-01", until="2021-12-31", amount=Decimal(1)
    )
    client.force_login(broker)
    assert client.get(_page("spend_change", other.pk)).status_code in (302, 404)
    assert client.get(_page("claim_change", claim.pk)).status_code in (302, 404)
    assert str(other.what) not in client.get(_page("spend_changelist")).content.decode()
    assert "Select a valid choice" in client.post(_page("spend_add"), _spend(other.line)).content.decode()
    assert "Select a valid choice" in client.post(_page("claim_add"), _claim(other.line)).content.decode()


def test_the_auditor_reads_the_grant_and_changes_nothing(client, line):
    spend = SpendFactory(line=line)
    client.force_login(staff(Role.AUDITOR))
    for name in ("spend", "claim", "outcome", "lesson", "rollout"):
        assert client.get(_page(f"{name}_changelist")).status_code == 200
        assert client.get(_page(f"{name}_add")).status_code == 403
    assert client.get(_page("spend_change", spend.pk)).status_code == 200
    assert client.post(_page("spend_change", spend.pk), {"decision": "reverse", "reason": "x"}).status_code == 403


# --- The pilot itself -----------------------------------------------------------------------------------------


def _pilot(pilot, lines):
    said = {
        name: getattr(pilot, name)
        for name in ("name", "funder", "grant", "decision_reference", "months", "purpose", "aims", "story")
    }
    said |= {"centre": pilot.centre_id, "started_on": pilot.started_on.isoformat(), "public": "on"}
    said |= {"milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0}
    said |= {"budget_lines-TOTAL_FORMS": len(lines), "budget_lines-INITIAL_FORMS": 0}
    for place, (title, amount) in enumerate(lines):
        said |= {
            f"budget_lines-{place}-number": place + 1,
            f"budget_lines-{place}-title": title,
            f"budget_lines-{place}-amount": amount,
        }
    return said


def test_the_budget_is_no_more_than_the_grant(client, council):
    pilot = PilotFactory()
    client.force_login(council)
    page = client.post(_page("pilot_change", pilot.pk), _pilot(pilot, [("People", 170_000), ("Room", "0.01")]))
    assert "more than the grant" in page.content.decode()
    assert not BudgetLine.objects.exists()
    client.post(_page("pilot_change", pilot.pk), _pilot(pilot, [("People", 160_000), ("Room", 10_000)]))
    assert BudgetLine.objects.count() == 2


def test_outcomes_and_lessons_are_the_councils_to_write(client, council):
    pilot = PilotFactory()
    client.force_login(council)
    said = {
        "pilot": pilot.pk,
        "number": 1,
        "title": "Sooner",
        "measure": "Days",
        "unit": "days",
        "counted": "recorded",
        "baseline": 9,
        "baseline_on": "2021-09-01",
        "target": 2,
        "target_on": "2022-08-31",
        "measurements-TOTAL_FORMS": 1,
        "measurements-INITIAL_FORMS": 0,
        "measurements-0-measured_on": "2022-03-31",
        "measurements-0-value": "3.5",
        "measurements-0-source": "Counted",
    }
    client.post(_page("outcome_add"), said)
    outcome = Outcome.objects.get()
    assert outcome.measurements.get().value == Decimal("3.5")
    assert str(outcome) == "1. Sooner"
    said = {"pilot": pilot.pk, "learned_on": "2022-04-01", "title": "Ring first", "text": "It helps.", "public": "on"}
    client.post(_page("lesson_add"), said)
    assert "Ring first" in client.get(reverse("volunteering_pilot")).content.decode()
    client.post(_page("lesson_delete", Lesson.objects.get().pk), {"post": "yes"})
    assert not Lesson.objects.exists()


# --- The roll-out board ---------------------------------------------------------------------------------------


def test_the_network_is_rolled_out_from_the_admin(client):
    VolunteerCentreFactory()
    client.force_login(staff(Role.DIRECTORY_OFFICER))
    said = {"district": district().pk, "move_to": "talking", "centre": "", "next_step": "", "next_step_on": ""}
    client.post(_page("rollout_add"), said)
    row = RollOut.objects.get()
    assert row.stage == "talking"
    page = client.post(_page("rollout_change", row.pk), said | {"next_step": "Ring"}).content.decode()
    assert "or neither" in page
    assert (
        "Select a valid choice"
        in client.post(_page("rollout_change", row.pk), said | {"move_to": "running"}).content.decode()
    )
    client.post(_page("rollout_change", row.pk), said | {"move_to": "agreed"})
    client.post(_page("rollout_change", row.pk), said | {"move_to": "setting-up"})
    page = client.post(_page("rollout_change", row.pk), said | {"move_to": "running"}, follow=True).content.decode()
    assert "choose the centre" in page
    row.refresh_from_db()
    assert row.stage == "setting-up"
    assert client.get(_page("rollout_changelist")).status_code == 200
