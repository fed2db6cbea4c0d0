"""The grant's ledger: who claims, who decides, what counts, and what can never be."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from kentcivil.accounts.roles import Role
from tests.factories import UserFactory
from tests.volunteering.factories import (
    BrokerFactory,
    BudgetLineFactory,
    PilotFactory,
    SpendFactory,
    VolunteerCentreFactory,
    district,
    staff,
)
from volunteering import actions
from volunteering.models import Claim, RollOut, Spend
from volunteering.pilot_states import CLAIM_MOVES, ROLL_OUT_MOVES, SPEND_MOVES, ClaimState, RollOutStage, SpendState
from volunteering.states import NotAllowed

pytestmark = pytest.mark.django_db

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def pilot():
    return PilotFactory()


@pytest.fixture
def broker(pilot):
    return BrokerFactory(centre=pilot.centre, user=staff(Role.BROKER)).user


@pytest.fixture
def council():
    return staff(Role.FUNDING_OFFICER)


def _claim(pilot, by, **changed):
    said = {"since": pilot.started_on, "until": pilot.started_on + timedelta(days=90), "amount": Decimal(42_500)}
    return actions.send_claim(pilot=pilot, by=by, **{**said, **changed})


def _receipt(name="receipt.pdf", content=A_PDF):
    return SimpleUploadedFile(name, content)


def _spend(line, by, **changed):
    said = {"paid_on": line.pilot.started_on, "amount": Decimal("99.50"), "what": "Leaflets", "upload": _receipt()}
    return actions.enter_spend(line=line, by=by, **{**said, **changed})


# --- Claims -----------------------------------------------------------------------------------------------------


def test_a_claim_is_sent_agreed_and_paid(pilot, broker, council):
    claim = _claim(pilot, broker, note=" First months ")
    assert (claim.number, claim.state, claim.note) == (1, "sent", "First months")
    assert not Claim.objects.published().exists()
    actions.agree_claim(claim=claim, by=council)
    paid = actions.pay_claim(claim=claim, paid_on=timezone.localdate(), by=council)
    assert (paid.state, paid.paid_on, paid.decided_by) == ("paid", timezone.localdate(), council)
    assert list(Claim.objects.published()) == [paid]
    assert _claim(pilot, council, amount=Decimal(1)).number == 2


def test_a_returned_claim_is_changed_and_sent_again(pilot, broker, council):
    claim = _claim(pilot, broker)
    with pytest.raises(NotAllowed, match="what should be changed"):
        actions.return_claim(claim=claim, reason=" ", by=council)
    claim = actions.return_claim(claim=claim, reason="Which months?", by=council)
    assert (claim.state, claim.returned_because) == ("returned", "Which months?")
    said = {"since": claim.since, "until": claim.until, "amount": Decimal(100)}
    with pytest.raises(PermissionDenied):
        actions.send_claim_again(claim=claim, by=UserFactory(), **said)
    claim = actions.send_claim_again(claim=claim, by=broker, **said)
    assert (claim.state, claim.returned_because, claim.amount) == ("sent", "", 100)


def test_nobody_decides_on_a_claim_of_their_own_and_only_the_council_decides(pilot, broker, council):
    for claim in (_claim(pilot, council, amount=Decimal(1)), _claim(pilot, broker, amount=Decimal(1))):
        for by in (claim.sent_by, broker, UserFactory()):
            with pytest.raises(PermissionDenied):
                actions.agree_claim(claim=claim, by=by)
            with pytest.raises(PermissionDenied):
                actions.pay_claim(claim=claim, paid_on=timezone.localdate(), by=by)
    with pytest.raises(PermissionDenied):
        _claim(pilot, BrokerFactory().user)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": Decimal("170000.01")}, "is left to claim"),
        ({"amount": Decimal(0)}, "more than £0"),
        (
            {"since": timezone.localdate() + timedelta(days=1), "until": timezone.localdate() + timedelta(days=2)},
            "futu",
        ),
        ({"until": timezone.localdate() - timedelta(days=9000)}, "on or after the first day"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused_with_a_sentence(pilot, broker, changed, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        _claim(pilot, broker, **changed)
    assert not Claim.objects.exists()


def test_a_claim_is_not_paid_tomorrow(pilot, broker, council):
    claim = actions.agree_claim(claim=_claim(pilot, broker), by=council)
    with pytest.raises(NotAllowed, match="in the future"):
        actions.pay_claim(claim=claim, paid_on=timezone.localdate() + timedelta(days=1), by=council)


@pytest.mark.django_db(transaction=True)
def test_claims_sent_at_the_same_moment_never_come_to_more_than_the_grant():
    pilot = PilotFactory()
    council = staff(Role.FUNDING_OFFICER)
    refused = []

    def send():
        try:
            _claim(pilot, council, amount=Decimal(60_000))
        except NotAllowed as sentence:
            refused.append(str(sentence))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Claim.objects.count() == 2
    assert len(refused) == 6
    assert sorted(Claim.objects.values_list("number", flat=True)) == [1, 2]


# --- Payments ---------------------------------------------------------------------------------------------------


def test_a_payment_counts_once_the_council_has_seen_its_evidence(pilot, broker, council):
    line = BudgetLineFactory(pilot=pilot)
    spend = _spend(line, broker, claim=_claim(pilot, broker))
    assert Spend.objects.published().total() == 0
    assert spend.evidence_name == "receipt.pdf"
    spend = actions.accept_spend(spend=spend, by=council)
    assert (spend.state, spend.decided_by) == ("accepted", council)
    assert Spend.objects.published().total() == Spend.objects.accepted().total() == Decimal("99.50")
    with pytest.raises(NotAllowed, match="cannot become"):
        actions.refuse_spend(spend=spend, reason="No", by=council)


def test_nobody_accepts_a_payment_they_entered_themselves(pilot, broker, council):
    line = BudgetLineFactory(pilot=pilot)
    for spend in (_spend(line, council), _spend(line, broker)):
        with pytest.raises(PermissionDenied):
            actions.accept_spend(spend=spend, by=spend.entered_by)
    with pytest.raises(PermissionDenied):
        _spend(line, UserFactory())


def test_a_payment_that_is_not_accepted_says_why(pilot, broker, council):
    spend = _spend(BudgetLineFactory(pilot=pilot), broker)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.refuse_spend(spend=spend, reason="", by=council)
    spend = actions.refuse_spend(spend=spend, reason="Not of the pilot", by=council)
    assert (spend.state, spend.refused_because) == ("refused", "Not of the pilot")
    assert Spend.objects.published().total() == 0


def test_a_mistake_is_put_right_by_a_line_the_other_way(pilot, broker, council):
    spend = actions.accept_spend(spend=_spend(BudgetLineFactory(pilot=pilot), broker), by=council)
    with pytest.raises(PermissionDenied):
        actions.reverse_spend(spend=spend, reason="Twice", by=broker)
    with pytest.raises(NotAllowed, match="what was wrong"):
        actions.reverse_spend(spend=spend, reason=" ", by=council)
    reversal = actions.reverse_spend(spend=spend, reason="Entered twice", by=council)
    assert (reversal.amount, reversal.paid_on) == (-spend.amount, spend.paid_on)
    assert "Entered twice" in reversal.what
    assert Spend.objects.published().total() == 0
    for again in (spend, reversal):
        with pytest.raises(NotAllowed, match="only once"):
            actions.reverse_spend(spend=again, reason="Again", by=council)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": Decimal(0)}, "more than £0"),
        ({"paid_on": timezone.localdate() + timedelta(days=1)}, "not in the future"),
        ({"paid_on": timezone.localdate() - timedelta(days=36_500)}, "since the start of the pilot"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused_with_a_sentence(pilot, broker, changed, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        _spend(BudgetLineFactory(pilot=pilot), broker, **changed)


def test_a_payment_belongs_to_a_claim_of_the_same_pilot(pilot, broker, council):
    other = PilotFactory()
    with pytest.raises(NotAllowed, match="another pilot"):
        _spend(BudgetLineFactory(pilot=pilot), broker, claim=_claim(other, council))


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (_receipt(content=b""), "empty"),
        (_receipt(content=b"MZ\x90\x00" + b"\0" * 500), "PDF or a picture"),
        (_receipt(content=b"hello"), "PDF or a picture"),
        (_receipt(content=A_PDF + b"\0" * 10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_evidence_is_looked_at_before_it_is_kept(pilot, broker, upload, sentence):
    with pytest.raises(ValidationError, match=sentence):
        _spend(BudgetLineFactory(pilot=pilot), broker, upload=upload)


def test_evidence_that_the_scanner_will_not_pass_is_not_kept(pilot, broker, settings):
    settings.DOCUMENT_SCANNER = "tests.volunteering.test_ledgers.finds_something"
    with pytest.raises(ValidationError, match="free of viruses"):
        _spend(BudgetLineFactory(pilot=pilot), broker)
    settings.DOCUMENT_SCANNER = "tests.volunteering.test_ledgers.finds_nothing"
    assert _spend(BudgetLineFactory(pilot=pilot), broker, upload=_receipt("a/b\\c\x00.pdf")).evidence_name == "c.pdf"


def finds_something(upload):
    raise ValueError("found")


def finds_nothing(upload):
    upload.read()


def test_a_payment_that_cannot_be_written_leaves_no_file_behind(pilot, broker):
    line = BudgetLineFactory(pilot=pilot)
    _spend(line, broker)
    before = set(default_storage.listdir("volunteering/evidence")[1])
    with pytest.raises(DataError), transaction.atomic():
        _spend(line, broker, what="x" * 201)
    assert set(default_storage.listdir("volunteering/evidence")[1]) == before


# --- What the database holds --------------------------------------------------------------------------------------


def _at_commit():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_budget_lines_never_come_to_more_than_the_grant(pilot):
    BudgetLineFactory(pilot=pilot, amount=170_000)
    _at_commit()
    with pytest.raises(IntegrityError, match="more than the grant"), transaction.atomic():
        BudgetLineFactory(pilot=pilot, amount=Decimal("0.01"))
    with pytest.raises(IntegrityError, match="more than the grant"), transaction.atomic():
        type(pilot).objects.filter(pk=pilot.pk).update(grant=169_999)


def test_claims_never_come_to_more_than_the_grant_however_they_are_written(pilot):
    said = {"pilot": pilot, "since": pilot.started_on, "until": pilot.started_on, "amount": 100_000}
    Claim.objects.create(number=1, **said)
    _at_commit()
    with pytest.raises(IntegrityError, match="more than the grant"), transaction.atomic():
        Claim.objects.create(number=2, **said)
    Claim.objects.create(number=3, **said | {"state": "returned", "returned_because": "Too much"})


@pytest.mark.parametrize("change", [{"amount": 1}, {"what": "Something else"}, {"state": "entered"}, None])
def test_what_is_accepted_is_never_rewritten(pilot, change):
    spend = SpendFactory(line__pilot=pilot)
    found = Spend.objects.filter(pk=spend.pk)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        found.update(**change) if change else found._raw_delete("default")
    # Who decided may be erased: that is a person.
    found.update(decided_by=None)


# --- The roll-out -------------------------------------------------------------------------------------------------


def test_a_district_goes_step_by_step_into_the_network(council):
    ashford, centre = district(), VolunteerCentreFactory()
    for stage in ("talking", "agreed", "setting-up"):
        row = actions.move_district(district=ashford, to=stage, by=council)
    with pytest.raises(NotAllowed, match="choose the centre"):
        actions.move_district(district=ashford, to="running", by=council)
    row = actions.move_district(district=ashford, to="running", centre=centre, by=council)
    assert (row.stage, row.centre, row.since) == ("running", centre, timezone.localdate())
    day = timezone.localdate() + timedelta(days=7)
    row = actions.move_district(district=ashford, to="running", next_step=" Visit ", next_step_on=day, by=council)
    assert (row.next_step, row.next_step_on, row.centre) == ("Visit", day, centre)
    assert RollOut.objects.get() == row


@pytest.mark.parametrize("closed", [True, False])
def test_a_district_does_not_run_with_a_centre_that_is_closed_or_works_elsewhere(council, closed):
    centre = VolunteerCentreFactory(open=not closed, districts=[district() if closed else district("Dover")])
    RollOut.objects.create(district=district(), stage="setting-up", since=timezone.localdate())
    with pytest.raises(NotAllowed, match="choose the centre"):
        actions.move_district(district=district(), to="running", centre=centre, by=council)


def test_a_district_skips_no_step_and_has_a_date_with_its_next(council):
    with pytest.raises(NotAllowed, match="cannot become"):
        actions.move_district(district=district(), to="agreed", by=council)
    with pytest.raises(NotAllowed, match="or neither"):
        actions.move_district(district=district(), to="talking", next_step="Ring", by=council)
    with pytest.raises(PermissionDenied):
        actions.move_district(district=district(), to="talking", by=BrokerFactory().user)
    assert actions.move_district(district=district(), to="talking", by=staff(Role.DIRECTORY_OFFICER)).stage == "talking"


@pytest.mark.parametrize(
    ("states", "moves"), [(ClaimState, CLAIM_MOVES), (SpendState, SPEND_MOVES), (RollOutStage, ROLL_OUT_MOVES)]
)
def test_every_state_says_what_may_follow(states, moves):
    assert set(moves) == set(states)
