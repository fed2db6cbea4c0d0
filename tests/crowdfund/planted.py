"""Secrets that the application keeps apart from those who decide; nobody who decides may find them."""

from datetime import timedelta

from crowdfund import actions, bank
from crowdfund.models import EqualityAnswers

HOLDER, NUMBER, SORT_CODE = "Wombatbank Trust", "87654321", "30-99-50"
LED_BY, REACHES = EqualityAnswers.Group.FAITH, EqualityAnswers.Group.LGBT


def plant(application):
    """Write them where the application keeps them, an hour before its round closes."""
    by, at = application.submitted_by, application.round.closes_at - timedelta(hours=1)
    account = bank.Account(name=HOLDER, sort_code=SORT_CODE.replace("-", ""), number=NUMBER)
    actions.save_bank_details(application=application, account=account, version=0, by=by, at=at)
    actions.save_equality(application=application, led_by=[LED_BY], reaches=[REACHES], by=by, at=at)


def forbidden(who):
    """(secret, what it is) that somebody of this description must not find.

    The names of the groups stand in the form that applicants fill in, and in the sums over a round that officers read.
    """
    if who not in ("applicant of the secret case", "auditor who speaks for the applicant"):
        yield from ((secret, "bank details") for secret in (HOLDER, NUMBER, SORT_CODE, SORT_CODE.replace("-", "")))
    if who.startswith(("assessor", "public", "stranger")):
        yield from ((str(answer.label), "an equality answer") for answer in (LED_BY, REACHES))
