"""Every pound of a fund in a round: where it lies, and that no sequence of steps makes more of it than there is."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from crowdfund import actions
from crowdfund.actions import ledgers
from crowdfund.actions.refusals import BeyondLimit
from crowdfund.models import Account, AwardLine, Entry, Movement, MovementKind, RoundFund
from crowdfund.models.ledger import OF_AN_AWARD
from crowdfund.states import AwardState
from tests.crowdfund.awarding import Scene
from tests.crowdfund.deciding import closed_round, second_fund
from tests.crowdfund.factories import amending

pytestmark = pytest.mark.django_db


def on(award, account):
    return ledgers.balance_of(award, account)


def accounts_of(round_):
    return Entry.objects.filter(round_fund__round=round_).by_account()


def test_an_offer_sets_its_money_aside_and_the_ledger_sums_to_zero():
    scene = Scene()
    scene.offered()
    found = accounts_of(scene.round)
    assert found[Account.FUNDER] == -200_000
    assert (found[Account.POT], found[Account.PLEDGED]) == (195_000, 5_000)
    assert sum(found.values()) == 0


def test_the_money_goes_its_way_from_the_pot_to_the_bank_and_back():
    scene = Scene()
    award = scene.to(AwardState.RELEASED)
    assert (on(award, Account.PLEDGED), on(award, Account.RELEASED)) == (0, 5_000)
    first = award.payments.get(number=1)
    scene.pay(first)
    assert (on(award, Account.RELEASED), on(award, Account.PAID)) == (1_250, 3_750)
    unspent = actions.declare_unspent(award=award, amount=Decimal(100), why="Cheaper", by=scene.owner(award))
    clawed = actions.claw_back(award=award, amount=Decimal(50), why="Not for this", by=scene.officer)
    assert (on(award, Account.PAID), on(award, Account.OWED)) == (3_600, 150)
    actions.receive_repayment(repayment=unspent, bank_reference="IN 1", by=scene.payer)
    actions.waive_repayment(repayment=clawed, reason="It was", by=scene.officer)
    assert (on(award, Account.PAID), on(award, Account.OWED), on(award, Account.RETURNED)) == (3_650, 0, 100)
    assert sum(accounts_of(scene.round).values()) == 0


def test_a_pot_is_not_pledged_twice():
    scene = Scene(closed_round(0, pot=Decimal(8_000)))
    scene.offered()
    application = scene.application()
    with pytest.raises(BeyondLimit, match="only £3,000 left"):
        actions_offer(scene, application, Decimal(5_000))
    actions_offer(scene, application, Decimal(3_000))
    assert on(application.award, Account.PLEDGED) == 3_000


def actions_offer(scene, application, amount):
    from crowdfund.actions.awards import make_offer

    return make_offer(application=application, amounts={scene.round.round_funds.get().fund: amount}, by=scene.officer)


@pytest.mark.parametrize("step", ["decline", "lapse", "withdraw", "miss"])
def test_what_falls_is_free_again_for_the_ledger_and_for_the_panel(step):
    scene = Scene(closed_round(0, pot=Decimal(5_000)))
    award = scene.to(AwardState.CAMPAIGN if step == "miss" else AwardState.OFFERED)
    proposals = award.application.case.proposals
    assert proposals.count() == 1
    if step == "decline":
        actions.decline_offer(award=award, reason="Too early", by=scene.owner(award))
    if step == "lapse":
        actions.lapse_offer(award=award, at=award.lapses_at)
    if step == "withdraw":
        actions.withdraw_award(award=award, reason="Closed down", by=scene.officer)
    if step == "miss":
        actions.miss_target(award=award, by=scene.officer, at=award.campaign.ends_at)
    assert not proposals.exists()
    assert accounts_of(scene.round)[Account.POT] == 5_000
    assert scene.offered().amount() == 5_000


def test_a_pot_that_a_round_makes_larger_is_filled_up_and_one_made_smaller_drained():
    scene = Scene()
    scene.offered()
    with amending(scene.round):
        scene.round.round_funds.update(amount=250_000)
    scene.offered()
    assert accounts_of(scene.round)[Account.FUNDER] == -250_000
    with amending(scene.round):
        scene.round.round_funds.update(amount=15_000)
    scene.offered()
    assert accounts_of(scene.round) == {
        **dict.fromkeys(Account, 0),
        Account.FUNDER: -15_000,
        Account.PLEDGED: 15_000,
    }
    assert set(Movement.objects.values_list("kind", flat=True)) == {"fill", "drain", "pledge"}


def test_a_pot_is_not_made_smaller_than_what_is_pledged_from_it():
    scene = Scene()
    scene.offered()
    pot = scene.round.round_funds.get()
    pot.amount = Decimal(4_999)
    with pytest.raises(Exception, match="pledged already"):
        pot.clean()
    _check_now()

    def shrink():
        with amending(scene.round):
            RoundFund.objects.filter(pk=pot.pk).update(amount=4_999)
            _check_now()

    with pytest.raises(IntegrityError, match="ledger"):
        shrink()
    RoundFund(round=scene.round).clean()
    pot.amount = Decimal(5_000)
    pot.clean()


def test_more_pledged_than_a_pot_holds_stops_the_next_offer():
    """Were a pot ever smaller than what is pledged, as by hand, nothing more is pledged from it."""
    scene = Scene()
    award = scene.offered()
    pots = ledgers.locked_pots(scene.round.pk)
    for pot in pots.values():
        pot.amount = Decimal(1)
    with pytest.raises(BeyondLimit, match="than the round sets aside"):
        ledgers._even_out(pots, scene.officer, award.offered_at)


def test_the_ledger_is_written_once():
    scene = Scene()
    award = scene.offered()
    for rows, change in (
        (Entry.objects.filter(line__award=award), {"amount": 1}),
        (Movement.objects.filter(award=award), {"why": "x"}),
        (award.steps, {"note": "x"}),
    ):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.all()._raw_delete("default")
    scene.officer.delete()
    assert Movement.objects.get(award=award).by is None


def _checked(write):
    """Write, and have the database look at once at what it would look at on committing."""
    with transaction.atomic():
        write()
        _check_now()


def _check_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        ([("pot", -2), ("funder", 1)], "sum to zero"),
        ([("pot", -200_001), ("pledged", 200_001)], "would hold"),
        ([("released", -1), ("paid", 1)], "would hold|below nothing"),
        ([("funder", 200_001), ("pot", -200_001)], "would hold"),
        ([("pot", -1), ("pledged", 1)], "more than was offered"),
        ([("funder", -1), ("pledged", 1)], "more than was offered"),
    ],
)
def test_the_database_itself_keeps_the_ledger(sides, message):
    scene = Scene()
    award = scene.offered()
    line, pot = award.lines.get(), scene.round.round_funds.get()
    _check_now()

    def write():
        movement = Movement.objects.create(kind=MovementKind.PLEDGE, award=award)
        for account, amount in sides:
            Entry.objects.create(movement=movement, round_fund=pot, line=line, account=account, amount=amount)

    with pytest.raises(IntegrityError, match=message):
        _checked(write)


def test_the_database_itself_keeps_the_caps():
    scene = Scene()
    small = second_fund(scene.round, cap_pounds=Decimal(5_000), cap_percent=20)
    award = scene.offered()
    for changes in (
        lambda: AwardLine.objects.create(award=award, fund=small.fund, amount=Decimal("2000.01")),
        lambda: award.lines.update(amount=Decimal("6500.01")),
        lambda: type(award).objects.filter(pk=award.pk).update(target=Decimal(7_000)),
    ):
        with pytest.raises(IntegrityError, match="may give one project"):
            _checked(changes)


amounts = st.decimals(min_value="0.01", max_value="20000", places=2)


@settings(max_examples=150, deadline=None, database=None)
@given(balances=st.dictionaries(st.integers(1, 9), amounts, min_size=1, max_size=5), part=st.integers(1, 10_000))
def test_splitting_leaves_no_penny_over_and_takes_from_nobody_more_than_they_have(balances, part):
    total = sum(balances.values())
    amount = max((total * part / 10_000).quantize(Decimal("0.01")), Decimal("0.01"))
    shares = ledgers.split(amount, balances)
    assert sum(shares.values()) == amount
    assert all(0 < share <= balances[key] for key, share in shares.items())
    with pytest.raises(BeyondLimit):
        ledgers.split(total + Decimal("0.01"), balances)


def test_an_award_of_several_funds_is_paid_from_each_in_proportion():
    scene = Scene()
    small = second_fund(scene.round, amount=Decimal(17_000))
    first = scene.round.round_funds.order_by("pk").first()
    award = scene.to(AwardState.RELEASED, amounts={first: Decimal("3333.33"), small: Decimal("1666.67")})
    scene.pay(award.payments.get(number=1))
    paid = Entry.objects.filter(movement__award=award).by_line(Account.PAID)
    by_fund = {line.fund_id: paid[line.pk] for line in award.lines.all()}
    assert by_fund == {first.fund_id: Decimal("2500.00"), small.fund_id: Decimal("1250.00")}
    assert ledgers.held_by_line(award) == {line.pk: line.amount for line in award.lines.all()}


def test_balances_are_what_the_entries_come_to():
    scene = Scene()
    scene.to(AwardState.COMPLETE)
    rebuilt = Counter()
    for account, amount in Entry.objects.values_list("account", "amount"):
        rebuilt[account] += amount
    assert rebuilt == {account: accounts_of(scene.round)[account] for account in rebuilt}
    assert Entry.objects.aggregate(total=Sum("amount"))["total"] == 0
    assert set(OF_AN_AWARD) | {Account.FUNDER, Account.POT} == set(Account)


def test_the_rules_look_up_what_they_need_by_an_index_even_where_a_table_is_small():
    """A connection would keep the plan that it made then, and read whole tables once they have grown."""
    Scene().offered()
    tables = ["crowdfund_award", "crowdfund_awardline", "crowdfund_entry", "crowdfund_proposal"]

    def asked(sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def read_whole():
        return asked("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)", tables)

    asked(f"ANALYZE {', '.join(tables)}")  # now the planner knows how small they are
    before = read_whole()
    for rule in ("award_within_caps", "ledger_holds", "proposals_within_pot"):
        asked(f"SET CONSTRAINTS crowdfund_{rule} IMMEDIATE")
    assert read_whole() == before
