"""The only writer of the ledger. Every movement of money is made here, under the locks of the round's pots.

A pot is a fund's part in a round, one row of RoundFund. Whoever moves money locks all pots of the round, in the order
of their keys, before looking at any balance: so two people never wait for each other crosswise, and none reckons with
a sum that another is just changing. Whoever also locks applications or awards does that first.
"""

from decimal import Decimal

from crowdfund.actions.refusals import BeyondLimit
from crowdfund.amounts import pounds
from crowdfund.models import Entry, Movement, MovementKind, RoundFund
from crowdfund.models.ledger import OF_AN_AWARD, ROUTES, Account

NOTHING = Decimal(0)
PENNY = Decimal("0.01")


def locked_pots(round_id):
    """The pots of a round, locked: {fund's key: RoundFund}."""
    pots = RoundFund.objects.filter(round_id=round_id).order_by("pk")
    return {one.fund_id: one for one in pots.select_for_update(no_key=True, of=("self",)).select_related("fund")}


def split(amount, balances):
    """Share out an amount in proportion to what there is, to the penny.

    Nobody's share is more than what they have; odd pennies go where the fraction cut off was largest.

    :param balances: {key: pounds above nothing}.
    :returns: {key: pounds above nothing}, which come to the amount.
    :raises BeyondLimit: for more than there is.
    """
    total = sum(balances.values(), NOTHING)
    if amount > total:
        raise BeyondLimit(f"There is only {pounds(total)} for that.")
    exact = {key: amount * balance / total for key, balance in balances.items()}
    shares = {key: share.quantize(PENNY, rounding="ROUND_DOWN") for key, share in exact.items()}
    odd = int((amount - sum(shares.values())) / PENNY)
    largest_first = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
    for key in largest_first[:odd]:
        shares[key] += PENNY
    return {key: share for key, share in shares.items() if share}


def pledge(award, *, by, at):
    """Set aside what an award's lines offer.

    :raises BeyondLimit: when a pot of the round has too little left.
    """
    pots = locked_pots(award.application.round_id)
    _even_out(pots, by, at)
    lines = list(award.lines.order_by("pk"))
    for line in lines:
        pot = pots[line.fund_id]
        left = pot.entries.filter(account=Account.POT).balance()
        if line.amount > left:
            raise BeyondLimit(f"{pot.fund} has only {pounds(left)} left.")
    _write(MovementKind.PLEDGE, award, {line.pk: line.amount for line in lines}, pots, by, at)


def move(kind, award, *, by, at, amount=None, why=""):
    """Move money of an award along the route of a kind of movement, shared out among its funds.

    :param amount: pounds above nothing, or None for all that lies where the route begins.
    :returns: the Movement, or None where there was nothing to move.
    :raises BeyondLimit: for more than lies there.
    """
    pots = locked_pots(award.application.round_id)
    source, _target = ROUTES[kind]
    there = Entry.objects.filter(movement__award=award).by_line(source)
    shares = there if amount is None else split(amount, there)
    return _write(kind, award, shares, pots, by, at, why) if shares else None


def balance_of(award, account):
    """Pounds of an award on an account."""
    return Entry.objects.filter(movement__award=award, account=account).balance()


def held_by_line(award):
    """{line's key: pounds that the award still holds of it}, wherever they lie."""
    held = {}
    for account in OF_AN_AWARD:
        for key, amount in Entry.objects.filter(movement__award=award).by_line(account).items():
            held[key] = held.get(key, NOTHING) + amount
    return held


def _even_out(pots, by, at):
    """Fill pots up, or drain them, to what the round sets aside. What is pledged already stays.

    :raises BeyondLimit: when more is pledged than the round now sets aside.
    """
    for pot in pots.values():
        missing = pot.amount + pot.entries.filter(account=Account.FUNDER).balance()
        if missing < 0 and pot.entries.filter(account=Account.POT).balance() < -missing:
            raise BeyondLimit(f"More of {pot.fund} is pledged than the round sets aside.")
        if missing:
            kind = MovementKind.FILL if missing > 0 else MovementKind.DRAIN
            _enter(Movement.objects.create(kind=kind, by=by, at=at), [(pot, None, abs(missing))])


def _write(kind, award, shares, pots, by, at, why=""):
    movement = Movement.objects.create(kind=kind, award=award, by=by, at=at, why=why[:200])
    lines = {line.pk: line for line in award.lines.all()}
    _enter(movement, [(pots[lines[key].fund_id], lines[key], amount) for key, amount in sorted(shares.items())])
    return movement


def _enter(movement, parts):
    source, target = ROUTES[movement.kind]
    Entry.objects.bulk_create(
        Entry(movement=movement, round_fund=pot, line=line, account=account, amount=signed)
        for pot, line, amount in parts
        for account, signed in ((source, -amount), (target, amount))
    )
