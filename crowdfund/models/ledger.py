"""The ledger: every pound of a fund in a round, where it lies, and what moved it there. Amounts in pounds.

Nothing here is ever changed or deleted, which a trigger sees to (migration 0041); what an account holds is the sum of
its entries, and no balance is kept anywhere. The same triggers refuse a movement that does not sum to zero, a pot or
an award's part that would go below nothing, and more for an award than was offered.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from crowdfund.amounts import pounds
from crowdfund.models.applications import person
from crowdfund.models.awards import Award, AwardLine
from crowdfund.models.rounds import RoundFund

NOTHING = Decimal(0)


class Account(models.TextChoices):
    """Where money of a fund lies in a round. What the funder gave is below nothing, so that all of them sum to it."""

    FUNDER = "funder", "Given by the funder"
    POT = "pot", "In the pot"
    PLEDGED = "pledged", "Pledged"
    RELEASED = "released", "Released, not yet paid"
    PAID = "paid", "Paid"
    OWED = "owed", "Owed back"
    RETURNED = "returned", "Returned"


OF_AN_AWARD = (Account.PLEDGED, Account.RELEASED, Account.PAID, Account.OWED, Account.RETURNED)
"""Accounts whose money belongs to one award."""


class MovementKind(models.TextChoices):
    FILL = "fill", "The pot is filled"
    DRAIN = "drain", "The pot is made smaller"
    PLEDGE = "pledge", "Pledged"
    TAKE_BACK = "take_back", "Pledge taken back"
    RELEASE = "release", "Released"
    STOP = "stop", "Not paid out after all"
    PAY = "pay", "Paid"
    OWE = "owe", "To be paid back"
    FORGIVE = "forgive", "Not to be paid back after all"
    RETURN = "return", "Paid back"
    REUSE = "reuse", "Put back in the pot"


ROUTES = {
    MovementKind.FILL: (Account.FUNDER, Account.POT),
    MovementKind.DRAIN: (Account.POT, Account.FUNDER),
    MovementKind.PLEDGE: (Account.POT, Account.PLEDGED),
    MovementKind.TAKE_BACK: (Account.PLEDGED, Account.POT),
    MovementKind.RELEASE: (Account.PLEDGED, Account.RELEASED),
    MovementKind.STOP: (Account.RELEASED, Account.POT),
    MovementKind.PAY: (Account.RELEASED, Account.PAID),
    MovementKind.OWE: (Account.PAID, Account.OWED),
    MovementKind.FORGIVE: (Account.OWED, Account.PAID),
    MovementKind.RETURN: (Account.OWED, Account.RETURNED),
    MovementKind.REUSE: (Account.RETURNED, Account.POT),
}
"""From which account to which each kind of movement takes money."""


class Movement(models.Model):
    """What moved money: one step, with entries on two accounts for each fund that has a part in it."""

    kind = models.CharField(max_length=10, choices=MovementKind, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, related_name="movements", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = person()
    why = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("fill", "drain"), award=None)
                | (~Q(kind__in=("fill", "drain")) & Q(award__isnull=False)),
                name="movement_of_an_award",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.pk})"

    def amount(self):
        """Pounds moved, all funds together. Takes a movement whose entries are prefetched."""
        return sum((one.amount for one in self.entries.all() if one.amount > 0), NOTHING)


class EntryQuerySet(models.QuerySet):
    def balance(self):
        """Pounds that these entries come to."""
        return self.aggregate(total=Sum("amount"))["total"] or NOTHING

    def by_account(self):
        """{Account: pounds} of these entries, every account among them."""
        found = dict(self.order_by().values_list("account").annotate(total=Sum("amount")))
        return {account: found.get(account, NOTHING) for account in Account}

    def by_line(self, account):
        """{award line's key: pounds that it has on this account}, those of nothing left out."""
        rows = self.filter(account=account).exclude(line=None).order_by()
        return {key: total for key, total in rows.values_list("line").annotate(total=Sum("amount")) if total}


class Entry(models.Model):
    """One side of a movement: what it puts on an account of a fund in a round, or takes from it."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="entries", editable=False)
    round_fund = models.ForeignKey(RoundFund, on_delete=models.PROTECT, related_name="entries", editable=False)
    line = models.ForeignKey(AwardLine, on_delete=models.PROTECT, null=True, related_name="entries", editable=False)
    account = models.CharField(max_length=8, choices=Account, editable=False)
    amount = models.DecimalField(
        "pounds; below nothing where they leave the account", max_digits=11, decimal_places=2, editable=False
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["movement_id", "pk"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["round_fund", "account"], include=["amount"], name="entry_balance"),
            models.Index(fields=["line", "account"], include=["amount"], name="entry_balance_of_line"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something"),
            models.CheckConstraint(condition=Q(account__in=Account.values), name="entry_account_known"),
        ]

    def __str__(self):
        return f"{pounds(self.amount)} on {self.account}"
