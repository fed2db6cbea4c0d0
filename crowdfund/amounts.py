"""Amounts of money as people type them and as the portal writes them. Pounds and pence, never floats."""

import re
from decimal import Decimal

MOST = Decimal("9999999.99")
_AMOUNT = re.compile(r"£?\s*(?P<pounds>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?P<pence>\.[0-9]{1,2})?\s*(?:GBP)?", re.I)


def read_pounds(text):
    """What somebody typed as an amount: "1250", "£1,250" or "1,250.50".

    :returns: a Decimal with two places, from 0 to 9,999,999.99.
    :raises ValueError: with a sentence for whoever typed it.
    """
    text = text.strip()
    if text.startswith(("-", "−", "(")):
        raise ValueError("The amount cannot be less than £0")
    found = _AMOUNT.fullmatch(text)
    if not found:
        if re.fullmatch(r"£?[0-9, ]+\.[0-9]{3,}", text):
            raise ValueError("Enter pounds and at most two figures for pence, like 1250.50")
        raise ValueError("Enter an amount in pounds, like 1250 or 1250.50")
    amount = Decimal(re.sub(r"[, ]", "", found["pounds"]) + (found["pence"] or ""))
    if amount > MOST:
        raise ValueError("The amount must be less than £10 million")
    return amount.quantize(Decimal("0.01"))


def pounds(amount):
    """ "£1,250" or "£1,250.50"; "−£3" for less than nothing."""
    amount = Decimal(amount)
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"−£{text}" if amount < 0 else f"£{text}"
