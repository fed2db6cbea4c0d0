"""Secrets that the application keeps apart from those who decide; nobody who decides may find them."""

from crowdfund import bank
from crowdfund.models import BankDetails, EqualityAnswers, KeptTyping

ACCOUNT = bank.Account(name="Planted account", sort_code="204060", number="13579246")
TYPED_LATE = "PLANTED-TYPED-TOO-LATE"
LED_BY, REACHES = EqualityAnswers.Group.FAITH, EqualityAnswers.Group.LGBT
ITS_PEOPLE = ("applicant of the secret case", "auditor who speaks for the applicant")


def plant(application):
    """Write them where the application keeps them."""
    BankDetails.objects.create(application=application, sealed=bank.seal(ACCOUNT), ending=ACCOUNT.number[-2:])
    KeptTyping.objects.create(application=application, part="Budget", lines=[["Rent", TYPED_LATE]])
    EqualityAnswers.objects.create(round=application.round, led_by=[LED_BY], reaches=[REACHES])


def forbidden(who):
    """(secret, what it is) that somebody of this description must not find."""
    yield from ((one, "bank details") for one in (ACCOUNT.name, ACCOUNT.shown_sort_code, ACCOUNT.number))
    if who not in ITS_PEOPLE:
        yield (TYPED_LATE, "what was typed too late")
    # The groups stand in the form that applicants fill in, and in the sums over a round that officers read.
    if who.startswith(("assessor", "public", "stranger")):
        yield from ((str(answer.label), "an equality answer") for answer in (LED_BY, REACHES))
